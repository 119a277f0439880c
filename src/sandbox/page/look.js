// Whether the page looks like Slack or like Element. Remembered where the browser allows it.
const KEY = "usher-look";
const known = ["slack", "element"];

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function apply(name) {
  document.documentElement.dataset.look = name;
}

export function look() {
  return document.documentElement.dataset.look;
}

export function setLook(name) {
  apply(name);
  try {
    localStorage.setItem(KEY, name);
  } catch {
    // A private window: it is forgotten with the page.
  }
}

apply(known.includes(remembered()) ? remembered() : "slack");
