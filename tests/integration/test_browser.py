"""The live page in a real Chromium; where none is installed it is skipped, users may have none."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from service.transport import Partition
from tests.browser import NAMES, Browser, executable
from tests.records import as_json
from tests.stage import Stage, examples

pytestmark = pytest.mark.skipif(
    executable() is None,
    reason=f"no Chromium on this machine ({', '.join(NAMES)}); on Debian: apt-get install chromium",
)

PHONE, SMALL_PHONE, DESK = (390, 844), (360, 640), (1280, 900)
SHOWN = "document.querySelectorAll('.card').length"
CONTRAST = """
(() => {
  const linear = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const color = parts(getComputedStyle(at).backgroundColor);
      if (color.length < 4 || color[3] > 0.99) return color;
    }
    return [255, 255, 255];
  };
  const poor = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  let seen = 0;
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility()) continue;
    seen += 1;
    const [one, other] = [parts(getComputedStyle(node).color), behind(node)].map(light);
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (ratio < 4.5) poor.push(`${node.className} ${ratio.toFixed(2)} ${walker.currentNode.data}`);
  }
  return { seen, poor };
})()
"""
TARGETS = """
[...document.querySelectorAll('button, summary')].filter((n) => n.checkVisibility())
  .map((n) => n.getBoundingClientRect().height).filter((height) => height < 24).length
