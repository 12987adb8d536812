"""A broker that keeps book of what the laws are about."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TypeVar

from service.transport import Partition, Record
from tests.fakes.broker import Broker

T = TypeVar("T")

INPUT, OUTPUT, DEAD = "articles.raw", "articles.enriched", "articles.dead"
PARTITIONS = 3
_BAD_EACH, _EMPTY_EACH = 4, 7


class Ledger(Broker):
    """Fills the input, and looks at every commit."""

    def __init__(self) -> None:
        super().__init__(PARTITIONS, INPUT)
        self.unheard = 0
        """Records committed by one who did not learn of it."""
        self.broken: list[str] = []
        """Laws that were broken on the way."""
        self._filled = 0

    def fill(self) -> None:
        """Write one more record: good, bad or empty."""
        number = self._filled
        self._filled += 1
        kind = b"bad" if number % _BAD_EACH == 1 else b"good"
        value = None if number % _EMPTY_EACH == 2 else b"%s %d" % (kind, number)
        partition = number % self.partitions
        self.append(INPUT, b"%d" % partition, value, (), partition)

    @property
    def inputs(self) -> list[Record]:
        return self.read(INPUT)

    @property
    def drained(self) -> bool:
        """Whether the group has committed all that was written."""
        return sum(self.committed.values()) == self._filled

    def results(self) -> list[Record]:
        """Everything that came out, in order within each partition."""
        return self.read(OUTPUT) + self.read(DEAD)

    def answer(self, effect: Callable[[], T], *, heard: bool) -> T:
        """Carry a request out.

        Args:
            effect: What it does.
            heard: Whether the one who asked will learn of it.
        """
        before = dict(self.committed)
        try:
            return effect()
        finally:
            if self.committed != before:
                self._note_commit(before, heard=heard)

    def _note_commit(self, before: dict[Partition, int], *, heard: bool) -> None:
        """Law 2: what is committed has come out before."""
        there = Counter(result.value for result in self.results())
        for partition, end in self.committed.items():
            begin = before.get(partition, 0)
            if end < begin:
                self.broken.append(f"{partition} was committed back from {begin} to {end}")
            for record in self.logs[partition][begin:end]:
                if record.value is not None and not there[record.value]:
                    self.broken.append(f"{record.value!r} was committed before it came out")
            self.unheard += 0 if heard else max(0, end - begin)
