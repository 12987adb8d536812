// Connects, keeps what was told, and has it drawn.

import * as articles from "./articles.js";
import { curves, flow, sum } from "./draw.js";
import { rejects, sources } from "./lists.js";
import { count, element, plural, rate, say } from "./words.js";

const KEPT_POINTS = 600;
const AGAIN_MS = 3000;
const QUIET_MS = 8000;
const pause = document.getElementById("pause");
let stream = null;
let again = 0;
let heardAt = 0;
let isPaused = false;
let about = {};
let points = [];

function connect() {
  close();
  if (isPaused || document.hidden) return;
  stream = new EventSource("page/events");
  stream.addEventListener("all", (event) => all(JSON.parse(event.data)));
  stream.addEventListener("news", (event) => news(JSON.parse(event.data)));
  stream.addEventListener("full", () => lost("too many pages are open on this service, close one"));
  stream.addEventListener("end", () => lost("the service was stopped"));
  stream.addEventListener("error", () => lost("no answer"));
  heardAt = Date.now();
}

function close() {
  clearTimeout(again);
  stream?.close();
  stream = null;
}

/** Ask why, where there is somebody who can say, and try again. */
async function lost(why) {
  close();
  again = setTimeout(connect, AGAIN_MS);
  state("bad", "disconnected");
  banner("bad", `Disconnected: ${why}. What is shown is how it was; trying again.`);
  const answer = await fetch("page/events", { method: "HEAD" }).catch(() => null);
  if (!stream && answer?.status === 503) banner("bad", "Too many pages are open on this service: close one. Trying again.");
}

function all(told) {
  about = told.about;
  points = told.points;
  say(document.getElementById("about"), [about.instance, `group ${about.group}`, about.delivery.replaceAll("_", " "), about.workers ? plural(about.workers, "worker") : "in one process", `version ${about.version}`].join(" · "));
  for (const [place, name] of [["in", about.input], ["out", about.output], ["dead", about.dead]]) {
    document.getElementById(`topic-${place}`).replaceChildren(...breakable(name));
  }
  articles.replace(told.cards);
  show(told);
}

function news(told) {
  points = [...points, ...told.points].slice(-KEPT_POINTS);
  articles.add(told.cards);
  show(told);
}

function show(told) {
  heardAt = Date.now();
  flow(told.sums, told.rates);
  sum(told.sums);
  curves(points);
  rejects(told.rejects);
  sources(told.sources);
  fares(told);
  empty(told);
  const perCard = told.rates.enriched > 2;
  say(document.getElementById("sampled"), perCard ? `samples of ${rate(told.rates.enriched)} a second` : "");
}

function fares(told) {
  const { ready, live, why } = told.state;
  if (ready) {
    const flows = told.rates.consumed > 0;
    state(flows ? "good" : "idle", flows ? "flowing" : "ready, nothing comes");
    banner("", "");
  } else {
    const starts = live && (why === "starting" || why.startsWith("waiting for the group"));
    state(starts ? "wait" : "bad", starts ? "starting" : "held up");
    banner(starts ? "wait" : "bad", sentence(why));
  }
}

/** A name that breaks behind its dots, where it must. */
function breakable(name) {
  return name.split(/(?<=[._-])/).flatMap((part, place) => (place ? [element("wbr"), part] : [part]));
}

const sentence = (words) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

function state(tone, words) {
  const node = document.getElementById("state");
  node.dataset.tone = tone;
  say(document.getElementById("state-text"), words);
  document.title = `${words} · Copydesk`;
}

function banner(tone, words) {
  const node = document.getElementById("banner");
  node.dataset.tone = tone;
  node.hidden = !words;
  say(node, words);
}

/** When there is nothing to see, say why, and what to do. */
function empty(told) {
  const node = document.getElementById("nothing");
  const isEmpty = !articles.shown();
  node.hidden = !isEmpty;
  const key = `${isEmpty}${told.sums.consumed > 0}${told.sums.enriched > 0}`;
  if (!isEmpty || node.dataset.key === key) return;
  node.dataset.key = key;
  if (told.sums.enriched > 0) {
    node.replaceChildren(element("p", {}, `${count(told.sums.enriched)} articles came before this page was opened, or are too large to be shown. The next ones appear here.`));
  } else if (told.sums.consumed > 0) {
    node.replaceChildren(element("p", {}, "No record has become an article yet: see why beside."));
  } else {
    node.replaceChildren(
      element("p", {}, "Nothing has come yet. Send an article to ", element("code", {}, about.input), ":"),
      element("pre", { role: "group", tabindex: "0", "aria-label": "A command that sends an article" }, `echo '{"title": "Hello", "text": "The first article.\\n\\nIt has two paragraphs."}' |\n  kafka-console-producer.sh --bootstrap-server ${about.servers} --topic ${about.input}`),
    );
  }
}

pause.addEventListener("click", () => {
  isPaused = !isPaused;
  say(pause, isPaused ? "Go on" : "Pause");
  document.body.classList.toggle("paused", isPaused);
  if (isPaused) {
    close();
    state("wait", "paused");
    banner("", "");
  } else connect();
});

document.addEventListener("visibilitychange", () => (document.hidden ? close() : connect()));
setInterval(() => {
  if (stream && Date.now() - heardAt > QUIET_MS) lost("nothing was heard for some seconds");
}, 1000);

connect();
