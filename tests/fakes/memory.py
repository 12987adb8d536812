"""A Kafka cluster in memory: partitions, groups with generations, transactions, outages.

It keeps the promises of service/transport.py; tests/integration/test_transport.py holds it and
Apache Kafka to the same suite.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service import letters
from service.errors import Expelled, Fenced, Unavailable
from service.outcome import Outcome
from service.transport import Message, Partition, Record, first_offsets, last_offsets


@dataclass
class MemoryCluster:
    """The broker's side: logs and committed offsets."""

    partitions: int = 2
    logs: dict[Partition, list[Record]] = field(default_factory=lambda: defaultdict(list))
    committed: dict[Partition, int] = field(default_factory=dict)
    members: list[MemoryTransport] = field(default_factory=list)
    away: bool = False

    def append(self, topic: str, message: Message, partition: int | None = None) -> None:
        number = hash(message.key) % self.partitions if partition is None else partition
        log = self.logs[Partition(topic, number)]
        log.append(
            Record(
                topic,
                number,
                len(log),
                1_700_000_000_000,
                message.key,
                message.value,
                message.headers,
            )
        )

    def read(self, topic: str) -> list[Record]:
        return [
            record
            for partition in sorted(self.logs)
            if partition.topic == topic
            for record in self.logs[partition]
        ]

    def expel(self, instance_id: str) -> None:
        """Take a member out of the group without telling it."""
        self.members = [m for m in self.members if m.instance_id != instance_id]

    def owned(self, member: MemoryTransport) -> list[Partition]:
        if member not in self.members:
            return []
        place, count = self.members.index(member), len(self.members)
        return [
            Partition(member.input_topic, n) for n in range(self.partitions) if n % count == place
        ]


class MemoryTransport:
    """A member of the group: Source and Sink in memory."""

    def __init__(
        self,
        cluster: MemoryCluster,
        *,
        input_topic: str = "articles.raw",
        output_topic: str = "articles.enriched",
        dead_letter_topic: str = "articles.dead",
        instance_id: str = "one",
        max_records: int = 500,
        max_bytes: int = 16_777_216,
    ) -> None:
        self.input_topic = input_topic
        self.instance_id = instance_id
        self._cluster = cluster
        self._output_topic = output_topic
        self._dead_letter_topic = dead_letter_topic
        self._max_records = max_records
        self._max_bytes = max_bytes
        self._positions: dict[Partition, int] = {}
        self._fenced = False
        self._outage = False
        self.fail_next_publish = False
        for other in cluster.members:
            if other.instance_id == instance_id:
                other._fenced = True
        cluster.members = [m for m in cluster.members if not m._fenced]
        self._join()

    def _join(self) -> None:
        self._cluster.members.append(self)
        self._rebalance()

    def _rebalance(self) -> None:
        for member in self._cluster.members:
            member._positions = {
                p: self._cluster.committed.get(p, 0) for p in self._cluster.owned(member)
            }

    def _require_cluster(self) -> None:
        if self._cluster.away:
            raise Unavailable("the cluster in memory is away")

    def poll(self) -> Sequence[Record]:
        self._require_cluster()
        if self not in self._cluster.members and not self._fenced:
            self._join()
        batch: list[Record] = []
        size = 0
        for partition, position in self._positions.items():
            for record in self._cluster.logs[partition][position:]:
                size += record.size
                if len(batch) >= self._max_records or (batch and size > self._max_bytes):
                    return self._advance(batch)
                batch.append(record)
        return self._advance(batch)

    def _advance(self, batch: list[Record]) -> list[Record]:
        self._positions |= last_offsets(batch)
        return batch

    def hold(self) -> None:
        self._require_cluster()
        if self not in self._cluster.members and not self._fenced:
            self._join()

    def rewind(self, records: Sequence[Record]) -> None:
        self.put_back(records)
        self._outage = True

    def put_back(self, records: Sequence[Record]) -> None:
        for partition, offset in first_offsets(records).items():
            if partition in self._positions:
                self._positions[partition] = offset

    def lag(self) -> Mapping[Partition, int]:
        return {
            partition: len(self._cluster.logs[partition]) - position
            for partition, position in self._positions.items()
        }

    def assigned(self) -> bool:
        return self in self._cluster.members

    def publish(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> None:
        messages = letters.address(
            records,
            outcomes,
            output_topic=self._output_topic,
            dead_letter_topic=self._dead_letter_topic,
        )
        self._require_cluster()
        if self.fail_next_publish:
            self.fail_next_publish = False
            raise Unavailable("told to fail")
        if self._fenced:
            raise Fenced(f"{self.instance_id} was fenced")
        if not set(last_offsets(records)) <= set(self._cluster.owned(self)):
            raise Unavailable("joining anew") if self._outage else Expelled("expelled")
        for topic, message in messages:
            self._cluster.append(topic, message)
        self._cluster.committed |= last_offsets(records)
        self._outage = False

    def close(self) -> None:
        if self in self._cluster.members:
            self._cluster.members.remove(self)
            self._rebalance()
