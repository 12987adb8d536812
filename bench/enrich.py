"""``make bench-enrich``: microseconds of CPU by enricher, and what their tables weigh."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console

from bench import document
from bench.publishers import counts
from bench.quality import show
from bench.tables import Report
from service.article import Article
from service.enrich import ENRICHERS, Enrich
from service.enrich.identity import content_fingerprint, identify
from service.enrich.near import near_fingerprint
from service.enrich.quality import assess
from service.enrich.words import count_words, words_of

_DATA = Path(__file__).parent / "data" / "declaration.jsonl"
_CHARS = 2_600
"""Three kilobytes of Vietnamese."""
_RUNS, _TIMES = 9, 200
_SAID = (
    "Written by `make bench-enrich`: one core, CPU time of one article of 3 kB of Vietnamese with the "
    "address of a known publisher, medians of {runs} rounds of {times} in turns. Memory: resident, of "
    "a process with nothing but the contracts and Article, then with all enrichers made and used. "
    "Publishers: each of the registry's by its address, each name that is one publisher's alone by a "
    "dateline in a text without address, and in sentences, where it names nobody; through the whole "
    "pipeline."
)
_WEIGH = """
import resource
from pathlib import Path
def resident():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20
import schemas.enriched_article, service.article, service.clean.url
base = resident()
from bench.enrich import article
from service.enrich import Enrich
Enrich()(article())
print(base, resident())
"""


def article() -> Article:
    """An article of three kilobytes."""
    rows = map(json.loads, _DATA.read_text("utf-8").splitlines())
    paragraphs = next(row["paragraphs"] for row in rows if row["language"] == "vi")
    text = "\n\n".join(paragraphs)[:_CHARS].rpartition("\n\n")[0]
    url = "https://thethao.tuoitre.vn/tuyen-ngon-2217.htm"
    return Article(
        paragraphs=tuple(text.split("\n\n")), title="Tuyên ngôn", url=url, canonical_url=url
    )


def measure() -> Report:
    """Time every part in turns, so that a slow moment of the machine falls on all."""
    one, whole = article(), Enrich()
    enriched, _ = whole(one)
    body, url = one.body, one.canonical_url
    words = words_of(body)
    parts: dict[str, Callable[[], Any]] = {
        **{make.name: partial(make(), one) for make in ENRICHERS},
        "words of the body": lambda: words_of(body),
        "id and fingerprint.content": lambda: identify(url, None, content_fingerprint(words)),
        "fingerprint.near": lambda: near_fingerprint(words),
        "quality": lambda: assess(one, enriched.language, count_words(body, words)),
        "all, and the record": lambda: whole(one),
    }
    times: dict[str, list[float]] = {name: [] for name in parts}
    for _ in range(_RUNS):
        for name, part in parts.items():
            started = time.process_time()
            for _ in range(_TIMES):
                part()
            times[name].append((time.process_time() - started) / _TIMES * 1e6)
    rows = [{"part": name, "CPU us": round(median(each))} for name, each in times.items()]
    done = subprocess.run(
        [sys.executable, "-c", _WEIGH], capture_output=True, text=True, check=True
    )
    base, loaded = map(float, done.stdout.split())
    weight = [{"MB without": round(base), "MB with": round(loaded), "more": round(loaded - base)}]
    return Report({"time": rows, "memory": weight, "publishers": counts()})


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the page's section."""
    parser = argparse.ArgumentParser(prog="python -m bench.enrich", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put it into docs/benchmarks.md")
    given = parser.parse_args(arguments)
    report = measure()
    show("enrich", report, Console(width=140))
    if given.write:
        lines = [_SAID.format(runs=_RUNS, times=_TIMES), ""]
        for title, rows in report.tables.items():
            lines += [f"**{title}**", "", *document.as_markdown(rows), ""]
        document.write("Enrichers", lines)


if __name__ == "__main__":
    main()
