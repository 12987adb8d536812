// Rejects by reason, sources heard and silent: rows that keep their place and stay open.

import { count, element, plural, say, span, spoken } from "./words.js";

export function rejects(found) {
  const all = found.reduce((sum, row) => sum + row.count, 0);
  say(document.getElementById("rejects-sum"), all ? "" : "none since the start");
  rows(document.getElementById("rejects"), found, (row) => `${row.stage}/${row.reason}`, reject, (item, row) => {
    share(item, row.count, found[0].count);
    say(item.querySelector(".count"), count(row.count));
    say(item.querySelector(".sample-place"), `${row.place}, ${plural(row.size, "byte")}`);
    say(item.querySelector(".sample-detail"), row.detail);
    say(item.querySelector(".sample-head"), row.head || "(nothing)");
  });
}

function reject(row) {
  return element(
    "details",
    {},
    element("summary", {}, element("span", { class: "name" }, spoken(row.reason), element("span", { class: "quiet" }, ` at ${row.stage}`)), element("span", { class: "count" })),
    element("p", {}, row.meaning.replaceAll("`", "")),
    element("p", {}, element("b", {}, "What to do: "), row.cure.replaceAll("`", "")),
    element("p", { class: "quiet" }, "The latest: ", element("span", { class: "sample-place" })),
    element("p", { class: "sample-detail", dir: "auto" }),
    element("pre", { class: "sample-head", dir: "auto", role: "group", tabindex: "0", "aria-label": "The beginning of the latest record" }),
  );
}

export function sources(told) {
  say(document.getElementById("heard-sum"), told.count ? `${count(told.count)} in all` : "none yet");
  say(document.getElementById("silent-sum"), told.silent_count ? `${count(told.silent_count)} paused twice as long as ever` : told.count ? "none against their rhythm" : "");
  rows(document.getElementById("heard"), told.heard, (row) => row.name, source, (item, row) => {
    share(item, row.count, told.heard[0].count);
    say(item.querySelector(".count"), count(row.count));
  });
  rows(document.getElementById("silent"), told.silent, (row) => row.name, source, (item, row) => {
    say(item.querySelector(".count"), `${span(row.quiet_s)}; longest was ${span(row.longest_s)}`);
  });
}

function source(row) {
  return element("div", { class: "row" }, element("span", { class: "name", dir: "auto" }, row.name), element("span", { class: "count" }));
}

function share(item, part, most) {
  item.style.setProperty("--share", most ? part / most : 0);
}

/** Rows by key: those that stay are kept as they are, so that an open one stays open. */
function rows(list, found, keyOf, make, fill) {
  const old = new Map([...list.children].map((item) => [item.dataset.key, item]));
  const items = found.map((row) => {
    const key = keyOf(row);
    const item = old.get(key) ?? element("li", { "data-key": key }, make(row));
    fill(item, row);
    return item;
  });
  const isSame = items.length === list.children.length && items.every((item, place) => list.children[place] === item);
  if (!isSame && !list.contains(document.activeElement)) list.replaceChildren(...items);
}
