"""The seam between the stream and the core: Record, Source, Sink.

Kafka stands behind it in production, a fake in memory behind it in tests; one
suite (tests/integration/test_transport.py) holds both to what is said here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from service.outcome import Outcome

Header = tuple[str, bytes | None]


class Partition(NamedTuple):
    """One partition of one topic."""

    topic: str
    number: int


@dataclass(frozen=True, slots=True)
class Record:
    """One record as it was read, bytes untouched."""

    topic: str
    partition: int
    offset: int
    timestamp_ms: int
    """Since 1970; -1 where the record has none."""
    key: bytes | None
    value: bytes | None
    headers: tuple[Header, ...] = ()

    @property
    def size(self) -> int:
        """Bytes of key, value and headers."""
        return (
            len(self.key or b"")
            + len(self.value or b"")
            + sum(len(name) + len(value or b"") for name, value in self.headers)
        )

    @property
    def place(self) -> str:
        """``topic/partition@offset``."""
        return f"{self.topic}/{self.partition}@{self.offset}"

    @property
    def origin(self) -> Partition:
        """The partition it was read from."""
        return Partition(self.topic, self.partition)


@dataclass(frozen=True, slots=True)
class Message:
    """One record to be written."""

    key: bytes | None
    value: bytes | None
    headers: tuple[Header, ...]


class Source(Protocol):
    """Where records come from: a member of a consumer group."""

    def poll(self) -> Sequence[Record]:
        """Take the next batch, in order within each partition.

        Returns:
            At most the configured number of records and bytes (but always at least one record
            when there is one); empty when nothing arrived in the poll's time.

        Raises:
            Unavailable: The cluster has not answered for longer than a poll should take.
            Refused: The cluster answers, but will not serve us.
        """
        ...

    def hold(self) -> None:
        """Take nothing for the time of a poll, but stay a member of the group.

        Raises:
            Unavailable, Refused: As ``poll``.
        """
        ...

    def rewind(self, records: Sequence[Record]) -> None:
        """Forget that ``records`` were polled: the next polls give them again.

        Records of partitions that went to another member meanwhile stay with it.
        """
        ...

    def put_back(self, records: Sequence[Record]) -> None:
        """Give the end of a batch again with the next poll; what was before it is published.

        Unlike ``rewind`` nothing has failed. Records of partitions that went to another member
        meanwhile stay with it.
        """
        ...

    def lag(self) -> Mapping[Partition, int]:
        """Records not yet read in each owned partition; one that is unknown is absent."""
        ...

    def assigned(self) -> bool:
        """Whether the group has given this member its share (which may be nothing)."""
        ...

    def close(self) -> None:
        """Leave the group at once, so that others take over without waiting."""
        ...


class Sink(Protocol):
    """Where outcomes go: the output topic, the dead-letter topic and the group's offsets."""

    def publish(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> None:
        """Make the outcomes of a batch durable, then (or together) the offsets behind it.

        Args:
            records: The batch as polled, or its first records.
            outcomes: One for each record, in the same order.

        Raises:
            Unavailable: Nothing of the batch counts, or nobody knows whether it does; after
                ``rewind`` the next poll goes on from what is committed.
            Fenced: Another instance took this one's place; nothing of the batch counts.
            Expelled: The group gave this member's share away; nothing of the batch counts.
            Refused: The cluster will not take it, and trying again will not help.
        """
        ...

    def close(self) -> None:
        """Give up what is open. Never raises."""
        ...


def last_offsets(records: Iterable[Record]) -> dict[Partition, int]:
    """Where each partition's reader stands after the batch: its highest offset plus one."""
    return {record.origin: record.offset + 1 for record in records}


def first_offsets(records: Iterable[Record]) -> dict[Partition, int]:
    """Where each partition's reader stood before the batch."""
    first: dict[Partition, int] = {}
    for record in records:
        first.setdefault(record.origin, record.offset)
    return first
