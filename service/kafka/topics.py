"""Whole topics: made, written and read from beginning to end. For demo, feeding and tests."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError, TopicAlreadyExistsError

from service.errors import Unavailable
from service.kafka.client import classed, make
from service.kafka.greeting import greet
from service.settings import Settings
from service.transport import Message, Record


def create_topics(
    settings: Settings, topics: Mapping[str, Mapping[str, str]], partitions: int
) -> None:
    """Create topics that do not exist yet.

    Args:
        settings: How to reach the cluster.
        topics: Configs by topic name.
        partitions: Of each.

    Raises:
        ConfigError: It does not let us in.
        TransportError: The cluster is away, or says no.
    """
    greet(settings)
    admin = make(KafkaAdminClient, settings)
    try:
        for name, configs in topics.items():
            wanted = {name: {"num_partitions": partitions, "configs": dict(configs)}}
            try:
                admin.create_topics(wanted, wait_for_metadata=True)
            except TopicAlreadyExistsError:
                continue
    except KafkaError as error:
        raise classed(error, "creating topics") from error
    finally:
        admin.close()


def write_topic(
    settings: Settings, topic: str, messages: Iterable[Message], partition: int | None = None
) -> int:
    """Write messages and wait until all are durable.

    Args:
        settings: How to reach the cluster.
        topic: Where to.
        messages: With key or value, or both; taken one by one, without end if they have none.
        partition: Which one; None leaves it to the key.
    Returns:
        How many.

    Raises:
        ConfigError: It does not let us in.
        TransportError: The cluster is away, or says no.
    """
    greet(settings)
    producer = make(
        KafkaProducer,
        settings,
        acks="all",
        batch_size=262_144,
        linger_ms=5,
        max_request_size=2**31 - 1,
    )
    try:
        written, under_way = 0, deque[Any]()
        for m in messages:
            under_way.append(producer.send(topic, m.value, m.key, list(m.headers), partition))
            written += 1
            while under_way and under_way[0].is_done:
                under_way.popleft().get(timeout=0)
        for future in under_way:
            future.get(timeout=60)
    except KafkaError as error:
        raise classed(error, f"writing {topic}") from error
    finally:
        producer.close()
    return written


def read_topic(settings: Settings, topic: str, timeout_s: float = 60.0) -> list[Record]:
    """Read what is committed in a topic now, partition by partition.

    A transaction that is open is waited for. A commit that was answered is one of those for a
    moment: the broker answers as soon as it has decided, then tells the partitions, and until it
    has told one, readers of committed data see its end before the transaction.

    Args:
        settings: How to reach the cluster.
        topic: Which one.
        timeout_s: How long at most; longer than ``transaction_timeout_ms`` to outwait a transaction
            that a killed process left open.

    Raises:
        TransportError: The cluster is away, or the end was not reached in time.
    """
    deadline = time.monotonic() + timeout_s
    consumer = make(
        KafkaConsumer,
        settings,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        max_partition_fetch_bytes=16_777_216,
    )
    try:
        numbers = sorted(consumer.partitions_for_topic(topic) or ())
        partitions = [TopicPartition(topic, number) for number in numbers]
        consumer.assign(partitions)
        consumer.seek_to_beginning(*partitions)
        return _read_up_to(consumer, _ends(settings, partitions), deadline)
    except KafkaError as error:
        raise classed(error, f"reading {topic}") from error
    finally:
        consumer.close()


def _ends(settings: Settings, partitions: Sequence[Any]) -> Mapping[Any, int]:
    """Ask for the ends of everything written, open transactions too."""
    consumer = make(KafkaConsumer, settings, isolation_level="read_uncommitted")
    try:
        found: Mapping[Any, int] = consumer.end_offsets(partitions, timeout_ms=10_000)
    finally:
        consumer.close()
    return found


def _read_up_to(consumer: Any, ends: Mapping[Any, int], deadline: float) -> list[Record]:
    found: list[Record] = []
    while any(consumer.position(p, timeout_ms=5_000) < end for p, end in ends.items()):
        if time.monotonic() > deadline:
            raise Unavailable("the end of the topic was not reached in time")
        for records in consumer.poll(timeout_ms=200, max_records=5_000).values():
            found.extend(
                Record(
                    r.topic, r.partition, r.offset, r.timestamp, r.key, r.value, tuple(r.headers)
                )
                for r in records
            )
    return sorted(found, key=lambda r: (r.partition, r.offset))


def committed(settings: Settings) -> int:
    """Count what the group has behind it: the sum of its committed offsets.

    Raises:
        TransportError: The cluster is away, or says no.
    """
    consumer = make(
        KafkaConsumer, settings, group_id=settings.group_id, isolation_level="read_committed"
    )
    try:
        numbers = consumer.partitions_for_topic(settings.input_topic) or ()
        partitions = [TopicPartition(settings.input_topic, number) for number in numbers]
        return sum(consumer.committed(p, timeout_ms=30_000) or 0 for p in partitions)
    except KafkaError as error:
        raise classed(error, "reading committed offsets") from error
    finally:
        consumer.close(autocommit=False)
