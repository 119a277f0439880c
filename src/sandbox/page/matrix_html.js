// A Matrix message's HTML as nodes. It is read by the browser's parser into a document that shows, loads and runs nothing, and
// only what Element X keeps is made anew from there.
import { el, safeUrl } from "./dom.js";

const tags = new Set(["a", "b", "strong", "i", "em", "u", "del", "code", "ul", "ol", "li", "pre", "blockquote", "p", "br"]);
const unread = new Set(["script", "style"]);
const DEEPEST = 100;

function address(text) {
  return /^mailto:[^\s<>"]+$/i.test(text ?? "") ? text : safeUrl(text);
}

function attributes(node) {
  if (node.localName === "a") {
    const href = address(node.getAttribute("href"));
    return href ? { href, target: "_blank", rel: "noopener noreferrer" } : null;
  }
  if (node.localName === "ol" && /^\d{1,9}$/.test(node.getAttribute("start") ?? "")) return { start: node.getAttribute("start") };
  return {};
}

function copy(node, depth) {
  if (node.nodeType === Node.TEXT_NODE) return [node.data];
  if (node.nodeType !== Node.ELEMENT_NODE || depth > DEEPEST || unread.has(node.localName)) return [];
  const inside = [...node.childNodes].flatMap((child) => copy(child, depth + 1));
  const given = tags.has(node.localName) ? attributes(node) : null;
  return given ? [el(node.localName, given, ...inside)] : inside;
}

export function matrixHtml(html) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  return [...body.childNodes].flatMap((child) => copy(child, 0));
}
