"""One suite for the seam of dead letters: the fake in memory and Apache Kafka keep its promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import pytest

from service import kafka
from service.dead.ledger import Mark
from service.dead.topic import DeadTopic
from service.errors import Fenced
from service.settings import Settings
from service.transport import Message, Partition, Record
from tests.dead import letter
from tests.fakes.dead import TOPIC, MemoryDeadTopic, MemoryGroup
from tests.fakes.memory import MemoryCluster


class World(Protocol):
    """A dead-letter topic of two partitions, a topic letters came from, a replay group."""

    origin: str

    def write(self, message: Message, partition: int) -> None: ...
    def open(self, *, writing: bool = True) -> DeadTopic: ...
    def sent(self) -> list[Record]: ...


class MemoryWorld:
    origin = "articles.raw"

    def __init__(self) -> None:
        self._cluster = MemoryCluster(partitions=2)
        self._group = MemoryGroup()

    def write(self, message: Message, partition: int) -> None:
        self._cluster.append(TOPIC, message, partition)

    def open(self, *, writing: bool = True) -> DeadTopic:
        return MemoryDeadTopic(self._cluster, self._group, writing=writing)

    def sent(self) -> list[Record]:
        return self._cluster.read(self.origin)


class KafkaWorld:
    def __init__(self, settings: Settings) -> None:
        self.origin = settings.input_topic
        self._settings = settings
        self._opened: list[DeadTopic] = []

    def write(self, message: Message, partition: int) -> None:
        kafka.write_topic(self._settings, self._settings.dead_letter_topic, [message], partition)

    def open(self, *, writing: bool = True) -> DeadTopic:
        self._opened.append(kafka.KafkaDeadTopic(self._settings, writing=writing))
        return self._opened[-1]

    def sent(self) -> list[Record]:
        return kafka.read_topic(self._settings, self.origin)

    def close(self) -> None:
        for opened in self._opened:
            opened.close()


@pytest.fixture(params=["memory", pytest.param("kafka", marks=pytest.mark.integration)])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "memory":
        yield MemoryWorld()
        return
    made = KafkaWorld(request.getfixturevalue("settings"))
    yield made
    made.close()


def partitions(topic: DeadTopic) -> list[Partition]:
    return sorted(topic.spans)


def test_it_reads_what_is_there_when_it_is_opened_from_where_it_is_told(world: World) -> None:
    for number in range(6):
        world.write(letter(number), number % 2)
    topic = world.open(writing=False)
    world.write(letter(6), 0)
    first, second = partitions(topic)
    assert topic.spans == {first: range(3), second: range(3)}
    read = [record for batch in topic.read({first: 1, second: 0}) for record in batch]
    numbers = {p: [int(r.key or b"") for r in read if r.origin == p] for p in (first, second)}
    assert numbers == {first: [2, 4], second: [1, 3, 5]}
    alone = [record.offset for batch in topic.read({second: 2}) for record in batch]
    assert alone == [2]
    assert list(topic.read({first: 3})) == []


def test_bytes_headers_and_times_are_read_as_they_stand(world: World) -> None:
    made = letter(3, value=b"\x00\xff")
    world.write(made, 0)
    topic = world.open(writing=False)
    (batch,) = topic.read({partitions(topic)[0]: 0})
    assert (batch[0].key, batch[0].value, batch[0].headers) == (b"3", b"\x00\xff", made.headers)
    assert batch[0].timestamp_ms > 0


def test_messages_and_marks_are_one(world: World) -> None:
    world.write(letter(0), 0)
    topic = world.open()
    first, second = partitions(topic)
    assert topic.marks() == {}
    topic.publish(
        [(world.origin, Message(b"k", b"v", (("h", b"\xff"),)))], {first: Mark(1, "note")}
    )
    topic.publish([], {second: Mark(0)})
    (sent,) = world.sent()
    assert (sent.key, sent.value, sent.headers) == (b"k", b"v", (("h", b"\xff"),))
    assert world.open(writing=False).marks() == {first: Mark(1, "note"), second: Mark(0)}


def test_one_that_is_opened_for_writing_ends_the_one_before_and_a_reader_does_not(
    world: World,
) -> None:
    world.write(letter(0), 0)
    elder = world.open()
    mark = {partitions(elder)[0]: Mark(1)}
    elder.publish([(world.origin, Message(b"1", b"", ()))], mark)
    world.open(writing=False)
    elder.publish([(world.origin, Message(b"2", b"", ()))], mark)
    younger = world.open()
    with pytest.raises(Fenced):
        elder.publish([(world.origin, Message(b"3", b"", ()))], mark)
    younger.publish([(world.origin, Message(b"4", b"", ()))], mark)
    assert sorted(record.key or b"" for record in world.sent()) == [b"1", b"2", b"4"]
