"""The Kafka client's consumer in memory, as Copydesk calls it, with the client's own errors."""

from __future__ import annotations

from collections.abc import Iterable, KeysView, Mapping
from dataclasses import dataclass
from typing import Any

from kafka import OffsetAndMetadata, TopicPartition
from kafka.errors import CommitFailedError, KafkaTimeoutError, RetriableError

from service.transport import Header, Partition, Record
from tests.fakes.broker import Broker, Line, Request
from tests.fakes.group import NO_GENERATION, Membership
from tests.fakes.places import ours, standings, theirs


@dataclass(frozen=True, slots=True)
class Fetched:
    """A record as the client gives it."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: tuple[Header, ...]


class MemoryConsumer:
    """A member of the group."""

    def __init__(self, broker: Broker, line: Line, **config: Any) -> None:
        del config
        self._broker = broker
        self._line = line
        self._listener: Any = None
        self._membership = Membership()
        self._positions: dict[Partition, int | None] = {}
        """None: not asked for yet."""
        self._joining = True
        self._paused: set[Partition] = set()

    @property
    def member_id(self) -> str:
        """Its name in the group."""
        return self._membership.member_id

    def subscribe(self, topics: Iterable[str], listener: Any) -> None:
        del topics  # the broker knows the group's only one
        self._listener = listener

    def poll(self, timeout_ms: int, max_records: int) -> dict[TopicPartition, list[Fetched]]:
        """Join, ask where to read, read; whatever is not answered leaves it empty-handed."""
        records: dict[TopicPartition, list[Fetched]] = {}
        try:
            if self._join() and self._find_positions():
                records = self._line.ask(Request.READ, lambda: self._fetch(max_records))
        except KafkaTimeoutError:
            pass
        if not records:
            self._line.wait(timeout_ms / 1000)
        for partition, fetched in records.items():
            self._positions[ours(partition)] = fetched[-1].offset + 1
        return records

    def _join(self) -> bool:
        found = self._line.ask(Request.JOIN, lambda: self._broker.group.join(self.member_id))
        if found == self._membership and not self._joining:
            return True
        if self._positions or not self._joining:
            self._listener.on_partitions_revoked(self.assignment())
        self._joining = found.generation_id == NO_GENERATION
        self._membership = found
        share = [] if self._joining else self._broker.group.share(found.member_id)
        self._positions = {Partition(self._broker.input_topic, number): None for number in share}
        self._paused &= self._positions.keys()
        if not self._joining:
            self._listener.on_partitions_assigned(self.assignment())
        return not self._joining

    def _find_positions(self) -> bool:
        missing = [p for p, position in self._positions.items() if position is None]
        if missing:
            try:
                found = self._line.ask(
                    Request.READ_OFFSETS, lambda: self._broker.read_offsets(missing)
                )
            except RetriableError:
                return False
            self._positions |= {p: found.get(p, 0) for p in missing}
        return True

    def _fetch(self, max_records: int) -> dict[TopicPartition, list[Fetched]]:
        found: dict[TopicPartition, list[Fetched]] = {}
        for partition, position in self._positions.items():
            if partition in self._paused:
                continue
            records = self._broker.logs[partition][position:][:max_records]
            max_records -= len(records)
            if records:
                found[theirs(partition)] = [_fetched(record) for record in records]
        return found

    def forget(self) -> None:
        """Hear, between polls, that the group has gone on without it."""
        self._membership = Membership()

    def group_metadata(self) -> Membership:
        return self._membership

    def assignment(self) -> KeysView[TopicPartition]:
        """In order, as no set is: a history must be the same in every process."""
        return {theirs(partition): None for partition in self._positions}.keys()

    def pause(self, *partitions: TopicPartition) -> None:
        self._paused |= set(map(ours, partitions))

    def resume(self, *partitions: TopicPartition) -> None:
        self._paused -= set(map(ours, partitions))

    def seek(self, partition: TopicPartition, offset: int) -> None:
        self._positions[ours(partition)] = offset

    def committed(self, partition: TopicPartition, timeout_ms: int) -> int | None:
        del timeout_ms
        asked = ours(partition)
        try:
            found = self._line.ask(Request.READ_OFFSETS, lambda: self._broker.read_offsets([asked]))
        except RetriableError as error:  # the client asks again until its time is over
            raise KafkaTimeoutError from error
        return found.get(asked)

    def commit(self, offsets: Mapping[TopicPartition, OffsetAndMetadata], timeout_ms: int) -> None:
        del timeout_ms
        membership = self._membership
        if membership.generation_id == NO_GENERATION:
            raise CommitFailedError
        wanted = standings(offsets)
        self._line.ask(
            Request.COMMIT_OFFSETS, lambda: self._broker.commit_offsets(wanted, membership)
        )

    def end_offsets(
        self, partitions: Iterable[TopicPartition], timeout_ms: int
    ) -> dict[TopicPartition, int]:
        del timeout_ms
        return self._line.ask(
            Request.LOOK, lambda: {p: len(self._broker.logs[ours(p)]) for p in partitions}
        )

    def highwater(self, partition: TopicPartition) -> int:
        return len(self._broker.logs[ours(partition)])

    def position(self, partition: TopicPartition, timeout_ms: int) -> int | None:
        del timeout_ms
        return self._positions[ours(partition)]

    def close(self, *, autocommit: bool, timeout_ms: int) -> None:
        del autocommit, timeout_ms
        self._line.ask(Request.LEAVE, lambda: self._broker.group.leave(self.member_id))


def _fetched(record: Record) -> Fetched:
    return Fetched(
        record.topic,
        record.partition,
        record.offset,
        record.timestamp_ms,
        record.key,
        record.value,
        record.headers,
    )
