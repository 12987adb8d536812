"""Medians -> what was promised of them, met or missed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.figures import Drained, Results, Setup, median
from bench.tables import Row

GUARANTEES = ("exactly_once", "at_least_once")
WORKERS = (0, 1, 2)
MAX_CPU_US = 400.0
MIN_SPEED_UP = 1.7
MIN_OF_ALONE = 0.9
MAX_COST = 0.1
MAX_AGE_MS = 250.0


@dataclass(frozen=True)
class Target:
    """A promise and what became of it.

    Args:
        what: What is promised.
        limit: The promise in figures.
        found: The figure, told.
        met: Whether it is kept.
    """

    what: str
    limit: str
    found: str
    met: bool

    def as_row(self) -> Row:
        """As a line of the table."""
        verdict = "met" if self.met else "**missed**"
        return {
            "target": self.what,
            "promised": self.limit,
            "measured": self.found,
            "verdict": verdict,
        }


def named(workers: int) -> str:
    """Name a set-up by its workers."""
    return f"{workers} workers" if workers != 1 else "1 worker"


def named_alone(processes: int) -> str:
    """Name the pipeline alone."""
    return f"pipeline alone, {processes} process" + ("es" if processes != 1 else "")


def targets(results: Results) -> list[Target]:
    """Judge all that was measured; what was not is left out."""
    return [found for judge in _JUDGES for found in judge(results)]


def _cpu(results: Results) -> Iterator[Target]:
    runs = {w: _drained(results, "text", GUARANTEES[0], w) for w in WORKERS}
    costs = {w: median(found, "cpu_us") for w, found in runs.items() if found}
    if costs:
        worst = max(costs, key=lambda w: costs[w])
        yield Target(
            "text: CPU an article, all processes together, exactly-once",
            f"≤ {MAX_CPU_US:.0f} µs",
            f"{costs[worst]:,.0f} µs ({named(worst)}, the most of all)",
            costs[worst] <= MAX_CPU_US,
        )


def _speed_up(results: Results) -> Iterator[Target]:
    none, two = (_drained(results, "text", GUARANTEES[0], workers) for workers in (0, 2))
    if none and two:
        ratio = median(two, "per_second") / median(none, "per_second")
        yield Target(
            "text: rate with two workers over none, exactly-once",
            f"≥ {MIN_SPEED_UP:.1f} times",
            f"{ratio:.2f} times{_machine(results)}",
            ratio >= MIN_SPEED_UP,
        )


def _machine(results: Results) -> str:
    """What two processes gain on this machine where nothing but the pipeline runs."""
    one, two = (results.drained.get(Setup("text", "", named_alone(n))) for n in (1, 2))
    if not one or not two:
        return ""
    ratio = median(two, "per_second") / median(one, "per_second")
    return f" (the pipeline alone, without Kafka: {ratio:.2f})"


def _of_alone(results: Results) -> Iterator[Target]:
    for workers, cores in ((0, 1), (2, 2)):
        ours = _drained(results, "pages", GUARANTEES[0], workers)
        alone = results.drained.get(Setup("pages", "", named_alone(cores)))
        if ours and alone:
            share = median(ours, "per_second") / median(alone, "per_second")
            yield Target(
                f"pages: rate with {named(workers)} of {named_alone(cores)}",
                f"≥ {MIN_OF_ALONE:.0%}",
                f"{share:.0%}",
                share >= MIN_OF_ALONE,
            )


def _cost(results: Results) -> Iterator[Target]:
    for load in ("text", "pages"):
        costs = {}
        for workers in WORKERS:
            once, least = (_drained(results, load, d, workers) for d in GUARANTEES)
            if once and least:
                costs[workers] = 1 - median(once, "per_second") / median(least, "per_second")
        if costs:
            worst = max(costs, key=lambda w: costs[w])
            yield Target(
                f"{load}: rate that exactly-once costs over at-least-once",
                f"≤ {MAX_COST:.0%}",
                f"{costs[worst]:.1%} ({named(worst)}, the most of all)",
                costs[worst] <= MAX_COST,
            )


def _ages(results: Results) -> Iterator[Target]:
    for load in ("text", "pages"):
        found = {s: median(runs, "p99_ms") for s, runs in results.aged.items() if s.load == load}
        if found:
            worst = max(found, key=lambda setup: found[setup])
            yield Target(
                f"{load}: p99 age at half load",
                f"≤ {MAX_AGE_MS:.0f} ms",
                f"{found[worst]:,.0f} ms ({worst.delivery}, {worst.what}, the most of all)",
                found[worst] <= MAX_AGE_MS,
            )


_JUDGES: tuple[Callable[[Results], Iterator[Target]], ...] = (
    _cpu,
    _speed_up,
    _of_alone,
    _cost,
    _ages,
)


def _drained(results: Results, load: str, delivery: str, workers: int) -> list[Drained]:
    return results.drained.get(Setup(load, delivery, named(workers)), [])


__all__ = ["GUARANTEES", "WORKERS", "Target", "named", "named_alone", "targets"]
