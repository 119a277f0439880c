// The few emoji names that cards use; others stay as they are written.
const known = {
  warning: "\u26a0\ufe0f", white_check_mark: "\u2705", x: "\u274c", lock: "\u{1f512}", paperclip: "\u{1f4ce}",
  hourglass_flowing_sand: "\u23f3", hourglass: "\u231b", ticket: "\u{1f3ab}", mag: "\u{1f50d}", eyes: "\u{1f440}",
  arrows_counterclockwise: "\u{1f504}", information_source: "\u2139\ufe0f", no_entry: "\u26d4", bulb: "\u{1f4a1}",
};

export function emoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (whole, name) => known[name] ?? whole);
}