"""
FOCUSED = """
(() => {
  const node = document.activeElement;
  const is = getComputedStyle(node);
  const place = node.getBoundingClientRect();
  return {name: node.id || node.tagName, outlined: is.outlineStyle !== 'none', top: place.top, left: place.left};
})()
"""


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as running:
        yield running


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = executable()
    assert path
    with Browser(path) as running:
        yield running


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    chromium.size(*DESK)
    yield chromium
    chromium.forget()


def now_ms() -> int:
    return int(time.time() * 1000)


def opened(stage: Stage, browser: Browser) -> None:
    stage.play(examples(now_ms()))
    browser.open(stage.address)
    browser.await_that(f"{SHOWN} >= 12")
    browser.await_that("document.getElementById('sum').textContent.startsWith('31 consumed')")


def clean(browser: Browser, stage: Stage) -> None:
    assert browser.said == []
    assert all(url.startswith(stage.address) for url in browser.asked), browser.asked


def test_the_flow_adds_up_on_the_page_and_nothing_is_asked_of_others(
    stage: Stage, browser: Browser
) -> None:
    opened(stage, browser)
    sum_ = "31 consumed = 21 enriched + 9 rejected + 1 skipped ✓ adds up"
    browser.await_that(f"document.getElementById('sum').textContent === '{sum_}'")
    assert browser.ask("document.querySelector('[data-kind=enriched] .total').textContent")
    stage.metrics.set_lag({Partition("articles.raw", 0): 17})
    browser.await_that("document.querySelector('#curve-lag .now').textContent === '17 records'")
    browser.await_that("document.querySelectorAll('#rejects li').length >= 6")
    clean(browser, stage)


ATTACKS = (
    "<script>window.struck = 1</script>",
    "<img src=x onerror='window.struck = 2'>",
    "<svg onload='window.struck = 3'></svg>",
    "\"><iframe srcdoc='<script>parent.struck = 4</script>'>",
    "</script><script>window.struck = 5</script>",
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_markup_in_an_article_is_text_and_nothing_else(
    stage: Stage, browser: Browser, attack: str
) -> None:
    body = f"The first paragraph says {attack} to everyone here.\n\nThe second one says it too."
    fields: dict[str, Any] = {
        "title": f"Title {attack}",
        "text": f"Title {attack}\n\n{body}\n\nTitle {attack}",
        "url": f"https://vov.vn/a.vov?x={attack}",
        "authors": [attack],
        "source": attack,
        "description": attack,
    }
    stage.play([replace(as_json(**fields), timestamp_ms=now_ms())])
    stage.play([as_json(**{f"text{attack}": 3}), as_json(text=[attack])])
    browser.open(stage.address)
    browser.await_that(f"{SHOWN} === 1")
    browser.ask("document.querySelector('.card button').click()")
    browser.await_that("document.querySelector('.facts') !== null")
    browser.ask("document.querySelectorAll('#rejects summary').forEach((n) => n.click())")
    assert attack in browser.ask("document.querySelector('.card h3').textContent")
    assert browser.ask("document.querySelectorAll('main script, main img, iframe').length") == 0
    assert browser.ask("document.querySelectorAll('.card svg').length") == 0
    assert browser.ask("window.struck") is None
    clean(browser, stage)


def test_an_address_of_another_kind_is_no_link(stage: Stage, browser: Browser) -> None:
    opened(stage, browser)
    source = json.dumps(f"{stage.address}/page/articles.js")
    card = browser.ask(
        f"""(async () => {{
          const articles = await import({source});
          const known = {{ value: "en", provenance: "body", confidence: 1 }};
          articles.replace([{{ title: "A", url: "javascript:window.struck = 6", language: known,
            source: null, published_at: null, modified_at: null, authors: [], attribution: [],
            captions: 0, images: 0, cuts: 0, in_place: true, is_shortened: false, section: null,
            quality: {{ words: 1, paragraphs: 1, flags: [] }}, failed_enrichers: [], place: "", id: "1",
            pieces: [["A", null]] }}]);
          document.querySelector('.card button').click();
          return document.querySelector('.facts').textContent +
            document.querySelectorAll('.facts a').length;
        }})()"""
    )
    assert "javascript:" in card
    assert card.endswith("0")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_all_text_can_be_read_in_both_schemes(
    stage: Stage, browser: Browser, scheme: str, size: tuple[int, int]
) -> None:
    browser.size(*size, scheme=scheme)
    opened(stage, browser)
    browser.ask("document.querySelectorAll('.card button').forEach((n) => n.click())")
    browser.ask("document.querySelectorAll('summary').forEach((n) => n.click())")
    told = browser.ask(CONTRAST)
    assert told["seen"] > 200
    assert told["poor"] == []


@pytest.mark.parametrize("size", [PHONE, SMALL_PHONE, (768, 1024), DESK])
def test_no_width_scrolls_sideways_and_fingers_find_the_buttons(
    stage: Stage, browser: Browser, size: tuple[int, int]
) -> None:
    browser.size(*size)
    opened(stage, browser)
    assert browser.ask("document.documentElement.scrollWidth") <= size[0]
    browser.ask("document.querySelectorAll('.card button').forEach((n) => n.click())")
    browser.ask("document.querySelectorAll('summary').forEach((n) => n.click())")
    assert browser.ask("document.documentElement.scrollWidth") <= size[0]
    assert browser.ask("innerWidth") == size[0]
    assert browser.ask(TARGETS) == 0


def test_the_keyboard_goes_through_all_in_the_order_seen(stage: Stage, browser: Browser) -> None:
    opened(stage, browser)
    seen = []
    for _ in range(40):
        browser.press("Tab", 9)
        seen.append(browser.ask(FOCUSED))
    names = [one["name"] for one in seen]
    assert names[:2] == ["A", "pause"]
    assert names[2:14] == ["BUTTON"] * 12
    assert "SUMMARY" in names
    assert all(one["outlined"] for one in seen if one["name"] != "BODY")
    rows = [(round(one["top"] / 100), one["left"]) for one in seen[2:14]]
    assert len({left for _, left in rows}) == 2


def test_a_card_opens_by_the_keyboard_and_shows_how_each_fact_is_known(
    stage: Stage, browser: Browser
) -> None:
    opened(stage, browser)
    browser.ask("document.querySelector('.card button').focus()")
    browser.press("Enter", 13)
    browser.await_that("document.querySelector('.card [aria-expanded=true]') !== null")
    assert "% sure" in browser.ask("document.querySelector('.facts').textContent")


def test_who_reads_is_not_disturbed_and_goes_on_where_he_stopped(
    stage: Stage, browser: Browser
) -> None:
    opened(stage, browser)
    browser.ask("document.querySelector('.card button').click()")
    before = browser.ask("document.querySelector('.card h3').textContent")
    browser.ask("document.querySelector('#rejects summary').click()")
    stage.play(examples(now_ms()))
    browser.await_that("document.getElementById('sum').textContent.includes('62')", 30)
    browser.ask("window.since = performance.now()")
    browser.await_that("performance.now() - window.since > 4500")  # new cards come each 4 s
    assert browser.ask("document.querySelector('.card h3').textContent") == before
    assert browser.ask("document.querySelectorAll('#rejects [open]').length") == 1


def test_cut_text_is_struck_through_and_says_so(stage: Stage, browser: Browser) -> None:
    opened(stage, browser)
    browser.ask("document.querySelectorAll('.card button').forEach((n) => n.click())")
    assert browser.ask("document.querySelectorAll('.text .cut del').length") > 20
    style = browser.ask("getComputedStyle(document.querySelector('.cut del')).textDecorationLine")
    assert style == "line-through"
    assert browser.ask("document.querySelector('.text .cut').textContent").startswith("Cut, ")


def test_arabic_reads_from_the_right_and_text_has_its_language(
    stage: Stage, browser: Browser
) -> None:
    arabic = [r for r in examples(now_ms()) if "مكتبة".encode() in (r.value or b"")]
    stage.play(arabic)
    browser.open(stage.address)
    browser.await_that(f"{SHOWN} === 1")
    told = "getComputedStyle(document.querySelector('.card h3')).direction"
    assert browser.ask(told) == "rtl"
    assert browser.ask("document.querySelector('.card h3').lang") == "ar"
    assert browser.ask("getComputedStyle(document.querySelector('.card .cut')).direction") == "rtl"


def test_when_nothing_comes_the_page_says_what_to_do(stage: Stage, browser: Browser) -> None:
    stage.health.moved(assigned=True)
    browser.open(stage.address)
    browser.await_that("document.getElementById('nothing').textContent.includes('articles.raw')")
    assert (
        browser.ask("document.getElementById('state-text').textContent") == "ready, nothing comes"
    )
    clean(browser, stage)


def test_an_outage_is_shown_with_its_reason_and_goes_when_it_is_over(
    stage: Stage, browser: Browser
) -> None:
    opened(stage, browser)
    stage.health.waiting("the broker does not answer")
    shown = (
        "!document.getElementById('banner').hidden && document.getElementById('banner').textContent"
    )
    browser.await_that(f"({shown}) === 'The broker does not answer'")
    stage.health.moved(assigned=True)
    browser.await_that("document.getElementById('banner').hidden")


def test_a_service_that_is_gone_is_said_so_and_found_again(browser: Browser) -> None:
    with Stage() as first:
        opened(first, browser)
        port = int(first.address.rpartition(":")[2])
    browser.await_that("document.getElementById('state-text').textContent === 'disconnected'")
    assert browser.ask(SHOWN) == 12
    with Stage(http_port=port) as second:
        second.health.moved(assigned=True)
        browser.await_that("document.getElementById('sum').textContent.startsWith('0 consumed')")


def test_a_pause_stops_all_and_gives_its_place_back(stage: Stage, browser: Browser) -> None:
    opened(stage, browser)
    browser.ask("document.getElementById('pause').click()")
    before = browser.ask("document.getElementById('sum').textContent")
    stage.play(examples(now_ms()))
    browser.await_that("document.getElementById('state-text').textContent === 'paused'")
    assert browser.ask("document.getElementById('sum').textContent") == before
    browser.ask("document.getElementById('pause').click()")
    browser.await_that("document.getElementById('sum').textContent.startsWith('62 consumed')")
