// What the page knows: people, channels, messages by channel. Filled by the server's events.

export const state = {
  self: "",
  bot: "",
  team: "",
  command: "/ticket",
  connected: false,
  people: new Map(),
  channels: new Map(),
  hints: [],
  messages: new Map(), // channel id -> Map(ts -> message)
  unread: new Set(),
  current: "",
  thread: null, // ts of the open thread's parent
};

export function welcome(event) {
  Object.assign(state, {
    self: event.self, bot: event.bot, team: event.team, command: event.command,
    connected: event.connected, hints: event.hints,
  });
  state.people = new Map(event.people.map((person) => [person.id, person]));
  state.channels = new Map(event.channels.map((channel) => [channel.id, channel]));
  state.messages = new Map(event.channels.map((channel) => [channel.id, new Map()]));
  event.messages.forEach(keep);
  if (!state.channels.has(state.current)) {
    state.current = event.channels[0]?.id ?? "";
    state.thread = null;
  }
}

export function keep(message) {
  state.messages.get(message.channel)?.set(message.ts, message);
}

export function forget(channel, ts) {
  state.messages.get(channel)?.delete(ts);
}

export function find(channel, ts) {
  return state.messages.get(channel)?.get(ts);
}

function inOrder(messages) {
  return [...messages].sort((a, b) => (a.ts < b.ts ? -1 : 1));
}

export function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

/** The messages outside threads. */
export function mainMessages(channel) {
  return inOrder([...(state.messages.get(channel)?.values() ?? [])].filter((message) => !isReply(message)));
}

/** A parent and its replies. */
export function threadMessages(channel, parent) {
  const all = [...(state.messages.get(channel)?.values() ?? [])];
  return inOrder(all.filter((message) => message.ts === parent || message.thread_ts === parent));
}

export function person(id) {
  return state.people.get(id) ?? { id, name: id, real_name: id };
}

/** How a channel is written: #support, or the other person's name. */
export function channelTitle(channel) {
  return channel.kind === "direct" ? person(channel.name).real_name : channel.name;
}

export function me() {
  return person(state.self);
}
