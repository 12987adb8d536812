"""The dead-letter topic on Kafka: read as it stands, sent back with the replay group's offsets."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError

from service.dead.ledger import Mark
from service.errors import ConfigError, Expelled, Fenced, TransportError, Unavailable
from service.kafka.client import classed, make, within
from service.kafka.greeting import greet
from service.kafka.transport import record_of
from service.kafka.writers import TransactionWriter
from service.settings import Settings
from service.transport import Message, Partition, Record

_ANSWER_MS = 15_000
_SILENCE_S = 30.0
"""Without a record for so long, the end will not be reached."""


class KafkaDeadTopic:
    """See ``service.dead.topic.DeadTopic``.

    Args:
        settings: Cluster, topic, group.
        writing: Whether it will publish. Then it is the only one of its group: an earlier one's
            open transaction is ended, and its next one refused.

    Raises:
        ConfigError: The topic does not exist, or the cluster does not let us in.
        TransportError: The cluster is away, or says no.
    """

    def __init__(self, settings: Settings, *, writing: bool) -> None:
        self.group = f"{settings.group_id}-replay"
        self._settings = settings.model_copy(update={"group_id": self.group, "instance_id": "one"})
        self._name = settings.dead_letter_topic
        self._known = {self._name}
        self._writer = TransactionWriter(self._settings, lambda: None)
        self._consumer: Any = None
        greet(settings)
        try:
            self._consumer = _consumer(self._settings)
            self.spans = self._spans()
            if writing:
                self._writer.open()  # before the marks are read: then they are final
        except (KafkaError, TransportError, ConfigError) as error:
            self.close()
            if isinstance(error, ConfigError):
                raise
            raise classed(error, f"opening {self._name}") from error

    def _spans(self) -> Mapping[Partition, range]:
        self._require(self._name, "COPYDESK_DEAD_LETTER_TOPIC", "READ")
        numbers = sorted(self._consumer.partitions_for_topic(self._name))
        partitions = [TopicPartition(self._name, number) for number in numbers]
        starts = self._consumer.beginning_offsets(partitions, timeout_ms=_ANSWER_MS)
        ends = self._consumer.end_offsets(partitions, timeout_ms=_ANSWER_MS)
        return {Partition(self._name, p.partition): range(starts[p], ends[p]) for p in partitions}

    def _require(self, topic: str, named_by: str, right: str) -> None:
        if not self._consumer.partitions_for_topic(topic):
            raise ConfigError(
                f"{named_by}: topic {topic} does not exist, or this user lacks {right} on it"
            )

    def marks(self) -> Mapping[Partition, Mark]:
        """See ``DeadTopic``."""
        marks = {}
        try:
            for partition in self.spans:
                found = self._consumer.committed(
                    TopicPartition(*partition), metadata=True, timeout_ms=_ANSWER_MS
                )
                if found is not None and found.offset >= 0:
                    marks[partition] = Mark(found.offset, found.metadata or "")
        except KafkaError as error:
            raise classed(error, f"reading the offsets of group {self.group}") from error
        return marks

    def read(self, starts: Mapping[Partition, int]) -> Iterator[Sequence[Record]]:
        """See ``DeadTopic``."""
        left = {p for p, start in starts.items() if start < self.spans[p].stop}
        try:
            reading = [TopicPartition(*partition) for partition in left]
            self._consumer.assign(reading)
            self._consumer.resume(*reading)  # an earlier read has paused what it read to the end
            for partition in left:
                self._consumer.seek(TopicPartition(*partition), starts[partition])
            heard_at = time.monotonic()
            while left:
                polled = self._consumer.poll(timeout_ms=200)
                records = [record_of(r) for batch in polled.values() for r in batch]
                records = [r for r in records if r.offset < self.spans[r.origin].stop]
                if records:
                    yield records
                    heard_at = time.monotonic()
                left = {p for p in left if not self._reached(p)}
                if time.monotonic() - heard_at > _SILENCE_S:
                    raise Unavailable(f"reading {self._name}: nothing for {_SILENCE_S:g} s")
        except (KafkaError, UnicodeDecodeError) as error:
            raise classed(error, f"reading {self._name}") from error

    def _reached(self, partition: Partition) -> bool:
        """Whether a partition was read to its end; what arrives behind it is not fetched."""
        reading = TopicPartition(*partition)
        at = self._consumer.position(reading, timeout_ms=_ANSWER_MS)
        reached = bool(at >= self.spans[partition].stop)
        if reached:
            self._consumer.pause(reading)
        return reached

    def publish(
        self, messages: Sequence[tuple[str, Message]], marks: Mapping[Partition, Mark]
    ) -> None:
        """See ``DeadTopic``."""
        for topic in {topic for topic, _ in messages} - self._known:
            self._require(topic, "some letters came from it (--topic filters)", "WRITE")
            self._known.add(topic)
        offsets = {partition: mark.offset for partition, mark in marks.items()}
        notes = {partition: mark.note for partition, mark in marks.items()}
        try:
            self._writer.write(messages, offsets, self.group, notes)
        except Fenced as error:
            raise Fenced(
                f"another replay of group {self.group} has begun; this one stopped. What it sent "
                "is on record, and the other goes on from there"
            ) from error
        except Expelled as error:
            raise Expelled(
                f"group {self.group} has members: something else consumes in the replay's name. "
                "Stop it"
            ) from error

    def close(self) -> None:
        """See ``DeadTopic``."""
        self._writer.close()
        if self._consumer is not None:
            try:
                within(_ANSWER_MS / 1000, "closing", self._closed)
            except (KafkaError, TransportError):
                return

    def _closed(self) -> bool:
        self._consumer.close(autocommit=False)
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _consumer(settings: Settings) -> Any:
    """Make a consumer outside of any group's membership; it only looks at the group's offsets."""
    return make(
        KafkaConsumer,
        settings,
        group_id=settings.group_id,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset="earliest",
        max_poll_records=settings.batch_max_records,
        fetch_max_bytes=settings.batch_max_bytes,
        max_partition_fetch_bytes=min(settings.batch_max_bytes, 4_194_304),
        request_timeout_ms=_ANSWER_MS,
        allow_auto_create_topics=False,
        metrics_enabled=False,
    )
