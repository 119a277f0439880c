const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" });
const clockSeconds = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const short = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const long = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const plain = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const digits = new Intl.DateTimeFormat("sv-SE", { year: "numeric", month: "2-digit", day: "2-digit" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

export const tsDate = (ts) => new Date(Number(ts.split(".")[0]) * 1000);
export const clockTime = (date) => clock.format(date);
export const fullTime = (date) => full.format(date);

function daysAgo(date) {
  const midnight = (value) => new Date(value.getFullYear(), value.getMonth(), value.getDate()).getTime();
  return Math.round((midnight(new Date()) - midnight(date)) / 86_400_000);
}

function pretty(date, otherwise) {
  const ago = daysAgo(date);
  return ago === 0 ? "today" : ago === 1 ? "yesterday" : otherwise.format(date);
}

export function dayName(date) {
  const word = pretty(date, day);
  return word[0].toUpperCase() + word.slice(1);
}

function ago(date) {
  const seconds = (date.getTime() - Date.now()) / 1000;
  for (const [unit, size] of [["year", 31_536_000], ["month", 2_592_000], ["day", 86_400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(0, "minute");
}

/** Slack's date tokens: {date_short_pretty}, {time}, {ago}, … in the reader's own zone. */
export function formatDate(unix, format) {
  const date = new Date(unix * 1000);
  return format.replace(/\{([a-z_]+)\}/g, (whole, token) => {
    switch (token) {
      case "date_num": return digits.format(date);
      case "date": return plain.format(date);
      case "date_short": return short.format(date);
      case "date_long": return long.format(date);
      case "date_pretty": return pretty(date, plain);
      case "date_short_pretty": return pretty(date, short);
      case "date_long_pretty": return pretty(date, long);
      case "time": return clock.format(date);
      case "time_secs": return clockSeconds.format(date);
      case "ago": return ago(date);
      default: return whole;
    }
  });
}
