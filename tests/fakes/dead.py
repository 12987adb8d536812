"""The dead-letter topic and its replay group in memory.

It keeps the promises of service/dead/topic.py; tests/integration/test_replay.py holds it and Apache
Kafka to the same suite.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from service.dead.ledger import Mark
from service.errors import Fenced, Unavailable
from service.transport import Message, Partition, Record
from tests.fakes.memory import MemoryCluster

TOPIC = "articles.dead"


class MemoryGroup:
    """The broker's side of the replay group."""

    def __init__(self) -> None:
        self.marks: dict[Partition, Mark] = {}
        self.writer: MemoryDeadTopic | None = None
        self.transactions = 0


class MemoryDeadTopic:
    """See ``service.dead.topic.DeadTopic``."""

    group = "copydesk-replay"

    def __init__(
        self,
        cluster: MemoryCluster,
        group: MemoryGroup,
        *,
        writing: bool = True,
        batch: int = 500,
        fail_at: int | None = None,
    ) -> None:
        self._cluster = cluster
        self._group = group
        self._batch = batch
        self._fail_at = fail_at
        self.spans = {
            Partition(TOPIC, number): range(len(cluster.logs[Partition(TOPIC, number)]))
            for number in range(cluster.partitions)
        }
        if writing:
            group.writer = self

    def marks(self) -> Mapping[Partition, Mark]:
        return dict(self._group.marks)

    def read(self, starts: Mapping[Partition, int]) -> Iterator[Sequence[Record]]:
        for partition, start in starts.items():
            records = self._cluster.logs[partition][start : self.spans[partition].stop]
            for first in range(0, len(records), self._batch):
                yield records[first : first + self._batch]

    def publish(
        self, messages: Sequence[tuple[str, Message]], marks: Mapping[Partition, Mark]
    ) -> None:
        if self._group.writer is not self:
            raise Fenced("another replay has begun")
        if self._group.transactions == self._fail_at:
            raise Unavailable("told to fail")
        self._group.transactions += 1
        for topic, message in messages:
            self._cluster.append(topic, message)
        self._group.marks |= marks

    def close(self) -> None:
        """Nothing is open."""
