"""A batch of records -> their outcomes, in order, with the time each stage took."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ParamSpec, Protocol, TypeVar

from schemas.dead_letter import Stage
from service.outcome import Outcome
from service.pipeline import Pipeline, Trace
from service.sources import adopt
from service.transport import Record

P = ParamSpec("P")
T = TypeVar("T")

Note = Callable[[Stage], None]


@dataclass(frozen=True, slots=True)
class Processed:
    """An outcome and the seconds each stage took."""

    outcome: Outcome
    seconds: dict[Stage, float]


class Executor(Protocol):
    """Runs the pipeline over a batch."""

    def map(self, records: Sequence[Record]) -> list[Processed]:
        """Process every record.

        Returns:
            One for each record, in the same order; of a batch that takes too long for the first
            ones only, at least for one. Never raises for a record.
        """
        ...

    def in_hand(self) -> Sequence[str]:
        """Say which records are being worked on, ``place: stage``. From any thread, any time."""
        ...

    def adopt(self, sources: str) -> None:
        """Use an operator's publishers from now on; between two batches.

        Args:
            sources: Rows that were found right.
        """
        ...

    def close(self) -> None:
        """Give back what it holds."""
        ...


class InLine:
    """Runs in the loop's own thread.

    Args:
        pipeline: What to run.
        progressed: Told after each record.
        enough_s: After so long a batch is left where it is.
    """

    def __init__(
        self,
        pipeline: Pipeline,
        progressed: Callable[[], None] = lambda: None,
        enough_s: float = float("inf"),
    ) -> None:
        self._pipeline = pipeline
        self._progressed = progressed
        self._enough_s = enough_s
        self._doing: tuple[Record, Trace] | None = None

    def map(self, records: Sequence[Record]) -> list[Processed]:
        """One after the other."""
        ends_at = time.monotonic() + self._enough_s
        processed: list[Processed] = []
        for record in records:
            if processed and time.monotonic() > ends_at:
                break
            processed.append(self.one(record))
        return processed

    def in_hand(self) -> Sequence[str]:
        """One, or none."""
        doing = self._doing
        return [f"{doing[0].place}: {doing[1].stage}"] if doing else []

    def adopt(self, sources: str) -> None:
        """In this process."""
        adopt(sources)

    def close(self) -> None:
        """Nothing to give back."""

    def one(self, record: Record, note: Note | None = None) -> Processed:
        """Process one record.

        Args:
            record: As read.
            note: Told of every stage before it begins.
        """
        stopwatch = _Stopwatch(note)
        self._doing = record, stopwatch
        outcome = self._pipeline.process(record, stopwatch)
        self._doing = None
        self._progressed()
        return Processed(outcome, stopwatch.seconds)


class _Stopwatch(Trace):
    """A trace with a clock."""

    def __init__(self, note: Note | None) -> None:
        self.seconds: dict[Stage, float] = {}
        self._note = note

    def __call__(self, stage: Stage, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        if self._note:
            self._note(stage)
        started = time.perf_counter()
        try:
            return super().__call__(stage, step, *args, **kwargs)
        finally:
            self.seconds[stage] = time.perf_counter() - started
