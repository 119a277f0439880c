// A list of messages that stays in order and, unless one has scrolled away, at its end.
import { el } from "./dom.js";
import { look } from "./look.js";
import { dayDivider, messageNode, sameDay } from "./message.js";

const NEAR_END = 80;

export class Pane {
  constructor(container, context) {
    this.container = container;
    this.context = context;
    this.more = el("button", { type: "button", class: "to-end", hidden: true, onclick: () => this.toEnd() }, "New messages");
    container.after(this.more);
    container.addEventListener("scroll", () => {
      if (this.atEnd()) this.more.hidden = true;
    }, { passive: true });
  }

  atEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.container;
    return scrollHeight - scrollTop - clientHeight < NEAR_END;
  }

  toEnd() {
    this.container.scrollTop = this.container.scrollHeight;
    this.more.hidden = true;
  }

  /** Draws all of it. Boxes in which somebody is editing stay. */
  show(messages, { keepPlace = false, intro = null } = {}) {
    const stick = !keepPlace || this.atEnd();
    const top = this.container.scrollTop;
    const old = new Map([...this.container.querySelectorAll(".message")].map((node) => [node.dataset.ts, node]));
    const nodes = intro ? [intro] : [];
    let previous;
    let added = false;
    for (const message of messages) {
      if (!sameDay(message, previous)) nodes.push(dayDivider(message));
      const existing = old.get(message.ts);
      const stamp = JSON.stringify([look(), message, previous?.ts, previous?.user]);
      const unchanged = keepPlace && existing && (existing.stamp === stamp || existing.querySelector("form.edit"));
      const node = unchanged ? existing : messageNode(message, { ...this.context, previous });
      node.stamp = stamp;
      added = added || !existing;
      nodes.push(node);
      previous = message;
    }
    this.container.replaceChildren(...nodes);
    if (stick) this.toEnd();
    else {
      this.container.scrollTop = top;
      if (added) this.more.hidden = false;
    }
  }
}
