"""Committed batches -> the few facts the live page shows, bounded, from any thread."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from service.executor import Processed
from service.live.rhythm import Heard, Rhythms
from service.outcome import KINDS, Enriched, Rejected
from service.transport import Record

MAX_SAMPLES = 24
_ARTICLE_BYTES, _TEXT_BYTES, _REJECT_BYTES = 131_072, 65_536, 240
"""Larger articles are not shown, larger texts not beside their article: 24 of both are 4.7 MB."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An article as it was written, and the record it came from."""

    article: bytes
    place: str
    record: Record | None
    """None where it is too large to be kept."""
    committed_at: float


@dataclass(frozen=True, slots=True)
class Reject:
    """The latest rejected record of a reason."""

    detail: str
    place: str
    size: int
    head: bytes
    """Its first bytes."""
    committed_at: float


@dataclass(frozen=True, slots=True)
class Ages:
    """From records' timestamps until they were committed."""

    count: int = 0
    sum_s: float = 0.0
    max_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Facts:
    """The sums at one moment."""

    outcomes: Mapping[str, int]
    """By kind, since the start."""
    ages: Ages
    """Of what was committed since the last look."""

    @property
    def consumed(self) -> int:
        """Records, counted by themselves."""
        return self.outcomes["consumed"]


class Window:
    """Told of every batch by the loop, asked by the page.

    Its cost for the loop is some microseconds a record, its memory bounded: counts by closed sets,
    one reject for each reason, sources up to a limit, and samples of articles, the latest ones. An
    article is only referred to here; it is read when somebody looks, by who looks.

    Args:
        clock: Seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._outcomes = Counter(dict.fromkeys(("consumed", *KINDS), 0))
        self._ages = Ages()
        self._rejected: dict[tuple[str, str], tuple[int, Reject]] = {}
        self._rhythms = Rhythms()
        self._samples: deque[Sample] = deque(maxlen=MAX_SAMPLES)

    def observe(self, records: Sequence[Record], processed: Sequence[Processed]) -> None:
        """Take note of a batch that was committed.

        Args:
            records: The batch.
            processed: One for each record.
        """
        now = self._clock()
        enriched: list[tuple[Record, Enriched]] = []
        with self._lock:
            self._outcomes["consumed"] += len(records)
            self._ages = _aged(self._ages, records, now)
            for record, item in zip(records, processed, strict=True):
                outcome = item.outcome
                self._outcomes[outcome.kind] += 1
                if isinstance(outcome, Enriched):
                    enriched.append((record, outcome))
                elif isinstance(outcome, Rejected):
                    self._reject(record, outcome, now)
            self._rhythms.hear(
                (
                    outcome.publisher,
                    min(now, record.timestamp_ms / 1000) if record.timestamp_ms >= 0 else now,
                )
                for record, outcome in enriched
            )
            self._sample(enriched, now)

    def _reject(self, record: Record, outcome: Rejected, now: float) -> None:
        key = (outcome.stage.value, outcome.reason.value)
        count = self._rejected[key][0] if key in self._rejected else 0
        head = (record.value or b"")[:_REJECT_BYTES]
        self._rejected[key] = (
            count + 1,
            Reject(outcome.detail, record.place, len(record.value or b""), head, now),
        )

    def _sample(self, enriched: Sequence[tuple[Record, Enriched]], now: float) -> None:
        """Take articles from all over the batch, no more than are kept."""
        step = max(1, len(enriched) // MAX_SAMPLES)
        for record, outcome in enriched[::step]:
            article = outcome.message.value or b""
            if len(article) <= _ARTICLE_BYTES:
                kept = record if record.size <= _TEXT_BYTES else None
                self._samples.append(Sample(article, record.place, kept, now))

    def look(self) -> Facts:
        """The sums, and the ages since the last look."""
        with self._lock:
            ages, self._ages = self._ages, Ages()
            return Facts(dict(self._outcomes), ages)

    def rejects(self) -> list[tuple[str, str, int, Reject]]:
        """Stage, reason, how many, and the latest; the commonest first."""
        with self._lock:
            found = [(*key, count, latest) for key, (count, latest) in self._rejected.items()]
        return sorted(found, key=lambda row: -row[2])

    def heard(self) -> tuple[list[Heard], float]:
        """Every source that is remembered, and the time of the newest record, since 1970."""
        with self._lock:
            return self._rhythms.heard(), self._rhythms.newest_at

    def take(self, most: int) -> list[Sample]:
        """Take samples out, the oldest first."""
        with self._lock:
            return [self._samples.popleft() for _ in range(min(most, len(self._samples)))]


def _aged(ages: Ages, records: Sequence[Record], now: float) -> Ages:
    stamps = [record.timestamp_ms for record in records if record.timestamp_ms >= 0]
    found = [max(0.0, now - stamp / 1000) for stamp in stamps]
    return Ages(ages.count + len(found), ages.sum_s + sum(found), max(ages.max_s, *found, 0.0))
