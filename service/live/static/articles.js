// Articles as cards: what was cut is struck through where it stood, every fact says how it is known.

import { count, date, element, foreign, language, plural, region, say, spoken } from "./words.js";

const SHOWN = 12;
const EVERY_MS = 4000;
const AT_ONCE = 4;
const SENTENCE = 30;
const list = document.getElementById("cards");
let waiting = [];
let numbers = 0;

/** Show all there are: the newest first. */
export function replace(cards) {
  waiting = [];
  list.replaceChildren(...cards.slice(-SHOWN).reverse().map(item));
}

/** Let new ones wait for their turn: a page that moves every second cannot be read. */
export function add(cards) {
  waiting = [...waiting, ...cards].slice(-SHOWN);
}

export function shown() {
  return list.children.length;
}

function turn() {
  if (!waiting.length || isRead()) return;
  const few = waiting.splice(0, AT_ONCE).map(item);
  for (const one of few) one.classList.add("new");
  list.prepend(...few.reverse());
  while (list.children.length > SHOWN) list.lastElementChild.remove();
}

/** Somebody points at a card, stands in one or has opened one: nothing may move under his eyes. */
function isRead() {
  return list.matches(":hover, :focus-within") || list.querySelector('[aria-expanded="true"]') !== null;
}

setInterval(turn, EVERY_MS);

function item(card) {
  numbers += 1;
  const inside = `card-${numbers}`;
  const code = card.language?.value;
  const more = element("div", { id: inside, class: "more", hidden: true });
  const less = element("div", { class: "glance" }, ...glance(card, code));
  const button = element("button", { type: "button", "aria-expanded": "false", "aria-controls": inside }, "Open");
  button.append(element("span", { class: "hidden" }, `: ${card.title ?? "without a headline"}`));
  const article = element(
    "article",
    { class: "card" },
    byline(card),
    card.title ? foreign("h3", card.title, code) : element("h3", { class: "quiet" }, "without a headline"),
    less,
    more,
    element("p", { class: "foot quiet" }, element("span", {}, counts(card)), button),
  );
  button.addEventListener("click", () => open(button, card, code, less, more));
  return element("li", {}, article);
}

function open(button, card, code, less, more) {
  const is = button.getAttribute("aria-expanded") === "true";
  if (!is && !more.children.length) more.append(...whole(card, code));
  button.setAttribute("aria-expanded", String(!is));
  say(button.firstChild, is ? "Open" : "Close");
  more.hidden = is;
  less.hidden = !is;
}

function byline(card) {
  const parts = [];
  if (card.source) {
    parts.push(element("strong", { dir: "auto" }, card.source.name));
    if (card.source.country) parts.push(region(card.source.country));
  } else parts.push("source unknown");
  parts.push(card.language ? language(card.language.value) : "language unknown");
  parts.push(card.published_at ? element("time", { datetime: card.published_at.value }, date(card.published_at)) : "no date");
  return element("p", { class: "byline quiet" }, ...parts.map((part) => element("span", {}, part)));
}

function counts(card) {
  const parts = [plural(card.quality.words, "word"), plural(card.cuts, "cut")];
  if (card.captions) parts.push(plural(card.captions, "caption"));
  return parts.join(" · ");
}

/** The beginning of the text, and the first things that were cut, in their order. */
function glance(card, code) {
  const isKept = ([, rule]) => rule === null;
  const long = card.pieces.findIndex((piece) => isKept(piece) && piece[0].length >= SENTENCE);
  const kept = long >= 0 ? long : card.pieces.findIndex(isKept);
  const cut = card.pieces.map(([, rule], place) => (rule === null ? -1 : place)).filter((place) => place >= 0);
  const places = new Set([kept, ...cut.slice(0, 3)]);
  return card.pieces.filter((_, place) => places.has(place)).map((piece) => paragraph(piece, code));
}

function paragraph([text, rule], code, isSame = false) {
  if (rule === null) return foreign("p", text, code);
  const words = element("span", { class: "hidden" }, "Cut, ");
  const label = element("span", { class: isSame ? "rule hidden" : "rule", lang: "en", dir: "ltr" }, words, spoken(rule));
  return foreign("p", label, code, { class: "cut" }, element("del", {}, text));
}

function whole(card, code) {
  const notes = [];
  if (card.cuts && !card.in_place) notes.push("What was cut stands behind the text: where it stood in the page is not kept.");
  if (card.is_shortened) notes.push("Shortened here; the article is whole in the output topic.");
  const isSame = (place) => place > 0 && card.pieces[place - 1][1] === card.pieces[place][1];
  return [
    element("div", { class: "text" }, ...card.pieces.map((piece, place) => paragraph(piece, code, isSame(place)))),
    ...notes.map((note) => element("p", { class: "quiet" }, note)),
    facts(card),
  ];
}

function facts(card) {
  const rows = [
    ["source", card.source && `${card.source.name}${card.source.kind ? `, ${card.source.kind}` : ""}${card.source.country ? `, ${region(card.source.country)}` : ""}`, card.source],
    ["language", card.language && `${language(card.language.value)} (${[card.language.value, card.language.script].filter(Boolean).join(", ")})`, card.language],
    ["published", card.published_at && date(card.published_at), card.published_at],
    ["modified", card.modified_at && date(card.modified_at), card.modified_at],
    ["authors", card.authors.join(", ")],
    ["credited", card.attribution.join(", ")],
    ["section", card.section],
    ["address", link(card.url)],
    ["size", `${plural(card.quality.words, "word")}, ${plural(card.quality.paragraphs, "paragraph")}, ${plural(card.captions, "caption")}, ${plural(card.images, "picture")}`],
    ["flags", card.quality.flags.map(spoken).join(", ")],
    ["failed", card.failed_enrichers.join(", ")],
    ["record", card.place],
    ["id", card.id],
  ];
  const list = element("dl", { class: "facts" });
  for (const [name, value, known] of rows) {
    if (!value) continue;
    list.append(element("dt", {}, name), element("dd", {}, element("span", { dir: "auto" }, value), known ? provenance(known) : null));
  }
  return list;
}

function provenance(known) {
  return element("span", { class: "quiet known" }, ` from ${spoken(known.provenance)}, ${count(100 * known.confidence)} % sure`);
}

/** Only an address of the web becomes a link. */
function link(url) {
  if (!url) return null;
  const isWeb = URL.canParse(url) && ["http:", "https:"].includes(new URL(url).protocol);
  return isWeb ? element("a", { href: url, rel: "noopener noreferrer nofollow", target: "_blank" }, url) : url;
}
