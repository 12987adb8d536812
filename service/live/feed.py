"""Once a second all that the page shows, written once for all who watch."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Any, NamedTuple

import structlog

from schemas.dead_letter import Reason
from schemas.reasons import EXPLANATIONS
from service.health import Health
from service.live.card import card
from service.live.rhythm import Heard
from service.live.window import MAX_SAMPLES, Facts, Window
from service.metrics import Lag, Metrics

log = structlog.get_logger()

MAX_VIEWERS = 16
_TICK_S = 1.0
_POINTS = 600
_RATE_S = 10
"""Rates are means over so long: batches of half a second would make a rate of one second jump."""
_CARDS_AT_ONCE, _CARDS_A_TICK = 12, 2
_SHOWN_SOURCES, _SHOWN_REASONS = 12, 20
_MAX_DETAIL, _MAX_NAME = 300, 120


class Point(NamedTuple):
    """One second of the curves; None where a value is unknown."""

    at: float
    consumed_per_s: float
    lag_records: int | None
    lag_s: float | None
    age_mean_s: float | None
    age_max_s: float | None


class Feed:
    """Looks at the window once a second; what it makes is shared by all viewers.

    While nobody watches it adds a point to the curves and no more.

    Args:
        about: What does not change: topics, version and so on.
        window: What was committed.
        metrics: For the lag.
        health: For the state.
        clock: Seconds since 1970.
    """

    def __init__(
        self,
        about: Mapping[str, Any],
        window: Window,
        metrics: Metrics,
        health: Health,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._about = about
        self._window = window
        self._metrics = metrics
        self._health = health
        self._clock = clock
        self._sums: deque[tuple[float, Facts]] = deque(maxlen=_RATE_S + 1)
        self._points: deque[Point] = deque(maxlen=_POINTS)
        self._cards: deque[dict[str, Any]] = deque(maxlen=MAX_SAMPLES)
        self._fresh: list[dict[str, Any]] = []
        self._ticks = 0
        self._ticked = asyncio.Event()
        self._written: dict[str, bytes] = {}
        self._is_over = False
        self.viewers = 0
        """Who watches now."""
        self.tick()

    @property
    def is_full(self) -> bool:
        """Whether nobody more can watch."""
        return self.viewers >= MAX_VIEWERS

    async def run(self) -> None:
        """Tick until cancelled."""
        while True:
            await asyncio.sleep(_TICK_S)
            self.tick()

    def tick(self) -> None:
        """Look once more, and tell those who watch."""
        now, facts = self._clock(), self._window.look()
        self._sums.append((now, facts))
        self._points.append(_point(now, self._rates(), facts, self._metrics.lag))
        self._fresh = self._read(_CARDS_A_TICK) if self.viewers else []
        self._ticks += 1
        self._written = {}
        self._ticked.set()
        self._ticked = asyncio.Event()

    def close(self) -> None:
        """End all streams; they are told why."""
        self._is_over = True
        self._ticked.set()

    async def follow(self) -> AsyncIterator[bytes]:
        """Give all there is, then every second's news; all anew to one who came too late for some.

        Nothing is queued for a viewer: one who reads slowly misses seconds, and costs no memory.
        """
        if self.is_full:  # several may have asked at once
            yield b"event: full\ndata: {}\n\n"
            return
        with self._watching():
            seen = 0
            while not self._is_over:
                yield self.news() if 0 < seen == self._ticks - 1 else self._event("all")
                seen, ticked = self._ticks, self._ticked
                await ticked.wait()
            yield b"event: end\ndata: {}\n\n"

    @contextlib.contextmanager
    def _watching(self) -> Iterator[None]:
        self.viewers += 1
        try:
            if self.viewers == 1:  # what was read for those before may be old
                self._read(_CARDS_AT_ONCE)
            yield
        finally:
            self.viewers -= 1

    def _read(self, most: int) -> list[dict[str, Any]]:
        """Read samples, a few: it takes this thread's time, and so a little of the loop's."""
        found = [card(sample) for sample in self._window.take(most)]
        self._cards.extend(found)
        return found

    def news(self) -> bytes:
        """What is new since the tick before."""
        return self._event("news")

    def _event(self, name: str) -> bytes:
        """Write what a viewer gets at this tick, the first time that one asks."""
        if name not in self._written:
            told = self._now()
            if name == "all":
                cards, points = list(self._cards), list(self._points)
                told |= {"about": self._about}
            else:
                cards, points = self._fresh, [self._points[-1]]
            told |= {"cards": cards, "points": points}
            text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
            data = text.encode("utf-8", "replace")
            self._written[name] = b"event: %s\ndata: %s\n\n" % (name.encode(), data)
        return self._written[name]

    def _now(self) -> dict[str, Any]:
        now, facts = self._sums[-1]
        ready, live = self._health.ready(), self._health.live()
        return {
            "at": now,
            "state": {"ready": ready.ok, "live": live.ok, "why": ready.why},
            "sums": facts.outcomes,
            "rates": self._rates(),
            "rejects": self._rejects(),
            "sources": self._sources(),
        }

    def _rates(self) -> dict[str, float]:
        """By kind, records a second."""
        (then, before), (now, facts) = self._sums[0], self._sums[-1]
        seconds = max(now - then, _TICK_S)
        return {
            kind: (count - before.outcomes[kind]) / seconds
            for kind, count in facts.outcomes.items()
        }

    def _rejects(self) -> list[dict[str, Any]]:
        return [
            {
                "stage": stage,
                "reason": reason,
                "count": count,
                "meaning": EXPLANATIONS[Reason(reason)].meaning,
                "cure": EXPLANATIONS[Reason(reason)].cure,
                "detail": latest.detail[:_MAX_DETAIL],
                "place": latest.place,
                "size": latest.size,
                "head": latest.head.decode("utf-8", "replace"),
                "at": latest.committed_at,
            }
            for stage, reason, count, latest in self._window.rejects()[:_SHOWN_REASONS]
        ]

    def _sources(self) -> dict[str, Any]:
        """Who is silent is told by what was read: up to the oldest record that still waits."""
        heard, newest_at = self._window.heard()
        waiting = [since for since in self._metrics.lag.since.values() if since is not None]
        read_up_to = min([newest_at, *waiting])
        silent = [source for source in heard if source.is_silent(read_up_to)]
        silent.sort(key=lambda s: -(read_up_to - s.last_at) / max(s.longest_s, 1))
        heard.sort(key=lambda s: -s.count)
        return {
            "heard": [_source(s, read_up_to) for s in heard[:_SHOWN_SOURCES]],
            "silent": [_source(s, read_up_to) for s in silent[:_SHOWN_SOURCES]],
            "count": len(heard),
            "silent_count": len(silent),
        }


def _point(at: float, rates: Mapping[str, float], facts: Facts, lag: Lag) -> Point:
    waits = [0.0 if s is None else max(0.0, at - s) for s in lag.since.values()]
    ages = facts.ages
    return Point(
        at=round(at, 3),
        consumed_per_s=round(rates["consumed"], 2),
        lag_records=sum(lag.records.values()) if lag.records else None,
        lag_s=round(max(waits), 2) if waits else None,
        age_mean_s=round(ages.sum_s / ages.count, 3) if ages.count else None,
        age_max_s=round(ages.max_s, 3) if ages.count else None,
    )


def _source(source: Heard, at: float) -> dict[str, Any]:
    return {
        "name": source.name[:_MAX_NAME],
        "count": source.count,
        "quiet_s": round(max(0.0, at - source.last_at), 1),
        "longest_s": round(source.longest_s, 1),
    }
