// Builds the page from nodes and text only: nothing that anybody wrote is put into it as HTML.

/** el("a", {class: "x", href: "…", onclick: f, data: {ts: "1"}}, "text", node, …) */
export function el(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "data") Object.assign(node.dataset, value);
    else if (value === true) node.setAttribute(key, "");
    else node.setAttribute(key, String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function byId(id) {
  return document.getElementById(id);
}

/** Only web links; anything else ("javascript:", "data:") is no link. */
export function safeUrl(text) {
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

export function link(url, ...children) {
  const safe = safeUrl(url);
  if (!safe) return el("span", {}, ...children);
  return el("a", { href: safe, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

export function toast(text) {
  const node = el("p", { class: "toast" }, text);
  byId("toasts").append(node);
  setTimeout(() => node.remove(), 5000);
}
