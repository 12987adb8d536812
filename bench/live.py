"""``make bench-live``: what the live page costs the loop, with two viewers."""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import cycle, islice
from statistics import median, quantiles

from rich.console import Console

from bench import document
from bench.quality import show
from bench.tables import Report, Row
from service.executor import InLine, Processed
from service.health import Health
from service.live import Window
from service.live.feed import Feed
from service.metrics import Metrics
from service.pipeline import Pipeline
from service.transport import Record
from tests.load import mixed
from tests.stage import Stage

_VIEWERS = 2
_PER_S = 1_000
_BATCHES = (10, 100, 500)
_VIEW = "import sys, urllib.request as u\nfor line in u.urlopen(sys.argv[1]): pass"
_SAID = (
    "Written by `make bench-live`. In the loop: what the window costs it, by the clock, lock and the "
    "server's thread included, at {rate:,} records a second for {seconds} s with {viewers} viewers "
    "in processes of their own; texts of 3 kB, one in fifty bad. A second of the page: CPU of the "
    "server's thread, the same for one viewer and for 16. The whole: the true pipeline in one "
    "process over {count:,} of these texts, as fast as it goes, medians of {runs} runs in turns; CPU "
    "is the whole process's, server included."
)


@contextmanager
def viewers(stage: Stage, number: int) -> Iterator[None]:
    """So many who follow the page's events."""
    command = [sys.executable, "-c", _VIEW, f"{stage.address}/page/events"]
    running = [subprocess.Popen(command) for _ in range(number)]
    deadline = time.monotonic() + 20
    while stage.feed.viewers < number:
        if time.monotonic() > deadline:
            raise TimeoutError("the viewers do not come")
        time.sleep(0.05)
    try:
        yield
    finally:
        for viewer in running:
            viewer.kill()
            viewer.wait()


def records(count: int) -> list[Record]:
    """A load as records."""
    messages = mixed(0, count, 3_000)
    placed = enumerate(messages)
    return [Record("articles.raw", n % 3, n, 0, m.key, m.value, m.headers) for n, m in placed]


def in_the_loop(seconds: float) -> list[Row]:
    """Time the window alone, batch by batch, at a steady rate."""
    load = records(1_000)
    line = InLine(Pipeline(max_page_bytes=5_000_000, max_output_bytes=10_000_000))
    made = list(zip(load, line.map(load), strict=True))
    rows: list[Row] = []
    for size in _BATCHES:
        with Stage() as stage, viewers(stage, _VIEWERS):
            spent = sorted(_paced(stage, made, size, seconds))
        cuts = quantiles(spent, n=100, method="inclusive")
        told = {"median": median(spent), "p99": cuts[98], "worst": spent[-1]}
        rows.append(
            {"records a batch": size} | {f"{k}, us a record": round(v, 1) for k, v in told.items()}
        )
    return rows


def _paced(
    stage: Stage, made: Sequence[tuple[Record, Processed]], size: int, seconds: float
) -> Iterator[float]:
    """Microseconds a record, of each batch."""
    flow = cycle(made)
    began = time.perf_counter()
    for number in range(int(seconds * _PER_S / size)):
        time.sleep(max(0.0, began + number * size / _PER_S - time.perf_counter()))
        now_ms = int(time.time() * 1000)
        batch = [(replace(r, timestamp_ms=now_ms), p) for r, p in islice(flow, size)]
        taken, processed = [r for r, _ in batch], [p for _, p in batch]
        started = time.perf_counter()
        stage.window.observe(taken, processed)
        yield (time.perf_counter() - started) / size * 1e6


def a_second() -> list[Row]:
    """CPU of what the server's thread does each second: the curves, two cards, the event."""
    load = records(100)
    made = InLine(Pipeline(max_page_bytes=5_000_000, max_output_bytes=10_000_000)).map(load)
    window = Window()
    feed = Feed({}, window, Metrics(), Health(60))
    spent: dict[str, list[float]] = {"nobody": [], "somebody": []}
    for _ in range(200):
        for who, times in spent.items():
            window.observe(load, made)
            feed.viewers = int(who == "somebody")
            started = time.process_time()
            feed.tick()
            if feed.viewers:
                feed.news()
            times.append((time.process_time() - started) * 1e3)
    return [{"who watches": who, "CPU ms": round(median(t), 2)} for who, t in spent.items()]


def whole(count: int, runs: int) -> list[Row]:
    """The pipeline without a page, with one, and with one that is watched."""
    load = records(count)
    found: dict[str, list[tuple[float, float]]] = {}
    for _ in range(runs):
        for what, watched, number in (
            ("no page", False, 0),
            ("a page, nobody watches", True, 0),
            (f"{_VIEWERS} viewers", True, _VIEWERS),
        ):
            with Stage(live_page="on") as stage, viewers(stage, number):
                cpu, wall = time.process_time(), time.perf_counter()
                for first in range(0, count, 100):
                    stage.play(load[first : first + 100], watched=watched)
                spent = time.process_time() - cpu, time.perf_counter() - wall
            found.setdefault(what, []).append(spent)
    return [
        {
            "": what,
            "CPU us a record": round(median(cpu for cpu, _ in spent) / count * 1e6),
            "records/s": round(count / median(wall for _, wall in spent)),
        }
        for what, spent in found.items()
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the page's section."""
    parser = argparse.ArgumentParser(prog="python -m bench.live", description=__doc__)
    parser.add_argument("--seconds", type=float, default=30, help="of each size of batch")
    parser.add_argument("--records", type=int, default=1_000, help="texts a run")
    parser.add_argument("--runs", type=int, default=5, help="runs of each; medians are told")
    parser.add_argument("--write", action="store_true", help="put it into docs/benchmarks.md")
    given = parser.parse_args(arguments)
    report = Report(
        {
            "in the loop": in_the_loop(given.seconds),
            "a second of the page": a_second(),
            "the whole": whole(given.records, given.runs),
        }
    )
    show("live", report, Console(width=140))
    if given.write:
        said = _SAID.format(
            rate=_PER_S,
            seconds=round(given.seconds),
            viewers=_VIEWERS,
            count=given.records,
            runs=given.runs,
        )
        lines = [said, ""]
        for title, rows in report.tables.items():
            lines += [f"**{title}**", "", *document.as_markdown(rows), ""]
        document.write("Live page", lines)


if __name__ == "__main__":
    main()
