"""Is the loop moving, and can it do its work? What /live and /ready answer."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Verdict:
    """A probe's answer."""

    ok: bool
    why: str


class Health:
    """Remembers when the loop last moved, be it by one record, and how it fares.

    Args:
        live_timeout_s: Silence of the loop after which it counts as stuck.
        clock: Seconds, monotonic.
    """

    def __init__(self, live_timeout_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._live_timeout_s = live_timeout_s
        self._clock = clock
        self._moved_at = clock()
        self._trouble = "starting"
        self._held = ""
        self._assigned = False

    def moved(self, *, assigned: bool, held: str = "") -> None:
        """The loop has finished a round: the cluster answers.

        Args:
            assigned: Whether the group has given us our share.
            held: Why records are not taken, though they could be; empty when they are.
        """
        self._moved_at = self._clock()
        self._assigned = assigned
        self._held = held
        self._trouble = ""

    def progressed(self) -> None:
        """The loop is at work on a batch, and has got on with it."""
        self._moved_at = self._clock()

    def waiting(self, why: str) -> None:
        """The loop moves, but the cluster is away."""
        self._moved_at = self._clock()
        self._trouble = why

    def live(self) -> Verdict:
        """Fails when only a restart can help."""
        silence = self._clock() - self._moved_at
        if silence > self._live_timeout_s:
            return Verdict(
                ok=False,
                why=f"the loop has not moved for {silence:.0f} s "
                f"(limit {self._live_timeout_s:g} s)",
            )
        return Verdict(ok=True, why=f"the loop moved {silence:.1f} s ago")

    def ready(self) -> Verdict:
        """Fails while records cannot be taken or outcomes cannot be written."""
        live = self.live()
        if not live.ok:
            return live
        if self._trouble:
            return Verdict(ok=False, why=self._trouble)
        if self._held:
            return Verdict(ok=False, why=self._held)
        if not self._assigned:
            return Verdict(ok=False, why="waiting for the group to assign partitions")
        return Verdict(ok=True, why="assigned, outputs reachable")
