from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import Reason, Stage
from service.dead.filters import Filters
from service.dead.ledger import Mark
from service.dead.letter import Letter
from service.dead.replay import Action, Errand, Fate, replay
from service.dead.survey import find, survey
from service.errors import ConfigError, Fenced, Refused, Unavailable
from service.transport import Message, Partition
from tests.dead import letter
from tests.fakes.dead import TOPIC, MemoryDeadTopic, MemoryGroup
from tests.fakes.memory import MemoryCluster

REASONS = (Reason.INVALID_JSON, Reason.NO_TEXT, Reason.TIME_LIMIT)
GO = Errand(go=True, from_beginning=True)
ON = Errand(go=True)


class World:
    """A topic of so many letters, in turn of each reason, and its group."""

    def __init__(self, letters: int = 9, **more: int) -> None:
        self.cluster = MemoryCluster(partitions=2)
        self.group = MemoryGroup()
        for number in range(letters):
            message = letter(number, REASONS[number % 3], Stage.DECODE, **more)  # type: ignore[arg-type]
            self.cluster.append(TOPIC, message, number % 2)

    def open(self, **more: int) -> MemoryDeadTopic:
        return MemoryDeadTopic(self.cluster, self.group, **more)  # type: ignore[arg-type]

    def run(self, errand: Errand, **more: int) -> Counter[Fate]:
        fates: Counter[Fate] = Counter()
        replay(self.open(**more), errand, lambda _, fate: fates.update([fate]))
        return fates

    def sent(self, topic: str = "articles.raw") -> list[int]:
        return sorted(int(record.key or b"") for record in self.cluster.read(topic))


def only(*reasons: Reason) -> Filters:
    return Filters(reasons=reasons)


def test_to_look_changes_nothing() -> None:
    world = World()
    assert world.run(Errand(filters=only(REASONS[0]))) == {Fate.TAKEN: 3, Fate.LEFT_OUT: 6}
    assert (world.sent(), world.group.marks) == ([], {})


def test_what_filters_leave_out_waits_and_what_was_sent_does_not_come_again() -> None:
    world = World()
    world.run(Errand(go=True, filters=only(REASONS[1]), from_beginning=True))
    assert world.sent() == [1, 4, 7]
    assert world.run(Errand(go=True, filters=only(REASONS[1])))[Fate.TAKEN] == 0
    assert world.run(ON) == {Fate.DONE: 2, Fate.TAKEN: 6}  # 1:0 is below the position
    assert world.sent() == list(range(9))
    assert world.group.marks == {Partition(TOPIC, 0): Mark(5), Partition(TOPIC, 1): Mark(4)}
    assert world.run(ON) == {}


ERRANDS = st.builds(
    Errand,
    st.sampled_from(Action),
    st.booleans(),
    st.builds(Filters, reasons=st.sets(st.sampled_from(REASONS), max_size=2)),
    limit=st.none() | st.integers(1, 6),
)


@given(st.lists(st.tuples(ERRANDS, st.none() | st.integers(0, 3)), max_size=6), st.integers(1, 5))
def test_whatever_runs_end_or_fail_in_between_each_letter_is_sent_once(
    runs: list[tuple[Errand, int | None]], batch: int
) -> None:
    world = World(20)
    world.run(Errand(go=True, limit=1, from_beginning=True))
    dismissed = 0
    for errand, fail_after in runs:
        fates: Counter[Fate] = Counter()
        fail_at = None if fail_after is None else world.group.transactions + fail_after
        dead = MemoryDeadTopic(world.cluster, world.group, batch=batch, fail_at=fail_at)
        with suppress(Unavailable):
            replay(dead, errand, lambda _, fate: fates.update([fate]))  # noqa: B023
        dismissed += fates[Fate.TAKEN] if errand.go and errand.action is Action.DISMISS else 0
    assert len(set(world.sent())) == len(world.sent())
    world.run(ON, batch=batch)
    assert len(set(world.sent())) == len(world.sent()) == 20 - dismissed


def test_a_letter_replayed_often_enough_is_refused_but_not_lost() -> None:
    world = World(3, replays=3)
    assert world.run(GO) == {Fate.REFUSED: 3}
    assert world.run(ON) == {Fate.REFUSED: 3}
    assert world.run(Errand(go=True, max_replays=4)) == {Fate.TAKEN: 3}
    assert ("dlq.replays", b"4") in world.cluster.read("articles.raw")[0].headers


