from __future__ import annotations

from service.transport import Partition, Record
from service.waiting import Waiting

ZERO, ONE = Partition("t", 0), Partition("t", 1)


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def written(at_s: float, partition: int = 0) -> Record:
    return Record("t", partition, 0, int(at_s * 1_000), None, b"")


def test_nothing_is_known_of_a_partition_until_a_record_of_it_was_read() -> None:
    assert Waiting(Clock()).look({ZERO: 5, ONE: 0}) == {ONE: None}


def test_a_batch_in_hand_says_how_long_its_first_record_waits() -> None:
    batch = [written(700), written(710), written(600, partition=1)]
    assert Waiting(Clock()).look({ZERO: 0, ONE: 7}, batch) == {ZERO: 700, ONE: 600}


def test_a_partition_not_heard_of_yet_is_ours_when_we_hold_its_records() -> None:
    assert Waiting(Clock()).look({}, [written(700)]) == {ZERO: 700}


def test_behind_a_committed_batch_the_last_record_of_it_stands_for_the_next() -> None:
    waiting = Waiting(Clock())
    batch = [written(700), written(710)]
    waiting.look({ZERO: 5}, batch)
    waiting.committed(batch)
    assert waiting.look({ZERO: 5}) == {ZERO: 710}
    assert waiting.look({ZERO: 0}) == {ZERO: None}


def test_a_rewound_batch_waits_on() -> None:
    waiting = Waiting(Clock())
    waiting.look({ZERO: 0}, [written(700)])
    assert waiting.look({ZERO: 1}) == {ZERO: 700}
    assert waiting.look({ZERO: 9}) == {ZERO: 700}


def test_what_comes_into_an_empty_partition_is_no_older_than_the_last_look_at_it() -> None:
    clock = Clock()
    waiting = Waiting(clock)
    waiting.committed([written(10)])  # long ago
    waiting.look({ZERO: 0})
    clock.now = 1_100
    waiting.look({ZERO: 0})
    clock.now = 1_200
    assert waiting.look({ZERO: 1}) == {ZERO: 1_000}


def test_what_is_lost_is_gone_and_known_again_only_by_a_record() -> None:
    waiting = Waiting(Clock())
    waiting.look({ZERO: 1, ONE: 1}, [written(700), written(600, partition=1)])
    assert waiting.look({ONE: 1}) == {ONE: 600}
    assert waiting.look({ZERO: 1, ONE: 1}) == {ONE: 600}
    waiting.forget()
    assert waiting.look({ZERO: 1, ONE: 1}) == {}
    assert waiting.look({ZERO: 1, ONE: 1}, [written(650)]) == {ZERO: 650}


def test_a_record_without_a_timestamp_tells_nothing() -> None:
    waiting = Waiting(Clock())
    waiting.look({ZERO: 1}, [written(700)])
    assert waiting.look({ZERO: 1}, [written(-0.001)]) == {}
