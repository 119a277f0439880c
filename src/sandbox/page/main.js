import { listen, say } from "./api.js";
import { Composer } from "./composer.js";
import { byId, el, toast } from "./dom.js";
import { look, setLook } from "./look.js";
import { startEditing } from "./message.js";
import { Pane } from "./pane.js";
import { channelMark, drawSidebar, drawStatus, kindName } from "./sidebar.js";
import { channelTitle, find, forget, isReply, keep, mainMessages, state, threadMessages, welcome } from "./state.js";

let stopListening = () => {};
let serverThere = false;

const channelPane = new Pane(byId("messages"), { inThread: false, openThread });
const threadPane = new Pane(byId("thread-messages"), { inThread: true, openThread });

const composer = new Composer(byId("composer"), {
  id: "composer", inThread: false,
  target: () => ({ channel: state.current, thread: "" }),
  onSent: () => channelPane.toEnd(),
  onEditLast: () => editLast(byId("messages"), mainMessages(state.current)),
});
const threadComposer = new Composer(byId("thread-composer"), {
  id: "thread-composer", inThread: true,
  target: () => ({ channel: state.current, thread: state.thread }),
  onSent: () => threadPane.toEnd(),
  onEditLast: () => editLast(byId("thread-messages"), threadMessages(state.current, state.thread)),
});

function editLast(container, messages) {
  const own = messages.filter((message) => message.user === state.self && !message.subtype).at(-1);
  const node = own && container.querySelector(`[data-ts="${own.ts}"]`);
  if (node) startEditing(node, own);
}

function run(number) {
  setMenu(false);
  composer.focus();
  channelPane.toEnd();
  say(state.current, "", `${state.command} ${number}`);
}

function intro(channel) {
  const title = channel.kind === "direct" ? channelTitle(channel) : `#${channel.name}`;
  const chips = state.hints.slice(0, 4).map((hint) => el("button", { type: "button", class: "button", onclick: () => run(hint.number) }, `${state.command} ${hint.number}`));
  const how = channel.bot
    ? "Ask for a ticket by its number, or mention @usher. In a thread, mention it: Slack has no commands there."
    : "Usher is not a member of this channel. Commands work all the same.";
  return el("section", { class: "intro" }, el("h3", {}, `This is the beginning of ${title}`), el("p", {}, how), el("div", { class: "chips" }, ...chips));
}

function drawChannel(keepPlace) {
  const channel = state.channels.get(state.current);
  if (!channel) return;
  const title = channelTitle(channel);
  byId("channel-name").replaceChildren(...(channel.kind === "direct" ? [title] : [channelMark(channel), title]));
  byId("channel-topic").textContent = channel.topic || (channel.kind === "direct" ? "Write to Usher directly" : "");
  byId("channel-kind").textContent = kindName(channel);
  byId("channel-kind").classList.toggle("warn", channel.kind === "shared");
  composer.setPlaceholder(`Message ${channel.kind === "direct" ? title : `#${channel.name}`}, or ${state.command} 516757`);
  channelPane.show(mainMessages(state.current), { keepPlace, intro: intro(channel) });
}

function drawThread(keepPlace) {
  const open = Boolean(state.thread);
  byId("thread").hidden = !open;
  byId("app").classList.toggle("with-thread", open);
  if (!open) return;
  const channel = state.channels.get(state.current);
  byId("thread-where").textContent = channel.kind === "direct" ? channelTitle(channel) : `#${channel.name}`;
  threadComposer.setPlaceholder("Reply, or mention @usher");
  threadPane.show(threadMessages(state.current, state.thread), { keepPlace });
}

function drawSide() {
  drawSidebar({ onOpen: openChannel, onHint: run, onPerson: become });
}

function openChannel(id) {
  state.current = id;
  state.thread = null;
  state.unread.delete(id);
  setMenu(false);
  drawSide();
  drawChannel(false);
  drawThread(false);
  composer.focus();
}

function openThread(ts) {
  state.thread = ts;
  drawThread(false);
  threadComposer.focus();
}

function closeThread() {
  const parent = state.thread;
  state.thread = null;
  drawThread(false);
  (byId("messages").querySelector(`[data-ts="${parent}"] .thread-line`) ?? composer.box).focus();
}

function setMenu(open) {
  byId("app").classList.toggle("menu-open", open);
  byId("menu").setAttribute("aria-expanded", String(open));
}

function become(person) {
  stopListening();
  state.current = "";
  state.thread = null;
  state.unread.clear();
  start(person);
}

/** Draws at most once per frame, however much arrives. */
let pending = false;
function drawSoon() {
  if (pending) return;
  pending = true;
  requestAnimationFrame(() => {
    pending = false;
    drawChannel(true);
    if (state.thread) drawThread(true);
  });
}

function onMessage(message) {
  const isNew = !find(message.channel, message.ts);
  keep(message);
  if (message.channel === state.current) {
    // A private answer in a thread would be missed if the thread were closed.
    if (isNew && message.ephemeral && isReply(message) && !state.thread) openThread(message.thread_ts);
    drawSoon();
  } else if (isNew && message.user !== state.self) {
    state.unread.add(message.channel);
    drawSide();
  }
}

function onEvent(event) {
  switch (event.type) {
    case "welcome":
      welcome(event);
      drawSide();
      drawChannel(false);
      drawThread(false);
      drawStatus(serverThere);
      if (matchMedia("(min-width: 720px)").matches) composer.focus();
      break;
    case "message": onMessage(event.message); break;
    case "deleted":
      forget(event.channel, event.ts);
      if (state.thread === event.ts) closeThread();
      drawSoon();
      break;
    case "state":
      state.connected = event.connected;
      drawStatus(serverThere);
      break;
    case "notice": toast(event.text); break;
  }
}

function start(person) {
  stopListening = listen(person, onEvent, (there) => {
    serverThere = there;
    drawStatus(there);
  });
}

function nameLists() {
  const element = look() === "element";
  byId("channels-title").textContent = element ? "Rooms" : "Channels";
  byId("direct-title").textContent = element ? "People" : "Direct messages";
}

nameLists();
for (const choice of byId("look").querySelectorAll("input")) {
  choice.checked = choice.value === look();
  choice.addEventListener("change", () => {
    setLook(choice.value);
    nameLists();
    drawChannel(true);
    drawThread(true);
  });
}
byId("menu").addEventListener("click", () => setMenu(!byId("app").classList.contains("menu-open")));
byId("scrim").addEventListener("click", () => setMenu(false));
byId("thread-close").addEventListener("click", closeThread);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (byId("app").classList.contains("menu-open")) setMenu(false);
  else if (state.thread) closeThread();
});
composer.update();
threadComposer.update();
start("");