def test_letters_go_back_to_the_topic_each_came_from() -> None:
    world = World(0)
    for number, topic in enumerate(("pages", "articles.raw", "pages")):
        world.cluster.append(TOPIC, letter(number, topic=topic), 0)
    world.run(GO)
    assert (world.sent("pages"), world.sent()) == ([0, 2], [1])


def test_the_dismissed_leave_the_backlog_unsent_and_so_do_foreign_records() -> None:
    world = World(3)
    world.cluster.append(TOPIC, Message(b"9", b"no letter", ()), 0)
    assert world.run(GO) == {Fate.TAKEN: 3, Fate.UNREADABLE: 1}
    assert world.run(Errand(Action.DISMISS, go=True, filters=only(*REASONS))) == {Fate.LEFT_OUT: 1}
    assert world.run(Errand(Action.DISMISS, go=True)) == {Fate.TAKEN: 1}
    assert (world.run(ON), world.sent()) == ({}, [0, 1, 2])


@pytest.mark.parametrize("action", [Action.REPLAY, Action.DISMISS])
def test_without_a_position_it_must_be_said_where_to_begin(action: Action) -> None:
    world = World()
    with pytest.raises(ConfigError, match="copydesk-replay has no position"):
        world.run(Errand(action, go=True))
    assert world.sent() == []


def test_from_the_beginning_forgets_what_was_handled_in_every_partition() -> None:
    world = World()
    world.run(GO)
    world.run(Errand(go=True, limit=1, from_beginning=True))
    assert world.run(ON)[Fate.TAKEN] == 8
    assert world.sent() == sorted([*range(9)] * 2)


def test_what_arrives_meanwhile_is_left_for_the_next_run() -> None:
    world = World(4)
    dead = world.open()
    world.cluster.append(TOPIC, letter(4), 0)
    replay(dead, GO, lambda *_: None)
    assert world.sent() == [0, 1, 2, 3]
    assert world.run(ON) == {Fate.TAKEN: 1}


def test_it_stops_between_batches_when_asked_to() -> None:
    world = World()
    complete = replay(world.open(batch=2), GO, lambda *_: None, lambda: True)
    assert (complete, len(world.sent())) == (False, 2)
    assert world.run(ON)[Fate.TAKEN] == 7


def test_a_second_replay_ends_the_first() -> None:
    world = World()
    first = world.open()
    assert world.run(GO)[Fate.TAKEN] == 9
    with pytest.raises(Fenced):
        replay(first, GO, lambda *_: None)
    assert world.sent() == list(range(9))


def test_a_refused_batch_names_its_largest_letter() -> None:
    class Narrow(MemoryDeadTopic):
        def publish(
            self, messages: Sequence[tuple[str, Message]], marks: Mapping[Partition, Mark]
        ) -> None:
            raise Refused(f"{len(messages)} too large, {len(marks)} marks")

    world = World(2)
    world.cluster.append(TOPIC, letter(2, value=b"x" * 1_000), 0)
    told: list[Letter] = []
    with pytest.raises(Refused, match=r"largest letter of the batch is 0:1"):
        replay(Narrow(world.cluster, world.group), GO, lambda one, _: told.append(one))
    assert told == []


def test_the_survey_tells_of_all_letters_and_which_still_wait() -> None:
    world = World()
    world.run(Errand(go=True, filters=only(REASONS[0]), from_beginning=True))
    seen = list(survey(world.open(writing=False), Filters()))
    assert len(seen) == 9
    assert {one.told.reason for one, waits in seen if one.told and not waits} == {REASONS[0]}
    assert len(list(survey(world.open(writing=False), only(REASONS[0])))) == 3


def test_a_letter_is_found_by_its_place() -> None:
    world = World()
    assert find(world.open(writing=False), 1, 2).record.key == b"5"
    for number, offset in ((1, 4), (2, 0)):
        with pytest.raises(ConfigError, match=r"offsets are 0:0 to 4, 1:0 to 3"):
            find(world.open(writing=False), number, offset)


def test_what_retention_took_needs_no_handling() -> None:
    world = World(4)
    world.run(Errand(go=True, limit=1, from_beginning=True))
    dead = world.open()
    dead.spans = {p: range(2, 2) for p in dead.spans}
    replay(dead, ON, lambda *_: None)
    assert set(world.group.marks.values()) == {Mark(2)}
