// Block Kit as Slack draws it.
import { press } from "./api.js";
import { el, link, safeUrl } from "./dom.js";
import { emoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";
import { richText } from "./rich_text.js";

const FOLD_CHARACTERS = 700;

function textNodes(object) {
  if (!object) return [];
  return object.type === "mrkdwn" ? mrkdwn(object.text) : [object.emoji === false ? object.text : emoji(object.text)];
}

/** Slack hides the rest of a long section behind "Show more", unless it is told to expand it. */
function folded(block, node) {
  if (block.expand || (block.text?.text.length ?? 0) <= FOLD_CHARACTERS) return node;
  node.classList.add("folded");
  const button = el("button", {
    type: "button", class: "show-more", "aria-expanded": "false",
    onclick: () => {
      const open = node.classList.toggle("folded") === false;
      button.setAttribute("aria-expanded", String(open));
      button.textContent = open ? "Show less" : "Show more";
    },
  }, "Show more");
  return el("div", {}, node, button);
}

function section(block, message) {
  const parts = [];
  if (block.text) parts.push(folded(block, el("div", { class: "text" }, ...textNodes(block.text))));
  if (block.fields) {
    parts.push(el("div", { class: "fields" }, ...block.fields.map((field) => el("div", { class: "text" }, ...textNodes(field)))));
  }
  const body = el("div", { class: "section-body" }, ...parts);
  return el("div", { class: "block section" }, body, block.accessory ? element(block.accessory, message) : null);
}

function button(item, message) {
  const label = textNodes(item.text);
  const name = item.accessibility_label || null;
  const style = item.style ? ` button-${item.style}` : "";
  if (item.url) {
    const url = safeUrl(item.url);
    const node = link(item.url, ...label);
    node.className = `button${style}`;
    if (name) node.setAttribute("aria-label", name);
    // Slack reports the press of a link button, too.
    if (url) node.addEventListener("click", () => press(message.channel, message.ts, item.action_id, message.unfurl));
    return node;
  }
  const node = el("button", { type: "button", class: `button${style}`, "aria-label": name }, ...label);
  node.addEventListener("click", async () => {
    node.setAttribute("aria-busy", "true");
    await press(message.channel, message.ts, item.action_id, message.unfurl);
    setTimeout(() => node.removeAttribute("aria-busy"), 1500);
  });
  return node;
}

function image(item) {
  return el("span", { class: "image" }, item.alt_text || "Image");
}

function element(item, message) {
  if (item.type === "button") return button(item, message);
  if (item.type === "image") return image(item);
  return el("span", { class: "unsupported" }, item.type);
}

function block(item, message) {
  switch (item.type) {
    case "header": return el("h3", { class: "block header" }, ...textNodes(item.text));
    case "section": return section(item, message);
    case "divider": return el("hr", { class: "block" });
    case "context":
      return el("div", { class: "block context" }, ...item.elements.map((part) =>
        part.type === "image" ? image(part) : el("span", {}, ...textNodes(part))));
    case "actions": return el("div", { class: "block actions" }, ...item.elements.map((part) => element(part, message)));
    case "rich_text": return richText(item);
    case "image": return el("div", { class: "block" }, image(item));
    case "markdown": return el("div", { class: "block text" }, item.text);
    default: return el("div", { class: "block unsupported" }, `A block of type ${item.type}`);
  }
}

export function blocks(list, message) {
  return (list ?? []).map((item) => block(item, message));
}

const named = { good: "#2eb67d", warning: "#ecb22e", danger: "#e01e5a" };

export function attachment(item, message) {
  // Several links of a message may have a card with the same buttons.
  const inside = item.blocks
    ? blocks(item.blocks, { ...message, unfurl: item.app_unfurl_url })
    : [item.pretext, item.title, item.text || item.fallback, item.footer].filter(Boolean).map((text) => el("div", { class: "block text" }, ...mrkdwn(text)));
  const node = el("div", { class: "attachment" }, el("div", { class: "attachment-body" }, ...inside));
  const colour = named[item.color] ?? `#${String(item.color ?? "").replace(/^#/, "")}`;
  if (/^#[0-9a-f]{6}$/i.test(colour)) node.style.setProperty("--bar", colour);
  return node;
}
