"""What runs have measured -> medians and percentiles."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

FLOOR = "bare loop"
JSON_FLOOR = "bare loop with JSON"


@dataclass(frozen=True)
class Setup:
    """What is measured."""

    load: str
    delivery: str
    what: str

    def __str__(self) -> str:
        return " ".join(filter(None, (self.load, self.delivery, self.what)))


@dataclass(frozen=True)
class Drained:
    """A load moved as fast as it goes.

    ``cpu_s`` is that of all measured processes, without the broker's, which is ``broker_cpu_s``.
    Memory is the peak of the main process and of its largest worker, 0 where there is none.
    """

    records: int
    seconds: float
    cpu_s: float
    broker_cpu_s: float = 0.0
    main_mb: float = 0.0
    worker_mb: float = 0.0

    @property
    def per_second(self) -> float:
        """Records a second, wall time."""
        return self.records / self.seconds

    @property
    def cpu_us(self) -> float:
        """Microseconds of CPU a record."""
        return self.cpu_s / self.records * 1e6

    @property
    def broker_cores(self) -> float:
        """How many cores the broker kept busy."""
        return self.broker_cpu_s / self.seconds


@dataclass(frozen=True)
class Aged:
    """Ages of records at half load."""

    records: int
    per_second: float
    p50_ms: float
    p99_ms: float
    most_ms: float

    @classmethod
    def of(cls, ages_ms: Sequence[float], per_second: float) -> Self:
        """Take the percentiles of ages.

        Args:
            ages_ms: One a record, at least one.
            per_second: The pace they were sent at.
        """
        return cls(
            len(ages_ms),
            per_second,
            percentile(ages_ms, 0.50),
            percentile(ages_ms, 0.99),
            max(ages_ms),
        )


@dataclass
class Results:
    """All runs, by what was measured, and where: kept as JSON.

    ``stages`` has the microseconds a record of each stage, by load.
    """

    where: dict[str, Any] = field(default_factory=dict)
    drained: dict[Setup, list[Drained]] = field(default_factory=dict)
    aged: dict[Setup, list[Aged]] = field(default_factory=dict)
    stages: dict[str, list[dict[str, float]]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Write it down."""
        return {
            "where": self.where,
            "drained": _listed(self.drained),
            "aged": _listed(self.aged),
            "stages": self.stages,
        }

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> Self:
        """Read what ``as_json`` wrote."""
        return cls(
            kept["where"],
            {_setup(e): [Drained(**run) for run in e["runs"]] for e in kept["drained"]},
            {_setup(e): [Aged(**run) for run in e["runs"]] for e in kept["aged"]},
            kept["stages"],
        )


def _listed(found: dict[Setup, Any]) -> list[dict[str, Any]]:
    return [
        asdict(setup) | {"runs": [asdict(run) for run in runs]} for setup, runs in found.items()
    ]


def _setup(entry: dict[str, Any]) -> Setup:
    return Setup(entry["load"], entry["delivery"], entry["what"])


def percentile(values: Iterable[float], share: float) -> float:
    """Find the smallest value that at least such a share of them does not exceed.

    Args:
        values: In any order, at least one.
        share: Above 0, up to 1.
    Source: the nearest-rank method.
    """
    found = sorted(values)
    return found[max(0, math.ceil(share * len(found)) - 1)]


def median(runs: Sequence[Drained] | Sequence[Aged], figure: str) -> float:
    """Median of a figure over runs, by its name."""
    return float(statistics.median(getattr(run, figure) for run in runs))


def medians(runs: Sequence[dict[str, float]]) -> dict[str, float]:
    """Median of each name over runs."""
    return {name: statistics.median(run[name] for run in runs) for name in runs[0]}
