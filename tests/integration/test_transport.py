"""One suite for the seam: what is in memory and Apache Kafka keep the same promises.

In memory stand a whole transport (tests/fakes/memory.py), and the service's own on a client and
a broker in memory (tests/fakes/client.py), which the simulation runs on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Protocol

import pytest

from schemas.dead_letter import DeadLetter, Reason, Stage
from service import kafka
from service.errors import Expelled, Fenced, Unavailable
from service.outcome import Enriched, Outcome, Rejected, Skipped
from service.settings import Settings
from service.transport import Header, Message, Record, Sink, Source
from tests.cluster import expel
from tests.fakes.broker import Broker
from tests.fakes.client import client
from tests.fakes.memory import MemoryCluster, MemoryTransport

DEADLINE_S = 30.0


class Transport(Source, Sink, Protocol):
    """Both ends."""


class World(Protocol):
    """A cluster with the service's three topics."""

    def write(
        self, value: bytes | None, key: bytes | None = b"k", headers: tuple[Header, ...] = ()
    ) -> None: ...
    def join(self, instance_id: str = "one", **limits: Any) -> Transport: ...
    def expel(self, instance_id: str) -> None: ...
    def outputs(self) -> list[Record]: ...
    def dead_letters(self) -> list[Record]: ...


class MemoryWorld:
    def __init__(self) -> None:
        self._cluster = MemoryCluster(partitions=2)
        self._written = 0

    def write(
        self, value: bytes | None, key: bytes | None = b"k", headers: tuple[Header, ...] = ()
    ) -> None:
        self._cluster.append("articles.raw", Message(key, value, headers), self._written % 2)
        self._written += 1

    def join(self, instance_id: str = "one", **limits: Any) -> Transport:
        names = {"batch_max_records": "max_records", "batch_max_bytes": "max_bytes"}
        given = {names[name]: value for name, value in limits.items()}
        return MemoryTransport(self._cluster, instance_id=instance_id, **given)

    def expel(self, instance_id: str) -> None:
        self._cluster.expel(instance_id)

    def outputs(self) -> list[Record]:
        return self._cluster.read("articles.enriched")

    def dead_letters(self) -> list[Record]:
        return self._cluster.read("articles.dead")


