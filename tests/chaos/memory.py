"""``python -m tests.chaos.memory``: a backlog of large records, the output refused for a while.

What is found is the most memory that each process of the service ever held: its own peak, as the
kernel keeps it, from before the backlog until all of it is committed.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from kafka import KafkaAdminClient
from rich.console import Console

from localkafka import KAFKA_VERSION, Nodes
from schemas.topics import TOPICS
from service import VERSION, kafka
from service.kafka.client import configuration
from service.settings import Settings
from tests.chaos import report
from tests.chaos.backlog import backlog
from tests.chaos.drill import GUARANTEES
from tests.processes import peak_bytes, workers
from tests.running import Running

LIMIT_MB = 300
"""Aimed at for the main process, and for each worker."""
BEGIN = "<!-- written by python -m tests.chaos.memory --write -->"
COLUMNS = ("guarantee", "records", "refused, s", "main process, MB", "largest worker, MB", "s")
_PARTITIONS = 4
_SLICE = 200
_LOOK_S = 1.0
"""Seldom: to be asked costs the service time."""
_PATIENCE_S = 5_400.0


@dataclass(frozen=True)
class Drill:
    """What is to be done."""

    guarantee: str
    records: int = 20_000
    record_bytes: int = 175_000
    texts: int = 300
    """So many first ones are texts from end to end, whose articles are as large; then pages."""
    refused_s: float = 60.0
    workers: int = 2
    transaction_timeout_ms: int = 30_000
    """After so long a refused batch is given up and tried again."""


@dataclass
class Result:
    """What was found."""

    drill: Drill
    main_mb: float = 0.0
    worker_mb: float = 0.0
    worker_processes: int = 0
    """More than the drill's where some were replaced."""
    took_s: float = 0.0

    @property
    def faults(self) -> list[str]:
        """Every promise that was not kept."""
        held = {"the main process": self.main_mb, "a worker": self.worker_mb}
        return [f"{who} held {mb:.0f} MB" for who, mb in held.items() if mb > LIMIT_MB]


class Peaks:
    """The most each process of a service ever held, as far as it was seen."""

    def __init__(self, service: Running) -> None:
        self._service = service
        self._workers: dict[int, int] = {}
        self._main = 0

    def look(self) -> None:
        """Ask the kernel, which keeps the peak itself: what happens between two looks counts."""
        pid = self._service.process.pid
        self._main = max(self._main, peak_bytes(pid))
        self._workers |= {p: peak_bytes(p) or self._workers.get(p, 0) for p in workers(pid)}

    def tell(self, result: Result) -> None:
        """Write down what was seen."""
        result.main_mb = self._main / 1e6
        result.worker_mb = max(self._workers.values(), default=0) / 1e6
        result.worker_processes = len(self._workers)


