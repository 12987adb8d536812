"""Everything ``make bench`` measures, in interleaved rounds."""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.alone import alone
from bench.drain import Bare, Service, Start, drain, fresh
from bench.figures import FLOOR, JSON_FLOOR, Drained, Results, Setup, median
from bench.loads import Load
from bench.paced import age
from bench.targets import GUARANTEES, WORKERS, named, named_alone
from localkafka import Node

_WARM_UP = {"text": 100, "pages": 12}
_FLOOR = {"text": 6_000, "pages": 240}
"""Records for the floors, which are soon done with any load."""
_ALONE = (1, 2)
_CALIBRATION = 200


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Args:
        loads: Each with how many records a run; 0 takes what one process does in ``seconds``.
        runs: Rounds.
        paced_runs: In so many of them, ages are measured.
        paced_s: Seconds at half load in which ages count.
        seconds: See ``loads``.
    """

    loads: dict[Load, int]
    runs: int
    paced_runs: int
    paced_s: float
    seconds: float


@dataclass(frozen=True)
class _Task:
    setup: Setup
    load: Load
    start: Start
    workers: int = 0
    is_floor: bool = False
    is_paced: bool = False


def measure(plan: Plan, results: Results) -> None:
    """Measure everything; what is done so far stands in the results.

    Args:
        plan: How much.
        results: Filled as it goes.
    """
    counts = {load: count or _counted(load, plan.seconds) for load, count in plan.loads.items()}
    results.where |= {
        ("texts" if load.name == "text" else "pages"): n for load, n in counts.items()
    }
    with tempfile.TemporaryDirectory() as folder, Node(Path(folder) / "node") as node:
        for number in range(plan.runs):
            for load, count in counts.items():
                _alone(load, count, results)
                for task in _tasks(load, Path(folder)):
                    _drain(task, count, node, results)
                    if task.is_paced and number < plan.paced_runs:
                        _age(task, plan.paced_s, node, results)


def _tasks(load: Load, folder: Path) -> Iterator[_Task]:
    for delivery in GUARANTEES:
        for what, arguments in ((FLOOR, ()), (JSON_FLOOR, ("--json",))):
            bare = partial(_bare, arguments)
            yield _Task(Setup(load.name, delivery, what), load, bare, is_floor=True)
        for count in WORKERS:
            setup = Setup(load.name, delivery, named(count))
            # Of pages one set-up's ages are measured, the default guarantee on all cores.
            paced = load.name == "text" or (delivery, count) == (GUARANTEES[0], max(WORKERS))
            yield _Task(setup, load, partial(Service, folder=folder), count, is_paced=paced)


def _bare(arguments: Sequence[str], settings: object) -> Bare:
    return Bare(settings, *arguments)  # type: ignore[arg-type]


def _counted(load: Load, seconds: float) -> int:
    """How many records one process does in so many seconds."""
    warm_up = _WARM_UP[load.name]
    found, _ = alone(load.messages(_CALIBRATION + warm_up), 1, warm_up)
    return max(_CALIBRATION, round(found.per_second * seconds / 100) * 100)


def _alone(load: Load, count: int, results: Results) -> None:
    warm_up = _WARM_UP[load.name]
    for processes in _ALONE:
        setup = Setup(load.name, "", named_alone(processes))
        found, stages = alone(load.messages(warm_up + count), processes, warm_up)
        _note(setup, found, results)
        if processes == 1:
            results.stages.setdefault(load.name, []).append(stages)


def _drain(task: _Task, count: int, node: Node, results: Results) -> None:
    warm_up = _WARM_UP[task.load.name]
    messages = task.load.messages(warm_up + (_FLOOR[task.load.name] if task.is_floor else count))
    settings = fresh(node, task.setup.delivery, task.workers)
    _note(task.setup, drain(task.start, settings, [node.pid or 0], messages, warm_up), results)


def _note(setup: Setup, found: Drained, results: Results) -> None:
    results.drained.setdefault(setup, []).append(found)
    told = f"{found.per_second:,.0f}/s, {found.cpu_us:,.0f} µs CPU a record"
    tell(f"{setup}: {told} ({found.seconds:.1f} s)")


def _age(task: _Task, seconds: float, node: Node, results: Results) -> None:
    pace = median(results.drained[task.setup], "per_second") / 2
    settings = fresh(node, task.setup.delivery, task.workers)
    warm_up = _WARM_UP[task.load.name]
    found = age(
        task.start,
        settings,
        task.load.messages,
        per_second=pace,
        seconds=seconds,
        warm_up=warm_up,
    )
    results.aged.setdefault(task.setup, []).append(found)
    tell(f"{task.setup}: age p50 {found.p50_ms:.0f} ms, p99 {found.p99_ms:.0f} ms at {pace:.0f}/s")


def tell(line: str) -> None:
    """Progress, with the time since the start."""
    print(f"{time.perf_counter() - _STARTED:5.0f} s  {line}", file=sys.stderr)


_STARTED = time.perf_counter()
