"""What an instance's own metrics say it has done."""

from __future__ import annotations

from service.metrics import Metrics
from service.outcome import KINDS

_spare: list[Metrics] = []
"""To make one takes as long as a fifth of a history: they are used again."""


class Tally:
    """Counts from where its metrics stood."""

    def __init__(self) -> None:
        self.metrics = _spare.pop() if _spare else Metrics()
        self._before = self._read()

    def _read(self) -> list[float]:
        counters = self.metrics._counters
        outcomes = [counters["outcomes"].labels(kind) for kind in KINDS]
        return [c._value.get() for c in (counters["records_consumed"], *outcomes)]

    def counted(self) -> tuple[float, float]:
        """Records consumed, and outcomes."""
        consumed, *outcomes = (now - b for now, b in zip(self._read(), self._before, strict=True))
        return consumed, sum(outcomes)

    def close(self) -> None:
        """Give the metrics back."""
        _spare.append(self.metrics)
