"""The HTTP port's connections: few, and none that keeps others waiting."""

from __future__ import annotations

import asyncio
import itertools
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_CONNECTIONS = 100
MAX_HEAD_BYTES = 16_384
IDLE_S = 15
"""A connection without a request is closed; scrapers that keep one ask each 15 s or so."""
REQUEST_S = 10.0
READ_S = 20.0
_numbers = itertools.count()


class Connection(H11Protocol):
    """One client. A slow one is cut off; of too many, the one that has been idle longest.

    uvicorn waits for ever for a request that was begun, and when there are too many connections
    it refuses the newest: so whoever opens some and says nothing would make probes fail.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._number = next(_numbers)
        self._request_due: asyncio.TimerHandle | None = None
        self._reading_due: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Make room for it, and wait for its request."""
        super().connection_made(transport)
        self._request_due = self.loop.call_later(REQUEST_S, transport.abort)
        if len(self.connections) > MAX_CONNECTIONS:
            idle = [c for c in self.connections if isinstance(c, Connection) and c.is_idle]
            min(idle, key=lambda c: c._number).transport.abort()  # noqa: SLF001  our own class

    @property
    def is_idle(self) -> bool:
        """Whether it has no answer to wait for."""
        return self.cycle is None or self.cycle.response_complete

    def data_received(self, data: bytes) -> None:
        """A request must be whole in time, its head and what body it has."""
        super().data_received(data)
        if self.conn.their_state in {h11.DONE, h11.MUST_CLOSE, h11.CLOSED}:
            self._request_due = _cancel(self._request_due)
        elif self._request_due is None and not self.transport.is_closing():
            self._request_due = self.loop.call_later(REQUEST_S, self.transport.abort)

    def pause_writing(self) -> None:
        """It reads more slowly than we write."""
        super().pause_writing()
        self._reading_due = self.loop.call_later(READ_S, self.transport.abort)

    def resume_writing(self) -> None:
        """It has read."""
        self._reading_due = _cancel(self._reading_due)
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._request_due = _cancel(self._request_due)
        self._reading_due = _cancel(self._reading_due)
        super().connection_lost(exc)


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer:
        timer.cancel()
