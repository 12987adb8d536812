"""Pages and texts made to hurt: each has one outcome, soon, in little memory.

Run as a program it processes all of them in one process and prints what that took.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.dead_letter import Reason
from service.outcome import Enriched, Outcome, Rejected
from service.pipeline import Pipeline
from service.transport import Record
from tests.records import as_json, record

MAX_BYTES = 5 * 1024 * 1024
TARGET_S = 1.0
"""What is aimed at on a quiet machine; the test allows a slow one three times as much."""
MAX_S = 3 * TARGET_S
MAX_MB = 300
ROOT = Path(__file__).parent.parent.parent

SENTENCE = "The mayor opened the new library by the river on Saturday after two years of work. "
STORY = "".join(f"<p>{SENTENCE}Part {n} of the story tells what came next.</p>" for n in range(8))
Kind = Callable[[], Record]


def filled(unit: str, size: int = MAX_BYTES) -> str:
    """A unit again and again, up to a size in bytes."""
    return unit * (size // len(unit.encode()))


def page(body: str, head: str = "<title>The library opens</title>") -> Record:
    start, end = (
        f"<!DOCTYPE html><html><head>{head}</head><body><article>",
        "</article></body></html>",
    )
    return record((start + body + end).encode()[:MAX_BYTES], "text/html; charset=utf-8")


def text(value: str | bytes) -> Record:
    return record((value if isinstance(value, bytes) else value.encode())[:MAX_BYTES], "text/plain")


def html(value: str | bytes, content_type: str = "text/html") -> Record:
    return record((value if isinstance(value, bytes) else value.encode())[:MAX_BYTES], content_type)


def json_ld(value: str) -> Record:
    return page(STORY, f'<script type="application/ld+json">{value}</script>')


HOSTILE: dict[str, Kind] = {
    # Markup
    "a tag of 40,000 attributes": lambda: page(
        f"<p {' '.join(f'a{n}=1' for n in range(40_000))}>{STORY}"
    ),
    "80 tags of 9,000 attributes": lambda: page(
        f"<p {' '.join(f'a{n}' for n in range(9_000))}>" * 80 + STORY
    ),
    "20,000 tags of 90 attributes": lambda: page(
        f"<p {' '.join(f'a{n}' for n in range(90))}>" * 20_000
    ),
    "a million elements": lambda: page(filled("<p>x")),
    "11,000 paragraphs": lambda: page(f"<p>{SENTENCE}</p>" * 11_000),
    "14,900 links": lambda: page("<a href='/x'>read more about it</a> " * 14_900),
    "100,000 nested divs": lambda: page("<div>" * 100_000 + STORY),
    "400 nested divs": lambda: page("<div>" * 400 + STORY + "</div>" * 400),
    "unclosed bold and font": lambda: page("<b><font color=red><i>x<p>" * 160),
    "formatting across blocks": lambda: page("<b><div></b>x</div>" * 7_000 + STORY),
    "nested tables": lambda: page("<table><tr><td>" * 400 + STORY),
    "text in tables that has no place there": lambda: page("<table>x<tr>y</table>" * 1_500 + STORY),
    "nested forms": lambda: page("<form>" * 490 + STORY),
    "nested frames and objects": lambda: page("<iframe><object><frameset>" * 400 + STORY),
    "svg and math in each other": lambda: page("<svg><math><mi><desc>" * 120 + STORY),
    "nested templates": lambda: page("<template>" * 450 + STORY),
    "a select of 5,900 options": lambda: page("<select>" + "<option>x" * 5_900 + STORY),
    "a select of 14,000 options": lambda: page("<select>" + "<option>x" * 14_000 + STORY),
    "nested lists": lambda: page("<ul><li>x" * 480 + STORY),
    "quotations in each other": lambda: page("<blockquote><p>Yes." * 480 + STORY),
    "a million stray end tags": lambda: page(filled("</p>")),
    "90,000 less-than signs": lambda: html("<" * 90_000 + STORY),
    "a million less-than signs": lambda: html("<" * 1_000_000),
    "5 MB of less-than signs": lambda: html("<" * MAX_BYTES),
    "an unclosed tag": lambda: html("<p class='" + "x" * (MAX_BYTES - 20)),
    "unclosed comments": lambda: html(STORY + filled("<!-- ")),
    "14,000 comments": lambda: page("<!-- x -->" * 14_000 + STORY),
    "a comment of 4 MB": lambda: page(f"<!--{'x -- ' * 800_000}-->" + STORY),
    "CDATA": lambda: page("<![CDATA[" + "]]" * 1_000_000 + "]]>" + STORY),
    "a script of 4 MB": lambda: page(f"<script>{'if (a<b && c > d) { show(the.mayor, 1, 2, 3); }' * 90_000}</script>" + STORY),
    "a style of 4 MB": lambda: page(f"<style>{'a>b{c:d}' * 500_000}</style>" + STORY),
    "an entity bomb": lambda: html(
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "'
        + "&a;" * 1_000
        + '"><!ENTITY c "'
        + "&b;" * 1_000
        + f'">]><p>&c;</p>{STORY}'
    ),
    "a million entities": lambda: page(f"<p>{filled('&amp;', MAX_BYTES - 2_000)}</p>"),
    "entities escaped again and again": lambda: text(SENTENCE + "&" + filled("amp;")),
    "base64 in an image": lambda: page(f"<img src='data:image/png;base64,{'A' * 4_900_000}'>" + STORY),
    "a million lines in a pre": lambda: page("<pre>" + "so\n" * 1_000_000 + "</pre>" + STORY),
    "one paragraph of 5 MB": lambda: page("<p>" + SENTENCE * 60_000),
    "processing instructions": lambda: page("<?xml x?>" * 20_000 + STORY),
    # Metadata
    "JSON-LD 100,000 deep": lambda: json_ld("[" * 100_000),
    "JSON-LD nested objects": lambda: json_ld('{"a":' * 900 + "1" + "}" * 900),
    "JSON-LD of 50,000 objects": lambda: json_ld(
        "[" + '{"@type":"NewsArticle","headline":"x"},' * 50_000 + "{}]"
    ),
    "JSON-LD of 4 MB in a field": lambda: json_ld(
        '{"@type":"NewsArticle","articleBody":"' + "word " * 800_000 + '"}'
    ),
    "JSON-LD that is broken": lambda: json_ld('{"@type":"NewsArticle","a":"' + '\\"' * 500_000),
    "5,000 scripts of JSON-LD": lambda: page(
        STORY, '<script type="application/ld+json">{"@type":"Person"}</script>' * 5_000
    ),
    "14,000 meta tags": lambda: page(STORY, "<meta property='og:title' content='The mayor'>" * 14_000),
    "dates and dates": lambda: page("<time datetime='2026-03-05'>5 March 2026</time> " * 14_000),
    "a title of 4 MB": lambda: page(STORY, f"<title>{'The mayor ' * 400_000}</title>"),
    "refreshing for ever": lambda: page(STORY, "<meta http-equiv=refresh content='0;url=/'>" * 9_000),
    # Bytes
    "null bytes": lambda: html("<p>\0".join([""] * 20_000) + STORY),
    "5 MB of null bytes": lambda: text(b"\0" * MAX_BYTES),
    "a lie about the charset": lambda: html(STORY.encode("utf-16"), "text/html; charset=utf-8"),
    "letters cut in half": lambda: text(("Đường phố mới. " * 300_000).encode()[: MAX_BYTES - 1]),
    "UTF-7": lambda: html("+ADw-script+AD4-alert(1)+ADw-/script+AD4- " * 9_000),
    "gzip": lambda: html(gzip.compress(STORY.encode(), mtime=0)),
    "a PDF": lambda: html(b"%PDF-1.7\n" + bytes(range(256)) * 4_000),
    "an image": lambda: text(b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9_000),
    "noise": lambda: text(hashlib.shake_256(b"noise").digest(MAX_BYTES)),
    "misread UTF-8": lambda: text(filled("Ã¤ Ã¶\n")),
    "misread UTF-8 in one line": lambda: text(filled("Ã¤â€œ")),
    "wide text without a mark": lambda: text((SENTENCE * 30_000).encode("utf-16-le")),
    # Text
    "one line without a space": lambda: text("x" * MAX_BYTES),
    "one line of words": lambda: text(filled("word ")),
    "a million lines of a letter": lambda: text("0\n1\n2\n3\n4\n" * 200_000),
    "half a million equal lines": lambda: text("The same.\n" * 500_000),
    "100,000 different lines": lambda: text("".join(f"Line {n} says so.\n" for n in range(100_000))),
    "spaces": lambda: text("a" + " " * (MAX_BYTES - 2) + "b"),
    "no-break spaces": lambda: text(filled("\u00a0 \t")),
    "brackets": lambda: text("(" * MAX_BYTES),
    "digits and dots": lambda: text(filled("1.") + "x"),
    "dates in a row": lambda: text(filled("5/3/2026 14:05 ")),
    "capitals and colons": lambda: text(filled("A: B: ")),
    "quotes": lambda: text(filled('"“”«»')),
    "dashes": lambda: text(filled("- – —")),
    "at signs": lambda: text(filled("a@b.")),
    "addresses": lambda: text(filled("https://a.example/x?y=z ")),
    "a letter with a million marks": lambda: text("a" + filled("\u0301\u0316")),
    "directions turned over": lambda: text(filled("\u202ea\u202c\u2067b\u2069")),
    "joiners": lambda: text(filled("\u200b\u200c\u200d")),
    "joiners in Hindi": lambda: text(filled("क\u094d\u200c")),
    "emoji": lambda: text(filled("👩\u200d👩\u200d👧")),
    "emoji only": lambda: text("🎉🎉🎉"),
    "look-alike letters": lambda: text(filled("Тhе mауоr ореnеd а librаrу. ", 500_000)),
    "private letters": lambda: text(filled("\ue000\uf8ff", 500_000)),
    # No articles
    "a feed": lambda: html(
        "<?xml version='1.0'?><rss><channel>"
        + f"<item><title>News</title><description>{SENTENCE}</description></item>" * 5_000
        + "</channel></rss>"
    ),
    "a sitemap": lambda: html(
        "<?xml version='1.0'?><urlset>" + "<url><loc>https://a.example/</loc></url>" * 9_000
    ),
    "an empty page": lambda: page(""),
    # Records
    "lone surrogates": lambda: record(b'{"text": "' + rb"x\ud83d " * 300_000 + b'"}'),
    "JSON 100,000 deep": lambda: record(b'{"text":' + b"[" * 100_000),
    "JSON of 100,000 fields": lambda: record(
        b'{"text":"x",' + b",".join(b'"f%d":0' % n for n in range(100_000)) + b"}"
    ),
    "100,000 authors": lambda: as_json(text=SENTENCE, authors=["A. Person"] * 100_000),
    "a title longer than the text": lambda: as_json(text=SENTENCE, title="x " * 500_000),
    "a date of a million digits": lambda: as_json(text=SENTENCE, published_at="1" * 1_000_000),
    "an address of a megabyte": lambda: as_json(text=SENTENCE, url="https://a.example/" + "%" * 10**6),
}  # fmt: skip


def pipeline() -> Pipeline:
    return Pipeline(max_page_bytes=MAX_BYTES, max_output_bytes=10 * 1024 * 1024)


def digest(outcome: Outcome) -> str:
    return hashlib.sha256(repr(outcome).encode("utf-8", "surrogatepass")).hexdigest()


def said(outcome: Outcome) -> str:
    return str(outcome.reason) if isinstance(outcome, Rejected) else type(outcome).__name__


def main() -> None:
    """Process all, and say for each what became of it and the time; last, the memory."""
    desk = pipeline()
    results: dict[str, Any] = {}
    for name, make in HOSTILE.items():
        given = make()
        start = time.process_time()
        outcome = desk.process(given)
        results[name] = (time.process_time() - start, said(outcome), digest(outcome))
    peak_mb = peak_kb() / 1024
    sys.stdout.write(json.dumps({"results": results, "peak_mb": peak_mb}))


def peak_kb() -> int:
    """The most memory this process had; ``ru_maxrss`` would count its parent's at the fork, too."""
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.partition("VmHWM:")[2].split()[0])


@pytest.fixture(scope="module")
def fresh() -> dict[str, Any]:
    """What a process of its own made of them."""
    command = [sys.executable, "-m", "tests.unit.test_hostile"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, timeout=300)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_record_has_one_outcome_soon_and_the_same_one_twice(
    name: str, fresh: dict[str, Any]
) -> None:
    seconds, became, before = fresh["results"][name]
    outcome = pipeline().process(HOSTILE[name]())
    assert isinstance(outcome, Enriched | Rejected)
    if isinstance(outcome, Rejected):
        assert outcome.reason is not Reason.INTERNAL_ERROR, outcome.traceback
    assert (said(outcome), digest(outcome)) == (became, before)
    assert seconds < MAX_S


def test_all_of_them_in_one_process_stay_within_its_memory(fresh: dict[str, Any]) -> None:
    assert fresh["peak_mb"] <= MAX_MB


if __name__ == "__main__":
    main()