class ClientWorld:
    """The service's own transport on a client in memory."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._broker = Broker(partitions=2)
        self._written = 0
        self._joined: dict[str, kafka.KafkaTransport] = {}

    def write(
        self, value: bytes | None, key: bytes | None = b"k", headers: tuple[Header, ...] = ()
    ) -> None:
        self._broker.append("articles.raw", key, value, headers, self._written % 2)
        self._written += 1

    def join(self, instance_id: str = "one", **limits: Any) -> Transport:
        settings = self._settings.model_copy(update={"instance_id": instance_id} | limits)
        transport = kafka.connect(settings, lambda _: None, client(self._broker))
        self._joined[instance_id] = transport
        return transport

    def expel(self, instance_id: str) -> None:
        self._broker.group.leave(self._joined[instance_id]._consumer.member_id)

    def outputs(self) -> list[Record]:
        return self._broker.read("articles.enriched")

    def dead_letters(self) -> list[Record]:
        return self._broker.read("articles.dead")


class KafkaWorld:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._written = 0
        self._joined: list[kafka.KafkaTransport] = []

    def write(
        self, value: bytes | None, key: bytes | None = b"k", headers: tuple[Header, ...] = ()
    ) -> None:
        topic = self._settings.input_topic
        kafka.write_topic(
            self._settings, topic, [Message(key, value, headers)], partition=self._written % 2
        )
        self._written += 1

    def join(self, instance_id: str = "one", **limits: Any) -> Transport:
        settings = self._settings.model_copy(update={"instance_id": instance_id} | limits)
        transport = kafka.connect(settings, lambda _: None)
        self._joined.append(transport)
        return transport

    def expel(self, instance_id: str) -> None:
        expel(self._settings.model_copy(update={"instance_id": instance_id}))

    def outputs(self) -> list[Record]:
        return kafka.read_topic(self._settings, self._settings.output_topic)

    def dead_letters(self) -> list[Record]:
        return kafka.read_topic(self._settings, self._settings.dead_letter_topic)

    def close(self) -> None:
        for transport in self._joined:
            transport.close()


@pytest.fixture(
    params=[
        "memory",
        "client_exactly_once",
        "client_at_least_once",
        pytest.param("exactly_once", marks=pytest.mark.integration),
        pytest.param("at_least_once", marks=pytest.mark.integration),
    ]
)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    if request.param == "memory":
        yield MemoryWorld()
        return
    if request.param.startswith("client_"):
        yield ClientWorld(Settings(delivery=request.param.removeprefix("client_")))
        return
    settings: Settings = request.getfixturevalue("settings")
    made = KafkaWorld(settings.model_copy(update={"delivery": request.param}))
    yield made
    made.close()


def take(transport: Transport, count: int) -> list[Record]:
    """Poll until so many records are there (joining a group takes some polls)."""
    taken: list[Record] = []
    deadline = time.monotonic() + DEADLINE_S
    while len(taken) < count:
        assert time.monotonic() < deadline, f"{len(taken)} of {count} records in time"
        taken += transport.poll()
    return taken


def until(holds: Callable[[], bool], *transports: Transport) -> None:
    """Poll until a condition holds; nothing may arrive meanwhile."""
    deadline = time.monotonic() + DEADLINE_S
    while not holds():
        assert time.monotonic() < deadline, "the condition did not come to hold"
        for transport in transports:
            transport.rewind(transport.poll())


def enriched(record: Record) -> Outcome:
    return Enriched(Message(record.key, b"out:" + (record.value or b""), record.headers))


def publish_all(transport: Transport, records: Sequence[Record]) -> None:
    transport.publish(records, [enriched(r) for r in records])


def values(records: Sequence[Record]) -> list[bytes | None]:
    return sorted((r.value for r in records), key=str)


def test_records_arrive_as_they_were_written(world: World) -> None:
    headers = (("a", b"1"), ("a", b"\xff\x00"), ("empty", b""))
    world.write(b"\x00\xff", b"\x01", headers)
    world.write(None, b"only a key")
    records = {r.partition: r for r in take(world.join(), 2)}
    assert (records[0].key, records[0].value, records[0].headers) == (
        b"\x01",
        b"\x00\xff",
        headers,
    )
    assert (records[1].key, records[1].value) == (b"only a key", None)


def test_order_within_a_partition_is_kept(world: World) -> None:
    for number in range(10):
        world.write(b"%d" % number)
    records = take(world.join(), 10)
    for partition in (0, 1):
        of_it = [int(r.value or b"") for r in records if r.partition == partition]
        assert of_it == sorted(of_it)
        assert [r.offset for r in records if r.partition == partition] == list(range(5))


def test_what_was_published_is_there_once_and_the_next_member_goes_on_behind_it(
    world: World,
) -> None:
    world.write(b"1")
    world.write(b"2")
    first = world.join()
    publish_all(first, take(first, 2))
    first.close()
    world.write(b"3")
    second = world.join()
    assert [r.value for r in take(second, 1)] == [b"3"]
    assert values(world.outputs()) == [b"out:1", b"out:2"]


def test_what_was_not_published_is_read_again_by_the_next_member(world: World) -> None:
    world.write(b"1")
    world.write(b"2")
    first = world.join()
    take(first, 2)
    first.close()
    assert values(take(world.join(), 2)) == [b"1", b"2"]
    assert world.outputs() == []


def test_a_rewound_batch_is_polled_again(world: World) -> None:
    for number in range(4):
        world.write(b"%d" % number)
    transport = world.join()
    batch = take(transport, 4)
    transport.rewind(batch)
    again = take(transport, 4)
    assert values(again) == values(batch)
    publish_all(transport, again)
    assert len(world.outputs()) == 4


def test_of_a_batch_that_was_cut_the_rest_is_polled_again(world: World) -> None:
    for number in range(4):
        world.write(b"%d" % number)
    transport = world.join()
    batch = take(transport, 4)
    publish_all(transport, batch[:1])
    transport.put_back(batch[1:])
    publish_all(transport, take(transport, 3))
    assert values(world.outputs()) == [b"out:0", b"out:1", b"out:2", b"out:3"]
    assert sum(transport.lag().values()) == 0


def test_a_cut_is_no_outage(world: World) -> None:
    world.write(b"1")
    world.write(b"2")
    member = world.join("one")
    batch = take(member, 2)
    publish_all(member, batch[:1])
    member.put_back(batch[1:])
    batch = take(member, 1)
    world.expel("one")
    with pytest.raises(Expelled):
        publish_all(member, batch)


def test_a_member_on_hold_takes_nothing_and_goes_on_where_it_was(world: World) -> None:
    world.write(b"1")
    world.write(b"2")
    member = world.join()
    member.rewind(take(member, 2))
    for _ in range(3):
        member.hold()
    world.write(b"3")
    member.hold()
    assert member.assigned()
    assert sum(member.lag().values()) >= 2
    publish_all(member, take(member, 3))
    assert values(world.outputs()) == [b"out:1", b"out:2", b"out:3"]


def test_a_member_on_hold_takes_over_what_another_leaves(
    world: World, request: pytest.FixtureRequest
) -> None:
    if doubles(request):
        pytest.skip("the consumer is the same, and it takes seconds")
    first, second = world.join("one"), world.join("two")
    until(lambda: len(first.lag()) == 1 and len(second.lag()) == 1, first, second)
    world.write(b"1")
    world.write(b"2")
    second.close()
    deadline = time.monotonic() + DEADLINE_S
    while len(first.lag()) < 2:
        assert time.monotonic() < deadline
        first.hold()  # in one of these the other's partition comes, not paused yet
    publish_all(first, take(first, 2))
    assert values(world.outputs()) == [b"out:1", b"out:2"]


def test_every_outcome_goes_where_it_belongs(world: World) -> None:
    for value in (b"good", b"bad", b"gone"):
        world.write(value)
    transport = world.join()
    records = sorted(take(transport, 3), key=lambda r: str(r.value))
    bad, gone, good = records
    transport.publish(
        [good, bad, gone],
        [enriched(good), Rejected(Stage.DECODE, Reason.INVALID_JSON, "why"), Skipped()],
    )
    assert values(world.outputs()) == [b"out:good"]
    assert values(world.dead_letters()) == [b"bad"]


def test_a_dead_letter_is_the_record_byte_for_byte_with_its_reason(world: World) -> None:
    headers = (("content-type", b"text/html"), ("x", b"\xff"), ("x", b""))
    world.write(b"\xff\x00bad", b"\x00key", headers)
    transport = world.join()
    (record,) = take(transport, 1)
    transport.publish([record], [Rejected(Stage.DECODE, Reason.INVALID_UTF8, "đây", "ValueError")])
    (letter,) = world.dead_letters()
    assert (letter.key, letter.value) == (record.key, record.value)
    assert letter.headers[: len(headers)] == headers
    told = DeadLetter.from_headers(letter.headers)
    assert (told.reason, told.stage, told.detail) == (Reason.INVALID_UTF8, Stage.DECODE, "đây")
    assert (told.topic, told.partition, told.offset) == (
        record.topic,
        record.partition,
        record.offset,
    )


def test_a_batch_has_at_most_so_many_records(world: World) -> None:
    for number in range(10):
        world.write(b"%d" % number)
    transport = world.join(batch_max_records=3)
    seen: list[Record] = []
    while len(seen) < 10:
        batch = transport.poll()
        assert len(batch) <= 3
        publish_all(transport, batch) if batch else None
        seen += batch
    assert len(world.outputs()) == 10


def test_a_batch_has_at_most_so_many_bytes_but_at_least_one_record(world: World) -> None:
    for _ in range(6):
        world.write(b"x" * 50_000)
    world.write(b"y" * 200_000)
    transport = world.join(batch_max_bytes=120_000)
    seen: list[Record] = []
    deadline = time.monotonic() + DEADLINE_S
    while len(seen) < 7:
        assert time.monotonic() < deadline
        batch = transport.poll()
        assert len(batch) <= 1 or sum(r.size for r in batch) <= 120_000
        publish_all(transport, batch) if batch else None
        seen += batch
    assert len(world.outputs()) == 7


def test_lag_is_known_for_owned_partitions_and_falls_to_zero(world: World) -> None:
    for number in range(6):
        world.write(b"%d" % number)
    transport = world.join(batch_max_records=2)
    publish_all(transport, take(transport, 2))
    assert sum(transport.lag().values()) <= 4
    publish_all(transport, take(transport, 4))
    until(lambda: list(transport.lag().values()) == [0, 0], transport)


def test_two_members_share_and_the_one_that_stays_takes_over(world: World) -> None:
    first = world.join("one")
    until(lambda: len(first.lag()) == 2 or first.assigned(), first)
    second = world.join("two")
    world.write(b"1")
    world.write(b"2")
    until(lambda: len(first.lag()) == 1 and len(second.lag()) == 1, first, second)
    second.close()
    until(lambda: len(first.lag()) == 2, first)
    publish_all(first, take(first, 2))
    assert values(world.outputs()) == [b"out:1", b"out:2"]


def test_a_member_whose_place_was_taken_publishes_nothing(
    world: World, request: pytest.FixtureRequest
) -> None:
    if doubles(request):
        pytest.skip("only transactions fence by instance id; at-least-once doubles instead")
    world.write(b"1")
    world.write(b"2")
    old = world.join("one")
    batch = take(old, 2)
    world.join("one")
    with pytest.raises(Fenced):
        publish_all(old, batch)
    assert world.outputs() == []


def test_an_expelled_member_commits_nothing(world: World, request: pytest.FixtureRequest) -> None:
    world.write(b"1")
    member = world.join("one")
    batch = take(member, 1)
    world.expel("one")
    with pytest.raises(Expelled):
        publish_all(member, batch)
    assert world.outputs() == [] or doubles(request)
    assert values(take(world.join("two"), 1)) == [b"1"]


def doubles(request: pytest.FixtureRequest) -> bool:
    """At-least-once has written a batch before it learns that it may not commit it."""
    return "at_least_once" in request.node.name


def test_a_member_expelled_in_an_outage_joins_anew(
    world: World, request: pytest.FixtureRequest
) -> None:
    world.write(b"1")
    world.write(b"2")
    member = world.join("one")
    member.rewind(take(member, 2))  # what the loop does when the cluster was away
    batch = take(member, 2)
    world.expel("one")
    with pytest.raises(Unavailable):
        publish_all(member, batch)
    member.rewind(batch)
    publish_until_accepted(member, 2)
    outputs = values(world.outputs())
    assert outputs == [b"out:1", b"out:2"] or (doubles(request) and len(set(outputs)) == 2)


def test_the_offsets_of_a_refused_batch_are_not_committed_with_the_next(
    world: World, request: pytest.FixtureRequest
) -> None:
    world.write(b"1")
    world.write(b"2")  # in the other partition
    member = world.join("one", batch_max_records=1)
    member.rewind(take(member, 1))  # as after an outage
    first, second = sorted(take(member, 2), key=lambda record: record.partition)
    world.expel("one")
    with pytest.raises(Unavailable):
        publish_all(member, [first, second])
    member.rewind([first, second])
    publish_until_accepted(member, 1)
    member.close()
    outputs = values(world.outputs())
    publish_until_accepted(world.join("two"), 2 - len(set(outputs)))
    outputs = values(world.outputs())
    assert outputs == [b"out:1", b"out:2"] or (doubles(request) and len(set(outputs)) == 2)


def publish_until_accepted(member: Transport, count: int) -> None:
    """Poll, publish and rewind like the loop."""
    published, deadline = 0, time.monotonic() + DEADLINE_S
    while published < count:
        assert time.monotonic() < deadline, "not accepted in time"
        batch = member.poll()
        try:
            publish_all(member, batch)
        except Unavailable:
            member.rewind(batch)
        else:
            published += len(batch)


def test_more_or_fewer_outcomes_than_records_are_refused(world: World) -> None:
    world.write(b"1")
    transport = world.join()
    records = take(transport, 1)
    with pytest.raises(ValueError, match="shorter"):
        transport.publish(records, [])
    assert world.outputs() == []
