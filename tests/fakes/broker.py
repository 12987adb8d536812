"""A Kafka broker in memory: logs, a group's offsets, transactions and their fences.

As the real one, it answers requests and knows nothing of its clients; they are in
tests/fakes/client.py.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeVar

from kafka.errors import InvalidProducerEpochError, UnstableOffsetCommitError

from service.transport import Header, Message, Partition, Record
from tests.fakes.group import Group, Membership

T = TypeVar("T")

TIMESTAMP_MS = 1_700_000_000_000


class Request(StrEnum):
    """What a client asks of a broker."""

    JOIN = "join"
    LEAVE = "leave"
    READ_OFFSETS = "read_offsets"
    READ = "read"
    LOOK = "look"
    WRITE = "write"
    COMMIT_OFFSETS = "commit_offsets"
    OPEN_PRODUCER = "open_producer"
    ADD_OFFSETS = "add_offsets"
    COMMIT = "commit"
    ABORT = "abort"


class Line(Protocol):
    """The way from a client to the broker: where requests and answers can be lost."""

    def ask(self, request: Request, effect: Callable[[], T]) -> T:
        """Have the broker do something.

        Raises:
            KafkaError: It refused, or (KafkaTimeoutError) nobody knows.
        """
        ...

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        ...


class Wire:
    """A line on which nothing is lost, in no time."""

    def ask(self, request: Request, effect: Callable[[], T]) -> T:
        del request
        return effect()

    def wait(self, seconds: float) -> None: ...


@dataclass
class Transaction:
    """What a transactional producer has open."""

    written: list[tuple[Partition, int]] = field(default_factory=list)
    offsets: dict[Partition, int] = field(default_factory=dict)


class Broker:
    """One broker with all topics.

    Args:
        partitions: Of every topic.
        input_topic: What the group reads.
    """

    def __init__(self, partitions: int = 2, input_topic: str = "articles.raw") -> None:
        self.partitions = partitions
        self.input_topic = input_topic
        self.logs: dict[Partition, list[Record]] = defaultdict(list)
        self.committed: dict[Partition, int] = {}
        self.group = Group(partitions)
        self._epochs: dict[str, int] = {}
        self._open: dict[str, Transaction] = {}
        self._hidden: set[tuple[Partition, int]] = set()

    def append(
        self,
        topic: str,
        key: bytes | None,
        value: bytes | None,
        headers: Sequence[Header] = (),
        number: int | None = None,
    ) -> tuple[Partition, int]:
        """Write a record; returns where it went."""
        if number is None:
            number = zlib.crc32(key or b"") % self.partitions
        partition = Partition(topic, number)
        offset = len(self.logs[partition])
        self.logs[partition].append(
            Record(topic, number, offset, TIMESTAMP_MS, key, value, tuple(headers))
        )
        return partition, offset

    def read(self, topic: str) -> list[Record]:
        """Everything in a topic that is committed."""
        return [
            record
            for partition in sorted(self.logs)
            if partition.topic == topic
            for record in self.logs[partition]
            if (partition, record.offset) not in self._hidden
        ]

    def write(self, messages: Sequence[tuple[str, Message]]) -> None:
        """Write outside of any transaction."""
        for topic, message in messages:
            self.append(topic, message.key, message.value, message.headers)

    def commit_offsets(self, offsets: Mapping[Partition, int], membership: Membership) -> None:
        """Commit where the group's readers stand."""
        self.group.check(membership)
        self.committed |= offsets

    def read_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        """Say what is committed.

        Raises:
            UnstableOffsetCommitError: A transaction that is open may yet change it (KIP-447).
        """
        in_doubt = {p for transaction in self._open.values() for p in transaction.offsets}
        if in_doubt & set(partitions):
            raise UnstableOffsetCommitError
        return {p: self.committed[p] for p in partitions if p in self.committed}

    def open_producer(self, name: str) -> int:
        """Take a name over: abort what its last holder has open, and fence that one."""
        self._end(name)
        self._epochs[name] = self._epochs.get(name, -1) + 1
        return self._epochs[name]

    def time_out(self, name: str) -> bool:
        """Abort a transaction that is too old, and fence its producer; returns whether any is."""
        if name not in self._open:
            return False
        self.open_producer(name)
        return True

    def check_epoch(self, name: str, epoch: int) -> None:
        """Refuse a producer whose name was taken over."""
        if self._epochs[name] != epoch:
            raise InvalidProducerEpochError

    def add_messages(self, name: str, epoch: int, messages: Sequence[tuple[str, Message]]) -> None:
        """Write in a transaction: to be seen when it is committed."""
        self.check_epoch(name, epoch)
        transaction = self._open.setdefault(name, Transaction())
        for topic, message in messages:
            place = self.append(topic, message.key, message.value, message.headers)
            transaction.written.append(place)
            self._hidden.add(place)

    def add_offsets(
        self, name: str, epoch: int, offsets: Mapping[Partition, int], membership: Membership
    ) -> None:
        """Commit offsets in a transaction. One who claims no place in the group is not checked."""
        self.check_epoch(name, epoch)
        if membership != Membership():
            self.group.check(membership)
        self._open.setdefault(name, Transaction()).offsets |= offsets

    def commit(self, name: str, epoch: int) -> None:
        """Commit a transaction."""
        self.check_epoch(name, epoch)
        transaction = self._end(name)
        self._hidden -= set(transaction.written)
        self.committed |= transaction.offsets

    def abort(self, name: str, epoch: int) -> None:
        """Abort a transaction."""
        self.check_epoch(name, epoch)
        self._end(name)

    def _end(self, name: str) -> Transaction:
        return self._open.pop(name, Transaction())
