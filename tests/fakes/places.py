"""Partitions and offsets, in our words and in the client's."""

from __future__ import annotations

from collections.abc import Mapping

from kafka import OffsetAndMetadata, TopicPartition

from service.transport import Partition


def ours(partition: TopicPartition) -> Partition:
    return Partition(partition.topic, partition.partition)


def theirs(partition: Partition) -> TopicPartition:
    return TopicPartition(partition.topic, partition.number)


def standings(offsets: Mapping[TopicPartition, OffsetAndMetadata]) -> dict[Partition, int]:
    return {ours(partition): standing.offset for partition, standing in offsets.items()}
