// What stands in a message as Element shows it.
import { press } from "./api.js";
import { el } from "./dom.js";
import { matrixHtml } from "./matrix_html.js";
import { toTyped } from "./mrkdwn.js";

// Matrix has no buttons: reactions do what the Slack message's buttons do.
const deeds = {
  "🔄": { name: "Refresh", action: "usher_refresh" },
  "📜": { name: "All replies", action: "usher_all_replies" },
};

function reaction(key, message) {
  const deed = deeds[key];
  const chip = el("button", { type: "button", class: "reaction", "aria-label": `${deed?.name ?? "React with"} ${key}, 1 reaction` },
    el("span", { "aria-hidden": "true" }, key), el("span", { class: "count" }, "1"));
  chip.addEventListener("click", async () => {
    chip.setAttribute("aria-busy", "true");
    if (deed) await press(message.channel, message.ts, deed.action);
    setTimeout(() => chip.removeAttribute("aria-busy"), 800);
  });
  return chip;
}

export function elementContent(message) {
  const { matrix } = message;
  const edited = message.edited && el("span", { class: "edited" }, "(edited)");
  if (!matrix?.formatted_body) {
    return el("div", { class: "content event" }, el("p", { class: "typed" }, toTyped(message.text ?? "")), edited);
  }
  const notice = matrix.msgtype === "m.notice";
  const reactions = matrix.reactions ?? [];
  return el("div", { class: "content event" },
    el("div", { class: notice ? "event-body notice" : "event-body" }, ...matrixHtml(matrix.formatted_body)), edited,
    reactions.length > 0 && el("div", { class: "reactions", role: "group", "aria-label": "Reactions" }, ...reactions.map((key) => reaction(key, message))));
}
