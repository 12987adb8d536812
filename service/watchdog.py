"""A loop that is stuck -> one line with what every thread and every worker is doing."""

from __future__ import annotations

import faulthandler
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from typing import TextIO

import structlog

from service.health import Health

log = structlog.get_logger()

_LOOK_S = 1.0


class Watchdog:
    """Looks after the loop from a thread of its own; tells once, until it has moved again.

    A parser or a regular expression may keep even this thread from running. For that case a timer
    in C, wound up at each look, writes the stacks to ``file`` as they are, without a log line.

    Args:
        health: Knows when the loop last moved.
        in_hand: The places of the records that are being worked on.
        limit_s: Of the timer; as ``/live``.
        file: Where the timer writes; it must have a file number. None takes standard error.
    """

    def __init__(
        self,
        health: Health,
        in_hand: Callable[[], Sequence[str]],
        limit_s: float,
        file: TextIO | None = None,
    ) -> None:
        self._health = health
        self._in_hand = in_hand
        self._limit_s = limit_s
        self._file = file or sys.stderr
        self._told = False
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._closed.wait(min(_LOOK_S, self._limit_s / 4)):
            faulthandler.dump_traceback_later(self._limit_s, file=self._file)
            self.look()

    def look(self) -> None:
        """Tell what is going on when the loop has just been found stuck."""
        verdict = self._health.live()
        if not verdict.ok and not self._told:
            log.error(
                "the loop is stuck",
                why=verdict.why,
                in_hand=list(self._in_hand()),
                stacks=_stacks(),
            )
        self._told = not verdict.ok

    def close(self) -> None:
        """Look no more."""
        self._closed.set()
        self._thread.join()
        faulthandler.cancel_dump_traceback_later()


def _stacks() -> dict[str, str]:
    """By thread where it is, innermost last; code only, none of what it works on."""
    names = {thread.ident: thread.name for thread in threading.enumerate()}
    return {
        names.get(ident, str(ident)): "".join(traceback.format_stack(frame))
        for ident, frame in sys._current_frames().items()  # noqa: SLF001  documented, for this use
        if ident != threading.get_ident()
    }
