"""What stands around the loop and the transport: the core, the stop, and a sink that takes notes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from schemas.dead_letter import Reason, Stage
from service.executor import Processed
from service.kafka.transport import KafkaTransport
from service.outcome import Enriched, Outcome, Rejected, Skipped
from service.transport import Message, Record

_PAUSE_S = 2.0


@dataclass(frozen=True, slots=True)
class Judge:
    """The core in one line: the value says what the outcome is.

    Args:
        work: It takes its time, and says how many of so many records are done then.
    """

    work: Callable[[int], int]

    def map(self, records: Sequence[Record]) -> list[Processed]:
        done = self.work(len(records))
        return [Processed(_outcome(record), {}) for record in records[:done]]

    def adopt(self, sources: str) -> None: ...

    def in_hand(self) -> list[str]:
        return []

    def close(self) -> None: ...


def _outcome(record: Record) -> Outcome:
    if record.value is None:
        return Skipped()
    if record.value.startswith(b"bad"):
        return Rejected(Stage.DECODE, Reason.INVALID_JSON, "bad")
    return Enriched(Message(record.key, record.value, record.headers))


class Stop(threading.Event):
    """A stop whose waits take only the instance's own time, and always as much.

    Args:
        wait: Lets it pass.
    """

    def __init__(self, wait: Callable[[float], None]) -> None:
        super().__init__()
        self._wait = wait

    def wait(self, timeout: float | None = None) -> bool:
        del timeout  # has chance in it
        self._wait(_PAUSE_S)
        return self.is_set()


@dataclass(slots=True)
class Batch:
    """Records that an instance had in hand to publish."""

    records: Sequence[Record]
    published: bool = False
    """Whether it learned that they are."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A sink that notes its batches."""

    transport: KafkaTransport
    batches: list[Batch]

    def publish(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> None:
        batch = Batch(records)
        self.batches.append(batch)
        self.transport.publish(records, outcomes)
        batch.published = True

    def close(self) -> None:
        self.transport.close()