def perform(drill: Drill, folder: Path) -> Result:
    """Do a drill.

    Raises:
        AssertionError: The backlog was not worked off, or an outcome is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    result = Result(drill)
    with Nodes(folder / "nodes") as nodes:
        settings = _settings(nodes, drill)
        load = backlog(drill.texts, drill.records - drill.texts, drill.record_bytes)
        while part := list(islice(load, _SLICE)):
            kafka.write_topic(settings, settings.input_topic, part)
        began = time.monotonic()
        with Running(settings, folder / "log", COPYDESK_WORKERS=str(drill.workers)) as service:
            peaks = Peaks(service)
            _work_off(drill, nodes, service, peaks)
            result.took_s = time.monotonic() - began
            peaks.look()
            peaks.tell(result)
            _check(drill, settings, service)
            assert service.terminate() == 0, service.log()
    return result


def _work_off(drill: Drill, nodes: Nodes, service: Running, peaks: Peaks) -> None:
    """From the first commit on the output is refused for a while; then everything is read."""

    def await_that(holds: Callable[[], bool], what: str) -> None:
        deadline = time.monotonic() + _PATIENCE_S
        while not holds():
            assert service.alive, service.log()
            assert time.monotonic() < deadline, f"not in {_PATIENCE_S:g} s: {what}"
            peaks.look()
            time.sleep(_LOOK_S)

    await_that(lambda: service.consumed() > 0, "a commit")
    lost = nodes.nodes[-1]
    lost.kill()
    over_at = time.monotonic() + drill.refused_s
    await_that(lambda: service.status("ready") == 503, "it to be not ready")
    await_that(lambda: time.monotonic() > over_at, "the output to be refused for so long")
    lost.start()
    await_that(lambda: service.consumed() >= drill.records, "all of it")


def _check(drill: Drill, settings: Settings, service: Running) -> None:
    """Every record is an article, and every one is committed."""
    metrics = service.metrics()
    enriched = metrics['copydesk_outcomes_total{kind="enriched"}']
    assert enriched == metrics["copydesk_records_consumed_total"] == drill.records
    assert kafka.committed(settings) == drill.records
    assert metrics["copydesk_outages_total"], "the output was never refused"


def _settings(nodes: Nodes, drill: Drill) -> Settings:
    """Defaults, and topics of which only the output needs the node that will be lost."""
    made = Settings.model_validate(
        {
            "bootstrap_servers": nodes.bootstrap_servers,
            "delivery": drill.guarantee,
            "transaction_timeout_ms": drill.transaction_timeout_ms,
            "group_id": "memory",
            "instance_id": "one",
        }
    )
    lost = len(nodes.nodes)
    others = {n: [1 + n % (lost - 1)] for n in range(_PARTITIONS)}
    everywhere = {n: list(range(1, lost + 1)) for n in range(_PARTITIONS)}
    admin = KafkaAdminClient(**configuration(made))
    try:
        for topic in TOPICS:
            is_output = topic.role == "output"
            in_sync = {"min.insync.replicas": str(lost if is_output else 1)}
            assigned = everywhere if is_output else others
            admin.create_topics(
                {topic.name: {"assignments": assigned, "configs": topic.configs | in_sync}},
                wait_for_metadata=True,
            )
    finally:
        admin.close()
    return made


def write(results: Sequence[Result]) -> None:
    """Put the table into docs/guarantees.md."""
    rows = [report.row(COLUMNS), report.row(["---", *["---:"] * (len(COLUMNS) - 1)])]
    rows += [report.row(_cells(result)) for result in results]
    report.put(BEGIN, "\n".join([_stamp(), "", *rows]))


def _stamp() -> str:
    return (
        f"`make test-memory`. {os.cpu_count()} cores; Copydesk {VERSION}, "
        f"Apache Kafka {KAFKA_VERSION}, Python {platform.python_version()}."
    )


def _cells(result: Result) -> list[str]:
    drill = result.drill
    return [
        drill.guarantee,
        f"{drill.records:,}",
        f"{drill.refused_s:.0f}",
        f"{result.main_mb:.0f}",
        f"{result.worker_mb:.0f}",
        f"{result.took_s:.0f}",
    ]


def main() -> int:
    """Do the drills, one after the other; returns 1 where a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.memory", description=__doc__)
    parser.add_argument("--guarantee", action="append", choices=GUARANTEES, help="only this")
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--logs", type=Path, help="keep the logs of service and nodes here")
    parser.add_argument("--write", action="store_true", help="write docs/guarantees.md anew")
    arguments = parser.parse_args()
    results = []
    with TemporaryDirectory(prefix="copydesk-memory-") as made:
        for guarantee in arguments.guarantee or GUARANTEES:
            drill = Drill(
                guarantee,
                records=arguments.records,
                texts=min(Drill.texts, arguments.records),
                workers=arguments.workers,
            )
            results.append(perform(drill, (arguments.logs or Path(made)) / guarantee))
            told = dict(zip(COLUMNS, _cells(results[-1]), strict=True))
            Console().print(told, *results[-1].faults, highlight=False)
    if arguments.write:
        write(results)
    return int(any(result.faults for result in results))


if __name__ == "__main__":
    sys.exit(main())
