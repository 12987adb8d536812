"""Letters and their fates -> counts, times and a few samples."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime

from service.dead.letter import Letter
from service.dead.replay import Fate

UNREADABLE, NO_STAGE = "(not a dead letter)", "-"
_SAMPLES = 3

Row = tuple[str, str]
"""Reason and stage."""


@dataclass(slots=True)
class Group:
    """What is known of the letters of one reason and stage."""

    letters: int = 0
    waiting: int = 0
    """In the backlog: not handled by a replay yet."""
    first_ms: int = 2**63
    last_ms: int = -1
    replays: set[int] = field(default_factory=set)

    def add(self, letter: Letter, *, waiting: bool) -> None:
        """Count one."""
        self.letters += 1
        self.waiting += waiting
        self.first_ms = min(self.first_ms, letter.record.timestamp_ms)
        self.last_ms = max(self.last_ms, letter.record.timestamp_ms)
        self.replays.add(letter.told.replays if letter.told else 0)


class Tally:
    """Counts a replay's letters by fate; of those taken also where from, with some samples."""

    def __init__(self) -> None:
        self.fates: Counter[Fate] = Counter()
        self.taken: Counter[Row] = Counter()
        self.refused: Counter[Row] = Counter()
        self.topics: set[str] = set()
        self._samples: dict[Row, list[Letter]] = defaultdict(list)

    def add(self, letter: Letter, fate: Fate) -> None:
        """Count one letter."""
        self.fates[fate] += 1
        row = row_of(letter)
        if fate is Fate.REFUSED:
            self.refused[row] += 1
        if fate is Fate.TAKEN:
            self.taken[row] += 1
            if letter.told:
                self.topics.add(letter.told.topic)
            if len(self._samples[row]) < _SAMPLES:
                self._samples[row].append(letter)

    def samples(self) -> list[Letter]:
        """Three of those that were taken, of as many reasons as can be."""
        ranked = [(n, letter) for some in self._samples.values() for n, letter in enumerate(some)]
        return [letter for _, letter in sorted(ranked, key=lambda pair: pair[0])[:_SAMPLES]]


def row_of(letter: Letter) -> Row:
    """Say where a letter is counted."""
    return (letter.told.reason, letter.told.stage) if letter.told else (UNREADABLE, NO_STAGE)


def clock(at_ms: int) -> str:
    """Write a time for people, in UTC; ``-`` where there is none."""
    if at_ms < 0:
        return "-"
    try:
        return f"{datetime.fromtimestamp(at_ms / 1000, UTC):%Y-%m-%d %H:%M:%S}"
    except (ValueError, OverflowError, OSError):  # a producer may stamp what it likes
        return f"{at_ms} ms"
