// rich_text blocks.
import { el, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { channelMention, dateNode, mention } from "./mrkdwn.js";

function styled(node, style = {}) {
  let wrapped = node;
  if (style.code) wrapped = el("code", {}, wrapped);
  if (style.bold) wrapped = el("strong", {}, wrapped);
  if (style.italic) wrapped = el("em", {}, wrapped);
  if (style.strike) wrapped = el("s", {}, wrapped);
  return wrapped;
}

function inline(element) {
  switch (element.type) {
    case "text": return styled(element.text, element.style);
    case "link": return styled(link(element.url, element.text || element.url), element.style);
    case "user": return mention(element.user_id);
    case "channel": return channelMention(element.channel_id, "");
    case "broadcast": return el("span", { class: "mention" }, `@${element.range}`);
    case "date": return styled(dateNode(Number(element.timestamp), element.format, element.url, element.fallback), element.style);
    case "emoji": return emoji(`:${element.name}:`);
    case "color": return el("span", {}, element.value);
    default: return "";
  }
}

const inlines = (part) => (part.elements ?? []).map(inline);

function list(part) {
  const items = (part.elements ?? []).map((item) => el("li", {}, ...inlines(item)));
  const tag = part.style === "ordered" ? "ol" : "ul";
  return el(tag, { class: `indent-${Math.min(part.indent ?? 0, 8)}`, start: part.offset ? part.offset + 1 : null }, ...items);
}

export function richText(block) {
  const parts = (block.elements ?? []).map((part) => {
    switch (part.type) {
      case "rich_text_list": return list(part);
      case "rich_text_quote": return el("blockquote", {}, ...inlines(part));
      case "rich_text_preformatted": return el("pre", {}, ...inlines(part));
      default: return el("div", { class: "rich-section" }, ...inlines(part));
    }
  });
  return el("div", { class: "block rich-text" }, ...parts);
}
