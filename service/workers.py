"""A pool of processes: outcomes in order, each record under a deadline that really ends it.

A parser written in C cannot be interrupted, only killed with its process. Each worker has a pipe of
its own and tells in shared memory which record it has in hand: one that dies harms no other
worker, and the record that did it is known.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from itertools import takewhile
from multiprocessing.connection import wait
from multiprocessing.context import ForkServerContext
from typing import Any

import structlog

from schemas.dead_letter import Reason
from service import forks
from service.executor import Processed
from service.outcome import Rejected
from service.sources import adopt
from service.transport import Record
from service.worker import STAGES, Adopt, Chunk, Done, Recipe, work

log = structlog.get_logger()

_CHUNKS_A_WORKER = 4
"""Of a batch: more spread the load, fewer cost less."""
_STRIKES = 2
"""A record is rejected when it fails twice, the second time alone."""
_LOOK_S = 0.1
_START_S = 60.0

_Chunk = list[int]
"""Places in the batch."""


class Workers:
    """Runs the pipeline in processes; see ``Executor``.

    Args:
        recipe: Makes the pipeline. It is sent to the workers, so it must be picklable.
        count: How many.
        time_limit_s: The longest that one record may take.
        max_memory_bytes: A worker that holds more after a chunk is replaced.
        enough_s: After so long a batch is left where it is, when the records its workers have in
            hand are done.
        progressed: Told when records were done, and when a worker was replaced.

    Raises:
        RuntimeError: A worker does not start.
    """

    def __init__(
        self,
        recipe: Recipe,
        count: int,
        *,
        time_limit_s: float,
        max_memory_bytes: int,
        enough_s: float = float("inf"),
        progressed: Callable[[], None] = lambda: None,
    ) -> None:
        self._recipe = recipe
        self._time_limit_s = time_limit_s
        self._max_memory_bytes = max_memory_bytes
        self._enough_s = enough_s
        self._progressed = progressed
        self._records: Sequence[Record] = ()
        self._context = forks.context()
        self._sources: str | None = None
        self._workers = [_Worker(self._context, recipe) for _ in range(count)]
        for worker in self._workers:
            worker.await_ready()

    def map(self, records: Sequence[Record]) -> list[Processed]:
        """Process every record.

        Returns:
            One for each, in the same order; of one that overran or killed its worker, twice, a
            rejection. Of a batch that takes too long those of its first records, at least one.
        """
        ends_at = time.monotonic() + self._enough_s
        batch, self._records = _Batch(records, len(self._workers)), records
        while batch.is_open:
            idle = [worker for worker in self._workers if worker.chunk is None]
            left_s = max(0.0, ends_at - time.monotonic())
            if not left_s:  # what is in hand, then one by one up to a first result
                idle = idle[:1] if len(idle) == len(self._workers) else []
                if idle and batch.processed():
                    break
            for worker in idle[: len(batch.waiting)]:
                worker.give(batch.next(), records, left_s)
            self._collect(batch)
        return batch.processed()

    def in_hand(self) -> Sequence[str]:
        """One for each worker that is at work, with the seconds since it was seen to take it."""
        found = []
        for worker in list(self._workers):
            chunk, (number, stage) = worker.chunk or [], worker.in_hand()
            for place in chunk[number : number + 1]:
                record = self._records[place]
                found.append(f"{record.place}: {STAGES[stage]}, {worker.seen_s():.0f} s")
        return found

    def adopt(self, sources: str) -> None:
        """In every worker, and in each that takes one's place; and here, where it is told of."""
        adopt(sources)
        self._sources = sources
        for worker in self._workers:
            worker.adopt(sources)

    def close(self) -> None:
        """End all processes; what they have in hand is lost."""
        for worker in self._workers:
            worker.kill()

    def _collect(self, batch: _Batch) -> None:
        """Take what is done within a moment; look after those that are not."""
        busy = {worker.pipe: place for place, worker in enumerate(self._workers) if worker.chunk}
        for pipe in wait(list(busy), _LOOK_S):
            place = busy.pop(pipe)  # type: ignore[call-overload]  # of the pipes given
            worker = self._workers[place]
            done = worker.take()
            if done is None:
                self._blame(place, batch, Reason.WORKER_CRASHED)
                continue
            batch.fill(worker.chunk or [], done.processed)
            worker.chunk = None
            self._progressed()
            if done.memory_bytes > self._max_memory_bytes:
                log.info("a worker grew and is replaced", memory_bytes=done.memory_bytes)
                self._replace(place)
        for place in busy.values():
            if self._workers[place].moved():
                self._progressed()
            elif self._workers[place].seen_s() > self._time_limit_s:
                self._blame(place, batch, Reason.TIME_LIMIT)

    def _blame(self, place: int, batch: _Batch, reason: Reason) -> None:
        """A worker failed: its record in hand is to blame, the others of the chunk go again."""
        worker = self._workers[place]
        chunk, (number, stage) = worker.chunk or [], worker.in_hand()
        self._replace(place)
        said = (
            f"not done after {self._time_limit_s:g} s"
            if reason is Reason.TIME_LIMIT
            else f"its worker ended with exit code {worker.exit_code}"
        )
        log.warning("a worker failed", reason=reason, stage=STAGES[stage], detail=said)
        batch.strike(chunk, number, Rejected(STAGES[stage], reason, said))
        self._progressed()

    def _replace(self, place: int) -> None:
        self._workers[place].kill()
        self._workers[place] = _Worker(self._context, self._recipe)
        self._workers[place].await_ready()
        if self._sources is not None:
            self._workers[place].adopt(self._sources)


