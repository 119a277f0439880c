// Channels, direct messages, tickets to try, and who one is.
import { byId, el } from "./dom.js";
import { avatar } from "./message.js";
import { channelTitle, person, state } from "./state.js";

const kinds = { public: "Public", private: "Private", shared: "Shared with outsiders", direct: "Direct message" };

export const kindName = (channel) => kinds[channel.kind];

/** The sign before a channel's name: a hash, a lock, or arrows where outsiders are. */
export const channelMark = (channel) => el("span", { class: `mark mark-${channel.kind}`, "aria-hidden": "true" });

function channelItem(channel, onOpen) {
  const unread = state.unread.has(channel.id);
  const icon = channel.kind === "direct" ? avatar(person(channel.name)) : channelMark(channel);
  return el("li", {}, el("button", {
    type: "button", class: unread ? "channel unread" : "channel", "aria-current": channel.id === state.current ? "page" : null,
    onclick: () => onOpen(channel.id),
  }, icon, el("span", { class: "channel-label" }, channelTitle(channel)),
  channel.kind === "direct" ? null : el("span", { class: "hidden" }, `, ${kinds[channel.kind].toLowerCase()}`),
  unread ? el("span", { class: "hidden" }, ", unread") : null,
  channel.bot ? null : el("span", { class: "without-bot", title: "Usher is not in this channel" }, "no bot")));
}

export function drawSidebar({ onOpen, onHint, onPerson }) {
  const all = [...state.channels.values()];
  byId("team").textContent = state.team;
  byId("channels").replaceChildren(...all.filter((channel) => channel.kind !== "direct").map((channel) => channelItem(channel, onOpen)));
  byId("direct").replaceChildren(...all.filter((channel) => channel.kind === "direct").map((channel) => channelItem(channel, onOpen)));
  byId("hints").replaceChildren(...state.hints.map((hint) => el("li", {}, el("button", {
    type: "button", class: "hint", onclick: () => onHint(hint.number),
  }, el("strong", {}, hint.number), el("span", {}, hint.note)))));
  const select = byId("person");
  select.replaceChildren(...[...state.people.values()].filter((one) => !one.bot)
    .map((one) => el("option", { value: one.id, selected: one.id === state.self }, one.real_name + (one.outsider ? " (outside)" : one.guest ? " (guest)" : ""))));
  select.onchange = () => onPerson(select.value);
}

export function drawStatus(serverThere) {
  const status = byId("status");
  const good = serverThere && state.connected;
  status.textContent = !serverThere ? "The sandbox is gone" : good ? "Usher is connected" : "Usher is not connected";
  status.classList.toggle("good", good);
}
