"""Which publishers have series of their own: the first so many that are heard of, for good.

What scrapers send is unbounded, and each value of a label costs memory here and in Prometheus. So
only publishers of the registry have a name, and only so many of them. None is taken off while the
process lives: a series that ends looks like a source that fell silent.
"""

from __future__ import annotations

OTHER = "other"


class Roster:
    """Gives out names.

    Args:
        most: How many; the rest share ``OTHER``.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._names: set[str] = set()

    def name(self, publisher: str) -> str:
        """Say under which name a publisher is counted.

        Args:
            publisher: Its domain in the registry; empty where it has no row.
        """
        if publisher in self._names:
            return publisher
        if not publisher or len(self._names) >= self._most:
            return OTHER
        self._names.add(publisher)
        return publisher
