import { toast } from "./dom.js";
import { state } from "./state.js";

const words = {
  not_in_channel: "You are not in that channel.",
  msg_too_long: "That message is too long.",
  cant_update_message: "Only your own messages can be edited.",
  cant_delete_message: "Only your own messages can be deleted.",
  message_not_found: "That message is gone.",
  button_not_found: "That button is gone.",
};

async function post(what, body) {
  try {
    const response = await fetch(`/_control/${what}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ person: state.self, ...body }),
    });
    const answer = await response.json();
    if (!answer.ok) toast(words[answer.error] ?? `That did not work: ${answer.error}`);
    return answer;
  } catch {
    toast("The sandbox does not answer.");
    return { ok: false };
  }
}

export const say = (channel, thread_ts, text) => post("type", { channel, thread_ts: thread_ts ?? "", text });
export const press = (channel, ts, action, url) => post("press", { channel, ts, action, url: url ?? "" });
export const shortcut = (channel, ts) => post("shortcut", { channel, ts });
export const edit = (channel, ts, text) => post("edit", { channel, ts, text });
export const remove = (channel, ts) => post("delete", { channel, ts });

/** Receives the server's events; comes back by itself. */
export function listen(person, onEvent, onState) {
  let socket;
  let wait = 250;
  let ended = false;
  const open = () => {
    socket = new WebSocket(`ws://${location.host}/_events?person=${encodeURIComponent(person)}`);
    socket.onmessage = (frame) => {
      wait = 250;
      onEvent(JSON.parse(frame.data));
    };
    socket.onclose = () => {
      if (ended) return;
      onState(false);
      setTimeout(open, wait);
      wait = Math.min(wait * 2, 5000);
    };
    socket.onopen = () => onState(true);
  };
  open();
  return () => {
    ended = true;
    socket.close();
  };
}
