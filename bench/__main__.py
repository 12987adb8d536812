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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from localkafka import KAFKA_VERSION, Node
from schemas.topics import TOPICS
from service import kafka
from service.settings import Settings
from tests.load import articles
from tests.running import Running, await_that

PAGE = Path(__file__).parent.parent / "docs" / "benchmarks.md"


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
        """Microseconds of CPU a record, of the measured process alone."""
        return self.cpu_s / self.records * 1e6


Subject = Callable[[Settings, int, Path], Measured]


def copydesk(settings: Settings, count: int, folder: Path) -> Measured:
    """The service as it is run."""
    with Running(settings, folder / "log") as service:
        await_that(lambda: service.consumed() > 0, "the first batch")
        before, started = service.metrics(), time.perf_counter()
        await_that(lambda: service.consumed() >= count, "the end", 600)
        after, seconds = service.metrics(), time.perf_counter() - started
        service.terminate()
    consumed, cpu = "copydesk_records_consumed_total", "process_cpu_seconds_total"
    return Measured(int(after[consumed] - before[consumed]), seconds, after[cpu] - before[cpu])


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


SUBJECTS: dict[str, Subject] = {"bare loop": bare, "Copydesk": copydesk}


def fresh(servers: str, delivery: str, count: int, size: int) -> Settings:
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
            "delivery": delivery,
            "http_port": 0,
        }
    )
    names = (settings.input_topic, settings.output_topic, settings.dead_letter_topic)
    topics = {name: topic.configs for name, topic in zip(names, TOPICS, strict=True)}
    kafka.create_topics(settings, topics, 2)
    kafka.write_topic(settings, settings.input_topic, articles(count, size))
    return settings


def run(arguments: argparse.Namespace) -> list[str]:
    """Measure everything, interleaved, and return the table's lines."""
    found: dict[tuple[str, str], list[Measured]] = {}
    with tempfile.TemporaryDirectory() as folder, Node(Path(folder) / "node") as node:
        for _ in range(arguments.runs):
            for delivery in ("exactly_once", "at_least_once"):
                for name, subject in SUBJECTS.items():
                    settings = fresh(
                        node.bootstrap_servers, delivery, arguments.records, arguments.size
                    )
                    measured = subject(settings, arguments.records, Path(folder))
                    found.setdefault((delivery, name), []).append(measured)
                    told = f"{measured.per_second:.0f}/s, {measured.cpu_us:.0f} µs CPU a record"
                    print(f"{delivery} {name}: {told}", file=sys.stderr)
    return table(found)


def table(found: dict[tuple[str, str], list[Measured]]) -> list[str]:
    """Write medians and their ratio to the floor."""
    lines = [
        "| delivery | what | records/s | CPU µs a record | share of the bare loop's rate |",
        "|---|---|---:|---:|---:|",
    ]
    for (delivery, name), runs in found.items():
        floor = median(found[delivery, "bare loop"], lambda m: m.per_second)
        rate, cpu = median(runs, lambda m: m.per_second), median(runs, lambda m: m.cpu_us)
        share = f"{rate / floor:.0%}"
        lines.append(f"| {delivery} | {name} | {rate:,.0f} | {cpu:,.0f} | {share} |")
    return lines


def median(runs: Sequence[Measured], of: Callable[[Measured], float]) -> float:
    """The median of a figure over runs."""
    return statistics.median(of(m) for m in runs)


def main() -> None:
    """Parse, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--records", type=int, default=20_000, help="records a run")
    parser.add_argument("--size", type=int, default=3_000, help="bytes of text a record")
    parser.add_argument("--runs", type=int, default=3, help="runs of each; medians are told")
    arguments = parser.parse_args()
    lines = run(arguments)
    head = [
        "# Benchmarks",
        "",
        (
            "Written by `make bench`. Text articles as JSON, Apache Kafka "
            f"{KAFKA_VERSION} on the same machine ({os.cpu_count()} cores, Python "
            f"{platform.python_version()}), {arguments.records:,} records of {arguments.size:,} bytes, "
            f"medians of {arguments.runs} interleaved runs, in line (no worker processes). "
            "The bare loop is the same client with the same guarantee and batches, bytes through. "
            "CPU is the measured process's own, without the broker's."
        ),
        "",
    ]
    PAGE.write_text("\n".join([*head, *lines, ""]), "utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
