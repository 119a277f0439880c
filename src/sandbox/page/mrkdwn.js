// Slack's mrkdwn as nodes, and back to what somebody would type.
import { el, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { person, state } from "./state.js";
import { formatDate, fullTime } from "./time.js";

const entities = { "&amp;": "&", "&lt;": "<", "&gt;": ">" };
export const unescape = (text) => text.replace(/&(amp|lt|gt);/g, (entity) => entities[entity]);

export function mention(id) {
  const own = id === state.self;
  return el("span", { class: own ? "mention mention-own" : "mention" }, `@${person(id).name}`);
}

export function channelMention(id, label) {
  return el("span", { class: "mention" }, `#${state.channels.get(id)?.name ?? (label || id)}`);
}

export function dateNode(unix, format, url, fallback) {
  const date = new Date(unix * 1000);
  const text = Number.isFinite(unix) ? formatDate(unix, format) : fallback;
  const node = el("time", { title: fallback || fullTime(date) }, text);
  return url ? link(url, node) : node;
}

function token(inside) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescape(inside.slice(bar + 1));
  if (target.startsWith("@")) return mention(target.slice(1));
  if (target.startsWith("#")) return channelMention(target.slice(1), label);
  if (target.startsWith("!date^")) {
    const [, unix, format, url] = target.split("^");
    return dateNode(Number(unix), unescape(format ?? ""), url, label);
  }
  if (target.startsWith("!")) return el("span", { class: "mention" }, label || `@${target.slice(1)}`);
  return link(unescape(target), label || unescape(target));
}

const isWord = (character) => character !== undefined && /[\p{L}\p{N}]/u.test(character);
const isBlank = (character) => character === undefined || /\s/.test(character);

function spanEnd(text, start) {
  const mark = text[start];
  if (isWord(text[start - 1]) || isBlank(text[start + 1]) || text[start + 1] === mark) return -1;
  for (let i = start + 2; i < text.length && text[i] !== "\n"; ++i) {
    if (text[i] === mark && !isBlank(text[i - 1]) && !isWord(text[i + 1])) return i;
  }
  return -1;
}

const tags = { "*": "strong", "_": "em", "~": "s" };

function inline(text) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(emoji(unescape(plain)));
    plain = "";
  };
  for (let i = 0; i < text.length; ++i) {
    const character = text[i];
    let end = -1;
    if (character === "<" && (end = text.indexOf(">", i)) > 0) {
      flush();
      nodes.push(token(text.slice(i + 1, end)));
    } else if (character === "`" && (end = text.indexOf("`", i + 1)) > i + 1) {
      flush();
      nodes.push(el("code", {}, unescape(text.slice(i + 1, end))));
    } else if (tags[character] && (end = spanEnd(text, i)) > 0) {
      flush();
      nodes.push(el(tags[character], {}, ...inline(text.slice(i + 1, end))));
    } else {
      plain += character;
      continue;
    }
    i = end;
  }
  flush();
  return nodes;
}

function paragraphs(text) {
  const nodes = [];
  let lines = [];
  let quoted = false;
  const flush = () => {
    if (lines.length === 0) return;
    nodes.push(quoted ? el("blockquote", {}, ...inline(lines.join("\n"))) : el("span", {}, ...inline(lines.join("\n"))));
    lines = [];
  };
  for (const line of text.split("\n")) {
    const quote = line.startsWith("&gt;") || line.startsWith(">");
    if (quote !== quoted) {
      flush();
      quoted = quote;
    }
    lines.push(quote ? line.replace(/^(&gt;|>) ?/, "") : line);
  }
  flush();
  return nodes;
}

/** mrkdwn as a list of nodes. */
export function mrkdwn(text) {
  const parts = text.split(/```([\s\S]*?)```/);
  return parts.flatMap((part, i) => {
    if (i % 2 === 1) return [el("pre", {}, unescape(part.replace(/^\n|\n$/g, "")))];
    const trimmed = part.replace(i > 0 ? /^\n/ : /^(?!)/, "").replace(i < parts.length - 1 ? /\n$/ : /(?!)$/, "");
    return trimmed ? paragraphs(trimmed) : [];
  });
}

/** What somebody would type to get this text. */
export function toTyped(text) {
  return unescape(text.replace(/<([^>]*)>/g, (whole, inside) => {
    const target = inside.split("|")[0];
    if (target.startsWith("@")) return `@${person(target.slice(1)).name}`;
    if (target.startsWith("#")) return `#${state.channels.get(target.slice(1))?.name ?? target.slice(1)}`;
    return target;
  }));
}
