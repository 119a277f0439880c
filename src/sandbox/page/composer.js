// The box one types in, with completion of commands, tickets, people and channels.
import { say } from "./api.js";
import { el } from "./dom.js";
import { state } from "./state.js";

const commands = () => [
  { insert: `${state.command} `, label: `${state.command} number`, note: "A ticket with its latest replies" },
  { insert: `${state.command} help`, label: `${state.command} help`, note: "What Usher can do" },
];

const verbs = [
  { word: "full", note: "All replies" },
  { word: "last", note: "The last reply, whole" },
];

/** What could stand at the end of `text`: [{insert, label, note, from}], `from` being where the replaced part begins. */
export function suggestions(text, inThread) {
  const at = (from, list) => list.map((item) => ({ ...item, from }));
  const command = state.command;
  if (!inThread && text.startsWith("/") && !text.includes(" ")) {
    return at(0, commands().filter((item) => item.insert.startsWith(text)));
  }
  const asked = !inThread && text.match(new RegExp(`^${command} +(#?)([\\w-]*)$`));
  if (asked) {
    const from = text.length - asked[2].length;
    const fitting = state.hints.filter((hint) => hint.number.toLowerCase().startsWith(asked[2].toLowerCase()) && hint.number !== asked[2]);
    return at(from, fitting.map((hint) => ({ insert: hint.number, label: hint.number, note: hint.note })));
  }
  const verb = !inThread && text.match(new RegExp(`^${command} +[#\\w-]+ +(\\w*)$`));
  if (verb) {
    const from = text.length - verb[1].length;
    return at(from, verbs.filter((item) => item.word.startsWith(verb[1]) && item.word !== verb[1])
      .map((item) => ({ insert: item.word, label: item.word, note: item.note })));
  }
  const name = text.match(/(?:^|\s)([@#])([\w-]*)$/);
  if (!name) return [];
  const from = text.length - name[2].length - 1;
  if (name[1] === "#") {
    if (/^\d/.test(name[2])) return [];
    return at(from, [...state.channels.values()].filter((channel) => channel.kind !== "direct" && channel.name.startsWith(name[2]))
      .map((channel) => ({ insert: `#${channel.name} `, label: `#${channel.name}`, note: channel.topic })));
  }
  return at(from, [...state.people.values()]
    .filter((person) => person.name.startsWith(name[2].toLowerCase()) && person.name !== "slackbot" && person.id !== state.self)
    .sort((a, b) => Number(b.bot) - Number(a.bot))
    .map((person) => ({ insert: `@${person.name} `, label: `@${person.name}`, note: person.real_name })));
}

export class Composer {
  /** options: {id, inThread, target: () => ({channel, thread}), onSent, onEditLast} */
  constructor(container, options) {
    this.options = options;
    this.items = [];
    this.chosen = -1;
    this.dismissed = "";
    const listId = `${options.id}-list`;
    this.list = el("ul", { id: listId, class: "suggestions", role: "listbox", "aria-label": "Suggestions", hidden: true });
    this.box = el("textarea", {
      id: `${options.id}-input`, rows: 1, autocomplete: "off", spellcheck: "false", role: "combobox",
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId, "aria-label": "Message",
    });
    this.send = el("button", { type: "submit", class: "send", "aria-label": "Send" }, "Send");
    const form = el("form", { class: "composer-box", onsubmit: (event) => { event.preventDefault(); this.submit(); } }, this.box, this.send);
    container.append(this.list, form);
    this.box.addEventListener("input", () => this.update());
    this.box.addEventListener("keydown", (event) => this.key(event));
    this.box.addEventListener("blur", () => setTimeout(() => document.activeElement !== this.box && this.close(), 150));
  }

  setPlaceholder(text) {
    this.box.placeholder = text;
    this.box.setAttribute("aria-label", text);
  }

  focus() {
    this.box.focus();
  }

  update() {
    this.box.style.setProperty("height", "auto");
    // Nothing to measure while the pane is hidden.
    if (this.box.scrollHeight > 0) this.box.style.setProperty("height", `${Math.min(this.box.scrollHeight, 180)}px`);
    this.send.disabled = this.box.value.trim() === "";
    const before = this.box.value.slice(0, this.box.selectionStart);
    this.items = before === this.dismissed ? [] : suggestions(before, this.options.inThread).slice(0, 8);
    this.chosen = this.items.length ? 0 : -1;
    this.draw();
  }

  draw() {
    const { id } = this.options;
    this.list.replaceChildren(...this.items.map((item, i) => el("li", {
      id: `${id}-option-${i}`, role: "option", "aria-selected": String(i === this.chosen),
      onmousedown: (event) => { event.preventDefault(); this.accept(i); },
    }, el("strong", {}, item.label), el("span", { class: "quiet" }, item.note))));
    this.list.hidden = this.items.length === 0;
    this.box.setAttribute("aria-expanded", String(this.items.length > 0));
    if (this.chosen >= 0) {
      this.box.setAttribute("aria-activedescendant", `${id}-option-${this.chosen}`);
      this.list.children[this.chosen].scrollIntoView({ block: "nearest" });
    } else {
      this.box.removeAttribute("aria-activedescendant");
    }
  }

  close() {
    this.items = [];
    this.chosen = -1;
    this.draw();
  }

  accept(index) {
    const item = this.items[index];
    const caret = this.box.selectionStart;
    this.box.value = this.box.value.slice(0, item.from) + item.insert + this.box.value.slice(caret);
    const end = item.from + item.insert.length;
    this.box.setSelectionRange(end, end);
    this.box.focus();
    this.update();
  }

  key(event) {
    const open = this.items.length > 0;
    if (open && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.chosen = (this.chosen + step + this.items.length) % this.items.length;
      this.draw();
    } else if (open && event.key === "Tab" && !event.shiftKey) {
      event.preventDefault();
      this.accept(this.chosen);
    } else if (open && event.key === "Escape") {
      event.stopPropagation();
      this.dismissed = this.box.value.slice(0, this.box.selectionStart);
      this.close();
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      // Enter completes what is half typed, and sends what is whole.
      if (open && !this.whole()) this.accept(this.chosen);
      else this.submit();
    } else if (event.key === "ArrowUp" && this.box.value === "") {
      event.preventDefault();
      this.options.onEditLast?.();
    }
  }

  /** A command with an argument can be sent although more could follow. */
  whole() {
    return new RegExp(`^${state.command} +\\S{4,}`).test(this.box.value);
  }

  async submit() {
    const text = this.box.value.trim();
    if (!text) return;
    this.box.value = "";
    this.dismissed = "";
    this.update();
    const { channel, thread } = this.options.target();
    this.options.onSent?.();
    const answer = await say(channel, thread, text);
    if (!answer.ok && this.box.value === "") {
      this.box.value = text;
      this.update();
    }
  }
}
