"""When each source was heard -> which are silent against their own rhythm. Bounded."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

_KNOWN_AFTER = 5
"""A source heard less often has no rhythm yet."""
_MAX_SOURCES = 1_000
"""Of those with a rhythm, and again of those without: names made up by nobody's newspaper drive out
each other, never a source that is known."""
_HALF_LIFE_S = 7 * 86_400.0
"""A pause counts half after a week: nights and weekends stay in mind, a broken scraper's does not."""
_LEAST_S = 600.0
_TIMES = 2.0


@dataclass(slots=True)
class Heard:
    """A source and its rhythm; instants in seconds since 1970, by its records' timestamps."""

    name: str
    first_at: float
    last_at: float
    count: int = 1
    longest_s: float = 0.0
    """The longest pause between two of its records, fading."""

    def hear(self, at: float) -> None:
        """Take note of one more record."""
        pause = at - self.last_at
        self.count += 1
        if pause > 0:  # partitions are read at their own pace: an older one says nothing of pauses
            self.longest_s = max(pause, self.longest_s * 0.5 ** (pause / _HALF_LIFE_S))
            self.last_at = at

    def is_silent(self, at: float) -> bool:
        """Whether it has paused twice as long as ever, and ten minutes at least.

        News comes in bursts, by crawl and by day: a mean would call every source silent between
        two crawls, the longest pause does not.

        Args:
            at: Up to when all records of the stream were read.
        """
        limit = max(_LEAST_S, _TIMES * self.longest_s)
        return self.count >= _KNOWN_AFTER and at - self.last_at > limit


class Rhythms:
    """Every source, the least lately heard forgotten first."""

    def __init__(self) -> None:
        self._new: OrderedDict[str, Heard] = OrderedDict()
        self._known: OrderedDict[str, Heard] = OrderedDict()
        self.newest_at = 0.0
        """The newest timestamp of any record, since 1970."""

    def hear(self, articles: Iterable[tuple[str, float]]) -> None:
        """Take note of articles: publisher (may be empty), timestamp since 1970."""
        for name, at in articles:
            self.newest_at = max(self.newest_at, at)
            if name:
                self._hear(name, at)

    def _hear(self, name: str, at: float) -> None:
        if source := self._known.get(name):
            source.hear(at)
            self._known.move_to_end(name)
            return
        source = self._new.get(name)
        if source is None:
            _add(self._new, Heard(name, at, at))
            return
        source.hear(at)
        self._new.move_to_end(name)
        if source.count >= _KNOWN_AFTER:
            _add(self._known, self._new.pop(name))

    def heard(self) -> list[Heard]:
        """Copies of all."""
        return [
            Heard(s.name, s.first_at, s.last_at, s.count, s.longest_s)
            for sources in (self._known, self._new)
            for s in sources.values()
        ]


def _add(sources: OrderedDict[str, Heard], source: Heard) -> None:
    sources[source.name] = source
    if len(sources) > _MAX_SOURCES:
        sources.popitem(last=False)
