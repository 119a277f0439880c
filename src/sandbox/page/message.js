// One message: avatar, author, text or blocks, thread line, and what one can do with it.
import { edit, remove, shortcut } from "./api.js";
import { attachment, blocks } from "./blocks.js";
import { el } from "./dom.js";
import { elementContent } from "./element.js";
import { look } from "./look.js";
import { mrkdwn, toTyped } from "./mrkdwn.js";
import { find, person, state } from "./state.js";
import { clockTime, dayName, fullTime, tsDate } from "./time.js";

const GROUP_SECONDS = 300;

const hue = (author) => [...author.id].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) % 8, 0);

export function avatar(author) {
  if (author.id === state.bot) return el("img", { class: "avatar", src: "/usher.svg", alt: "", width: 36, height: 36 });
  const letters = author.real_name.split(" ").map((word) => word[0]).slice(0, 2).join("");
  return el("span", { class: `avatar avatar-${hue(author)}`, "aria-hidden": "true" }, letters);
}

/** Slack leaves out the head of a message soon after one of the same person. Cards keep theirs: they are long. */
export function follows(message, previous) {
  return previous !== undefined && previous.user === message.user && !person(message.user).bot && !previous.ephemeral && !message.ephemeral &&
    Number(message.ts) - Number(previous.ts) < GROUP_SECONDS && tsDate(message.ts).getDate() === tsDate(previous.ts).getDate();
}

export function sameDay(message, previous) {
  return previous !== undefined && tsDate(message.ts).toDateString() === tsDate(previous.ts).toDateString();
}

function content(message) {
  if (look() === "element") return elementContent(message);
  const parts = [];
  if (message.blocks?.length) {
    parts.push(...blocks(message.blocks, message));
  } else if (message.text) {
    parts.push(el("div", { class: "block text" }, ...mrkdwn(message.text)));
  }
  for (const item of message.attachments ?? []) parts.push(attachment(item, message));
  const edited = message.edited && message.user !== state.bot;
  if (edited) parts.push(el("span", { class: "edited" }, "(edited)"));
  return el("div", { class: "content" }, ...parts);
}

function threadLine(message, openThread) {
  if (!message.reply_count) return null;
  const count = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  const last = tsDate(message.latest_reply);
  return el("button", { type: "button", class: "thread-line", onclick: () => openThread(message.ts) },
    ...(message.reply_users ?? []).slice(0, 4).map((id) => avatar(person(id))),
    el("strong", {}, count), el("span", { class: "quiet" }, `Last reply ${dayName(last).toLowerCase()} at ${clockTime(last)}`));
}

/** Turns the message into a box to edit it in; Enter saves, Escape leaves it. */
export function startEditing(node, message) {
  const box = el("textarea", { rows: 2, "aria-label": "Edit the message" });
  box.value = toTyped(message.text);
  const done = () => form.replaceWith(content(find(message.channel, message.ts) ?? message));
  const save = async () => {
    const text = box.value.trim();
    if (text && text !== toTyped(message.text)) await edit(message.channel, message.ts, text);
    if (form.isConnected) done();
  };
  const form = el("form", { class: "edit", onsubmit: (event) => { event.preventDefault(); save(); } }, box,
    el("div", { class: "edit-buttons" },
      el("button", { type: "button", class: "button", onclick: done }, "Cancel"),
      el("button", { type: "submit", class: "button button-primary" }, "Save")));
  box.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      save();
    } else if (event.key === "Escape") {
      event.stopPropagation();
      done();
    }
  });
  node.querySelector(".content").replaceWith(form);
  box.focus();
}

function toolbar(node, message, context) {
  const own = message.user === state.self && !message.subtype;
  const tool = (label, action) => el("button", { type: "button", onclick: action }, label);
  const tools = [
    !message.ephemeral && !context.inThread && tool("Reply", () => context.openThread(message.thread_ts || message.ts)),
    !message.ephemeral && !message.subtype && look() !== "element" && tool("Show ticket", () => shortcut(message.channel, message.ts)),
    own && tool("Edit", () => startEditing(node, message)),
    (own || message.ephemeral) && tool(message.ephemeral ? "Dismiss" : "Delete", () => remove(message.channel, message.ts)),
  ].filter(Boolean);
  return tools.length ? el("div", { class: "toolbar", role: "group", "aria-label": "Message actions" }, ...tools) : null;
}

/** context: {previous, inThread, openThread} */
export function messageNode(message, context) {
  const author = person(message.user);
  const compact = follows(message, context.previous);
  const date = tsDate(message.ts);
  const time = el("time", { class: "at", title: fullTime(date), datetime: date.toISOString() }, clockTime(date));
  const node = el("article", {
    class: ["message", compact && "compact", message.ephemeral && "ephemeral", message.subtype && "tombstone"].filter(Boolean).join(" "),
    data: { ts: message.ts }, "aria-label": `${author.real_name}, ${clockTime(date)}`,
  });
  const head = el("header", { class: "head" }, el("strong", { class: `author hue-${hue(author)}` }, author.real_name),
    author.bot && el("span", { class: "badge" }, "APP"), author.outsider && el("span", { class: "badge" }, "EXTERNAL"),
    author.guest && el("span", { class: "badge" }, "GUEST"), time);
  if (message.ephemeral) node.append(el("p", { class: "private-note" }, look() === "element" ? "In a thread on Matrix, private on Slack" : "Only visible to you"));
  const gutter = el("div", { class: "gutter" }, compact ? time : avatar(author));
  node.append(gutter, el("div", { class: "body" }, compact ? null : head, content(message),
    context.inThread ? null : threadLine(message, context.openThread)));
  const tools = toolbar(node, message, context);
  if (tools) node.append(tools);
  return node;
}

export function dayDivider(message) {
  return el("div", { class: "day", role: "separator" }, el("span", {}, dayName(tsDate(message.ts))));
}
