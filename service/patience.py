"""How long to bear an outage: pauses that grow, and an end."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable

from service.errors import Unavailable

_FIRST_S = 0.1
_GROWTH = 2.0


class Patience:
    """Waits between tries while the cluster is away.

    Args:
        limit_s: How long an outage may last.
        max_pause_s: The longest pause.
        stop: Ends a pause early.
        clock: Seconds, monotonic.
    """

    def __init__(
        self,
        limit_s: float,
        max_pause_s: float,
        stop: threading.Event,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limit_s = limit_s
        self._max_pause_s = max_pause_s
        self._stop = stop
        self._clock = clock
        self._since: float | None = None
        self._pause_s = _FIRST_S

    @property
    def away(self) -> bool:
        """Whether an outage is being waited out."""
        return self._since is not None

    def wait(self, outage: Unavailable) -> None:
        """Pause before the next try.

        Raises:
            Unavailable: The limit is passed; says since when, and what was tried last.
        """
        now = self._clock()
        self._since = self._since if self._since is not None else now
        away_s = now - self._since
        if away_s > self._limit_s:
            raise Unavailable(
                f"{outage} (away for {away_s:.0f} s, the limit is COPYDESK_OUTAGE_LIMIT_S="
                f"{self._limit_s:g})"
            ) from outage
        # Up to a fifth less, so that replicas do not come back in step.
        self._stop.wait(self._pause_s * (1 - random.random() / 5))  # noqa: S311  no secret
        self._pause_s = min(self._pause_s * _GROWTH, self._max_pause_s)

    def reset(self) -> None:
        """The cluster is back."""
        self._since, self._pause_s = None, _FIRST_S
