"""Too many rejects among the latest records -> stop before they are written, until somebody looked."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence

from service.flood import Flood, Symptom, symptom_of
from service.outcome import Outcome, Rejected
from service.transport import Partition, Record, last_offsets


class Breaker:
    """Judges each batch before it is published.

    It opens at the first record with which the window holds ``min_rejects`` rejects that are
    ``share`` of its records: where batches begin and end changes nothing. So of any
    ``window_records`` records published in a row since the start, or since it was resumed, fewer
    than ``max(min_rejects, share * window_records)`` are rejects. An outage makes no outcomes, so it
    cannot open it.

    Args:
        window_records: How many of the latest records count; 0 never opens.
        min_rejects: Fewer rejects never open it.
        share: Of the records in the window, 0 to 1.
    """

    def __init__(self, window_records: int = 0, min_rejects: int = 1, share: float = 1.0) -> None:
        self._min_rejects = min_rejects
        self._share = share
        self._empty = _Window(window_records)
        self._window = self._judged = self._empty
        self._held: Mapping[Partition, int] = {}
        self._excused: Mapping[Partition, int] = {}
        self.flood: Flood | None = None
        """Why it is open; None while it is closed."""

    def admits(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> bool:
        """Judge a batch; one that makes the flood opens the breaker.

        Args:
            records: The batch.
            outcomes: One for each record, in the same order.

        Returns:
            Whether it may be published; then ``published`` makes it count.
        """
        if not self._empty.size:
            return True
        window = self._window.copy()
        for record, outcome in zip(records, outcomes, strict=True):
            if record.offset < self._excused.get(record.origin, 0):
                continue
            window.add(symptom_of(record, outcome) if isinstance(outcome, Rejected) else None)
            if self._is_flood(window):
                self.flood = Flood(len(window), window.symptoms())
                self._held = last_offsets(records)
                return False
        self._judged = window
        return True

    def _is_flood(self, window: _Window) -> bool:
        return window.rejects >= max(self._min_rejects, self._share * len(window))

    def published(self) -> None:
        """The batch that was judged last is durable: it counts from now on."""
        self._window = self._judged

    def resume(self) -> bool:
        """Close it: what was in hand when it opened passes unjudged, and the window is empty.

        Returns:
            Whether it was open; else nothing changes.
        """
        if self.flood is None:
            return False
        self.flood = None
        self._window = self._judged = self._empty
        self._excused = self._held
        return True


class _Window:
    """The symptoms of the latest records, None for one that was not rejected."""

    def __init__(self, size: int, seen: Sequence[Symptom | None] = (), rejects: int = 0) -> None:
        self.size = size
        self.rejects = rejects
        self._seen = deque(seen)

    def __len__(self) -> int:
        return len(self._seen)

    def copy(self) -> _Window:
        return _Window(self.size, self._seen, self.rejects)

    def add(self, symptom: Symptom | None) -> None:
        self._seen.append(symptom)
        self.rejects += symptom is not None
        if len(self._seen) > self.size:
            self.rejects -= self._seen.popleft() is not None

    def symptoms(self) -> list[Symptom]:
        return [symptom for symptom in self._seen if symptom is not None]
