// Numbers, spans of time and names in words; elements whose text is only ever text.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const regions = new Intl.DisplayNames(["en"], { type: "region", fallback: "code" });
const languages = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });

export const count = (number) => whole.format(number);

export const rate = (number) => (number >= 99.95 || number === 0 ? whole : tenth).format(number);

export function span(seconds) {
  if (seconds < 0.9995) return `${whole.format(seconds * 1000)} ms`;
  if (seconds < 9.95) return `${tenth.format(seconds)} s`;
  if (seconds < 120) return `${whole.format(seconds)} s`;
  if (seconds < 7200) return `${whole.format(seconds / 60)} min`;
  if (seconds < 172800) return `${tenth.format(seconds / 3600)} h`;
  return `${whole.format(seconds / 86400)} days`;
}

export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

export const spoken = (rule) => rule.replaceAll("_", " ");

export const region = (code) => named(regions, code);

export const language = (code) => (code === "und" ? "language unknown" : named(languages, code));

function named(names, code) {
  try {
    return names.of(code);
  } catch {
    return code;
  }
}

/** 2026-03-05 07:05 UTC; without its time where only the day is known. */
export function date(known) {
  const [day, time] = known.value.replace("Z", "").split("T");
  return known.precision === "day" ? day : `${day} ${time.slice(0, 5)} UTC`;
}

/** An element; strings among its children become text, never markup. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

/** Set text only where it differs, so that nothing is read out or selected anew. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** What an article says, with its language and the direction of its letters. */
export function foreign(name, text, code, attributes = {}, ...more) {
  return element(name, { dir: "auto", lang: code && code !== "und" ? code : null, ...attributes }, text, ...more);
}
