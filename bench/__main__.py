"""``make bench``: Copydesk beside a bare loop of the same client, on Apache Kafka.

Writes the table to standard output and to docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from bench import document, samples
from bench.tables import Row
from localkafka import KAFKA_VERSION, Node
from schemas.topics import TOPICS
from service import kafka
from service.settings import Settings
from service.transport import Message
from tests.load import articles
from tests.processes import cpu_s, family
from tests.running import Running, await_that

_WORKERS = (0, 1, 2)


@dataclass(frozen=True)
class Measured:
    """One run."""

    records: int
    seconds: float
    cpu_s: float

    @property
    def per_second(self) -> float:
        """Records a second, wall time."""
        return self.records / self.seconds

    @property
    def cpu_us(self) -> float:
        """Microseconds of CPU a record, of all measured processes, without the broker."""
        return self.cpu_s / self.records * 1e6


@dataclass(frozen=True)
class Run:
    """What is measured."""

    load: str
    delivery: str
    what: str
    subject: Callable[[Settings, int, Path], Measured]
    settings: dict[str, Any] = field(default_factory=dict)


def copydesk(settings: Settings, count: int, folder: Path) -> Measured:
    """The service as it is run, from the first committed batch to the last."""
    with Running(settings, folder / "log") as service:
        await_that(lambda: service.consumed() > 0, "the first batch")
        before, cpu, started = (
            service.consumed(),
            cpu_s(family(service.process.pid)),
            time.perf_counter(),
        )
        await_that(lambda: service.consumed() >= count, "the end", 900)
        seconds, after = time.perf_counter() - started, cpu_s(family(service.process.pid))
        service.terminate()
    return Measured(int(count - before), seconds, after - cpu)


def bare(settings: Settings, count: int, folder: Path) -> Measured:
    """The floor."""
    del folder
    given = {
        f"COPYDESK_{name.upper()}": str(value)
        for name, value in settings.model_dump(exclude_unset=True).items()
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.bare", str(count)],
        env=os.environ | given,
        stdout=subprocess.PIPE,
        check=True,
    )
    return Measured(**json.loads(done.stdout))


def plan(*, with_pages: bool) -> Iterator[Run]:
    """Everything that is measured."""
    for delivery in ("exactly_once", "at_least_once"):
        yield Run("text", delivery, "bare loop", bare)
        for workers in _WORKERS:
            yield Run("text", delivery, _named(workers), copydesk, {"workers": workers})
    if not with_pages:
        return
    yield Run("pages", "exactly_once", "bare loop", bare)
    for what, share in (("trafilatura for all", 1.0), ("our extractor", 0.1)):
        for workers in _WORKERS:
            settings = {"workers": workers, "trafilatura_share": share}
            yield Run("pages", "exactly_once", f"{what}, {_named(workers)}", copydesk, settings)


def _named(workers: int) -> str:
    return f"{workers} workers" if workers != 1 else "1 worker"


def pages(data: Path, count: int) -> list[Message]:
    """So many real pages, in turn."""
    cases = [case for read in (samples.aeb, samples.fundus) for case in read(data)]
    values = [case.raw.model_dump_json(exclude_none=True).encode() for case in cases]
    numbered = enumerate(islice(cycle(values), count))
    return [Message(b"%d" % number, value, ()) for number, value in numbered]


def fresh(servers: str, run: Run, load: Sequence[Message]) -> Settings:
    """Topics and a group of their own, the load written."""
    name = uuid.uuid4().hex[:8]
    settings = Settings.model_validate(
        {
            "bootstrap_servers": servers,
            "input_topic": f"raw-{name}",
            "output_topic": f"enriched-{name}",
            "dead_letter_topic": f"dead-{name}",
            "group_id": f"bench-{name}",
            "instance_id": "bench",
            "delivery": run.delivery,
            "http_port": 0,
            **run.settings,
        }
    )
    names = (settings.input_topic, settings.output_topic, settings.dead_letter_topic)
    topics = {name: topic.configs for name, topic in zip(names, TOPICS, strict=True)}
    kafka.create_topics(settings, topics, 2)
    kafka.write_topic(settings, settings.input_topic, load)
    return settings


def measure(arguments: argparse.Namespace) -> list[Row]:
    """Measure everything, interleaved, and return the table's rows."""
    loads = {"text": articles(arguments.records, arguments.size)}
    if arguments.data.is_dir():
        loads["pages"] = pages(arguments.data, arguments.pages)
    found: dict[tuple[str, str, str], list[Measured]] = {}
    with tempfile.TemporaryDirectory() as folder, Node(Path(folder) / "node") as node:
        for _ in range(arguments.runs):
            for run in plan(with_pages="pages" in loads):
                load = loads[run.load]
                settings = fresh(node.bootstrap_servers, run, load)
                measured = run.subject(settings, len(load), Path(folder))
                found.setdefault((run.load, run.delivery, run.what), []).append(measured)
                told = f"{measured.per_second:.0f}/s, {measured.cpu_us:.0f} µs CPU a record"
                print(f"{run.load} {run.delivery} {run.what}: {told}", file=sys.stderr)
    return [_row(key, runs, found) for key, runs in found.items()]


def _row(
    key: tuple[str, str, str],
    runs: Sequence[Measured],
    found: dict[tuple[str, str, str], list[Measured]],
) -> Row:
    """Write medians and their ratio to the floor."""
    load, delivery, what = key
    floor = statistics.median(m.per_second for m in found[load, delivery, "bare loop"])
    rate = statistics.median(m.per_second for m in runs)
    return {
        "load": load,
        "delivery": delivery,
        "what": what,
        "records/s": f"{rate:,.0f}",
        "CPU µs a record": f"{statistics.median(m.cpu_us for m in runs):,.0f}",
        "share of the bare loop's rate": f"{rate / floor:.1%}",
    }


def main() -> None:
    """Parse, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--records", type=int, default=5_000, help="texts a run")
    parser.add_argument("--size", type=int, default=3_000, help="bytes of a text")
    parser.add_argument("--pages", type=int, default=1_000, help="pages a run")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="with the pages")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; medians are told")
    arguments = parser.parse_args()
    rows = measure(arguments)
    said = (
        f"Written by `make bench`. Articles as JSON, Apache Kafka {KAFKA_VERSION} on the same "
        f"machine ({os.cpu_count()} cores, Python {platform.python_version()}): "
        f"{arguments.records:,} texts of {arguments.size:,} bytes, {arguments.pages:,} real pages, "
        f"medians of {arguments.runs} interleaved runs. The bare loop is the same client with the "
        "same guarantee and batches, bytes through. CPU is that of all our processes, without "
        "the broker's, which shares the cores."
    )
    lines = document.as_markdown(rows, words=3)
    document.write("Delivery", [said, "", *lines])
    print("\n".join(lines))


if __name__ == "__main__":
    main()