class _Batch:
    """Who still has to be processed, and what came out."""

    def __init__(self, records: Sequence[Record], workers: int) -> None:
        self._found: list[Processed | None] = [None] * len(records)
        self._missing = len(records)
        self._strikes: Counter[int] = Counter()
        self.waiting = _chunks(records, workers * _CHUNKS_A_WORKER)

    @property
    def is_open(self) -> bool:
        return self._missing > 0

    def next(self) -> _Chunk:
        """The first that waits: then what is done soon reaches from the batch's beginning."""
        chunk = min(self.waiting)
        self.waiting.remove(chunk)
        return chunk

    def fill(self, chunk: _Chunk, processed: Sequence[Processed]) -> None:
        for place, item in zip(chunk, processed, strict=False):
            self._found[place] = item
        self._missing -= len(processed)
        if rest := chunk[len(processed) :]:
            self.waiting.append(rest)

    def strike(self, chunk: _Chunk, number: int, rejected: Rejected) -> None:
        culprit = chunk[number]
        self._strikes[culprit] += 1
        if self._strikes[culprit] >= _STRIKES:
            self.fill([culprit], [Processed(rejected, {})])
        else:
            self.waiting.append([culprit])
        others = [place for place in chunk if place != culprit]
        if others:
            self.waiting.append(others)

    def processed(self) -> list[Processed]:
        """Of the records from the first up to one that is not done."""
        return list(takewhile(lambda item: item is not None, self._found))  # type: ignore[arg-type]


def _chunks(records: Sequence[Record], count: int) -> list[_Chunk]:
    """Cut a batch into about so many runs of like size in bytes: time goes with them."""
    most = sum(record.size for record in records) / count
    chunks: list[_Chunk] = []
    size = float("inf")
    for place, record in enumerate(records):
        if size + record.size / 2 > most:
            chunks.append([])
            size = 0.0
        chunks[-1].append(place)
        size += record.size
    return chunks


class _Worker:
    """One process, seen from the parent."""

    def __init__(self, context: ForkServerContext, recipe: Recipe) -> None:
        self._place: Any = context.RawArray("q", 2)
        self.pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=work, args=(recipe, theirs, self._place), name="copydesk-worker", daemon=True
        )
        self._process.start()
        theirs.close()
        self.chunk: _Chunk | None = None
        self._seen = (0, 0)
        self._seen_at = 0.0

    def await_ready(self) -> None:
        if not self.pipe.poll(_START_S) or self._received() is None:
            raise RuntimeError(f"a worker did not start (exit code {self.exit_code})")

    def give(self, chunk: _Chunk, records: Sequence[Record], enough_s: float) -> None:
        self._place[:] = (0, 0)
        self._seen, self._seen_at = (0, 0), time.monotonic()
        self.chunk = chunk
        with suppress(OSError):  # it died idle: the next look finds that
            self.pipe.send(Chunk([records[place] for place in chunk], enough_s))

    def adopt(self, sources: str) -> None:
        with suppress(OSError):
            self.pipe.send(Adopt(sources))

    def take(self) -> Done | None:
        """What came; None where the worker is gone."""
        received = self._received()
        return received if isinstance(received, Done) else None

    def _received(self) -> object:
        try:
            return self.pipe.recv()
        except (EOFError, OSError):
            return None

    def in_hand(self) -> tuple[int, int]:
        """The record's number in its chunk, and its stage's."""
        number, stage = self._place[:]
        return number, stage

    def moved(self) -> bool:
        """Whether the record in hand has changed since the last look."""
        seen = self.in_hand()
        if seen[0] == self._seen[0]:
            return False
        self._seen, self._seen_at = seen, time.monotonic()
        return True

    def seen_s(self) -> float:
        """Seconds since it was last seen to change; looks no closer."""
        return time.monotonic() - self._seen_at

    @property
    def exit_code(self) -> int | None:
        self._process.join(1)
        return self._process.exitcode

    def kill(self) -> None:
        self._process.kill()
        self._process.join()
        self.pipe.close()
