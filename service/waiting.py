"""How long has the oldest record of each partition waited? Told from what passes by, no request."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from service.transport import Partition, Record


class Waiting:
    """Remembers when the oldest record not yet committed of each partition was written.

    A record in hand, or rewound, says so itself. Of one that was not read yet it is known that it
    came after the last one committed, and after the partition was last seen empty: the later of
    both stands for it until it is read. So an age shown is exact or, for as long as a batch takes,
    a little too high.

    Args:
        clock: Seconds since 1970.
    """

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._since: dict[Partition, float] = {}
        self._looked_at = clock()

    def look(
        self, lag: Mapping[Partition, int], in_hand: Sequence[Record] = ()
    ) -> Mapping[Partition, float | None]:
        """Say since when the oldest record waits.

        Args:
            lag: Records not read yet, of owned partitions.
            in_hand: Read, and not committed yet.

        Returns:
            By partition seconds since 1970, or None where nothing waits. Partitions of which it is
            not known are absent, and so is what is not owned any more.
        """
        first: dict[Partition, Record] = {}
        for record in in_hand:
            first.setdefault(record.origin, record)
        for partition in set(self._since) - lag.keys() - first.keys():
            del self._since[partition]
        empty = {p for p, records in lag.items() if records == 0 and p not in first}
        self._since |= dict.fromkeys(empty, self._looked_at)
        for partition, record in first.items():
            self._note(partition, record)
        self._looked_at = self._clock()
        return dict(self._since) | dict.fromkeys(empty)

    def committed(self, records: Sequence[Record]) -> None:
        """Nothing up to these waits any more."""
        for record in records:
            self._note(record.origin, record)

    def forget(self) -> None:
        """The group was divided anew: others may have worked on what is ours now."""
        self._since = {}

    def _note(self, partition: Partition, record: Record) -> None:
        if record.timestamp_ms >= 0:
            self._since[partition] = record.timestamp_ms / 1000
        else:
            self._since.pop(partition, None)
