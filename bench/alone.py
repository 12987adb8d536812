"""The pipeline alone, no Kafka: what cleaning and enriching can do on so many cores.

The same executor as the service's workers have (``InLine``), in forked processes that have the
records already and take one after the other: nothing is waited for, nothing is sent.

``python -m bench.alone PROCESSES WARM_UP`` reads values, a line each, and prints one line of JSON.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from bench.figures import Drained
from service.executor import InLine
from service.pipeline import Pipeline
from service.settings import Settings
from service.transport import Message, Record
from tests.processes import cpu_s, family, peak_bytes

Stages = dict[str, float]
"""Microseconds a record, by stage, of the executor's own clock."""


class _Forked:
    """What the processes have from birth."""

    executor: InLine
    records: Sequence[Record] = ()


def pipeline() -> Pipeline:
    """As the service makes it from its defaults."""
    settings = Settings()
    return Pipeline(
        max_page_bytes=settings.max_page_bytes,
        max_output_bytes=settings.max_output_bytes,
        trafilatura_share=settings.trafilatura_share,
    )


def alone(messages: Sequence[Message], processes: int, warm_up: int) -> tuple[Drained, Stages]:
    """Process messages in so many processes, away from this one.

    Args:
        messages: Those of the warm-up come first and are not counted.
        processes: How many.
        warm_up: Messages that load what is loaded once.
    """
    done = subprocess.run(
        [sys.executable, "-m", "bench.alone", str(processes), str(warm_up)],
        input=b"\n".join(m.value or b"" for m in messages),
        stdout=subprocess.PIPE,
        check=True,
    )
    drained, stages = json.loads(done.stdout)
    return Drained(**drained), stages


def _measure(records: Sequence[Record], processes: int, warm_up: int) -> tuple[Drained, Stages]:
    _Forked.executor, _Forked.records = InLine(pipeline()), records
    context = multiprocessing.get_context("fork")
    with context.Pool(processes) as pool:
        pool.map(_one, list(range(warm_up)) * processes, chunksize=1)
        pids = [pid for pid in family(os.getpid()) if pid != os.getpid()]
        cpu, started = cpu_s(pids), time.perf_counter()
        places = range(warm_up, len(records))
        total = sum(pool.imap_unordered(_one, places), Counter[str]())
        seconds, spent = time.perf_counter() - started, cpu_s(pids) - cpu
        largest = max(map(peak_bytes, pids)) / 1e6
    measured = Drained(len(places), seconds, spent, worker_mb=largest)
    return measured, {stage: s / len(places) * 1e6 for stage, s in total.items()}


def _one(place: int) -> Counter[str]:
    done = _Forked.executor.one(_Forked.records[place])
    return Counter({str(stage): seconds for stage, seconds in done.seconds.items()})


def main(processes: int, warm_up: int) -> None:
    """Measure what comes by standard input."""
    lines = sys.stdin.buffer.read().split(b"\n")
    records = [Record("bench", 0, n, 0, None, line, ()) for n, line in enumerate(lines)]
    drained, stages = _measure(records, processes, warm_up)
    print(json.dumps([asdict(drained), stages]))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
