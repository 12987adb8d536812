"""Files published again and again, at a pace, until told to stop."""

from __future__ import annotations

from itertools import count, islice
from pathlib import Path

import pytest

from service.feed import paced, repeated
from service.transport import Message

ARTICLES = [Message(None, str(number).encode(), ()) for number in range(5)]


class Clock:
    """Time that passes only in pauses, and told ones in work."""

    def __init__(self, stop_after: int = 100) -> None:
        self.now = 1_000.0
        self.pauses: list[float] = []
        self._stop_after = stop_after

    def wait(self, seconds: float) -> bool:
        self.pauses.append(seconds)
        self.now += seconds
        return len(self.pauses) > self._stop_after


def test_messages_come_at_an_even_pace_from_the_first_on() -> None:
    clock = Clock()
    times = [clock.now for _ in paced(ARTICLES, 4, clock.wait, lambda: clock.now)]
    assert times == [1_000.0, 1_000.25, 1_000.5, 1_000.75, 1_001.0]


def test_what_is_late_goes_out_at_once_and_the_pace_is_caught_up() -> None:
    clock = Clock()
    times = []
    for message in paced(ARTICLES, 4, clock.wait, lambda: clock.now):
        times.append(clock.now)
        clock.now += 0.6 if message.value == b"0" else 0
    assert times == [1_000.0, 1_000.6, 1_000.6, 1_000.75, 1_001.0]


def test_without_a_rate_there_is_no_pause_but_a_stop_is_heard() -> None:
    clock = Clock(stop_after=3)
    assert len(list(paced(ARTICLES, None, clock.wait, lambda: clock.now))) == 3
    assert clock.pauses == [0.0] * 4


def test_a_stop_ends_messages_without_end() -> None:
    clock = Clock(stop_after=50)
    endless = (Message(None, str(number).encode(), ()) for number in count())
    assert len(list(paced(endless, 10, clock.wait, lambda: clock.now))) == 50


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    (tmp_path / "a.jsonl").write_text('{"text": "one"}\n{"text": "two"}\n', "utf-8")
    (tmp_path / "b.txt").write_text("three", "utf-8")
    return [tmp_path / "a.jsonl", tmp_path / "b.txt"]


def test_rounds_repeat_all_files_with_their_content_types(files: list[Path]) -> None:
    found = list(repeated(files, 2))
    assert [message.value for message in found[:3]] == [
        b'{"text": "one"}',
        b'{"text": "two"}',
        b"three",
    ]
    assert found[2].headers == (("content-type", b"text/plain"),)
    assert found == found[:3] * 2


def test_no_rounds_are_rounds_without_end(files: list[Path]) -> None:
    assert len(list(islice(repeated(files, 0), 100))) == 100


def test_rounds_over_nothing_end(tmp_path: Path) -> None:
    (tmp_path / "empty.jsonl").write_text("\n", "utf-8")
    assert list(repeated([tmp_path / "empty.jsonl"], 0)) == []
