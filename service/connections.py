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
        self._request_due = _Deadline(self)
        self._reading_due = _Deadline(self)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Make room for it, and wait for its request."""
        super().connection_made(transport)
        self._request_due.set(REQUEST_S)
        if len(self.connections) > MAX_CONNECTIONS:
            idle = [c for c in self.connections if isinstance(c, Connection) and c.is_idle]
            eldest = min(idle, key=lambda c: c._number)  # noqa: SLF001  our own class
            eldest.transport.abort()
            self.connections.discard(eldest)  # now: many may come before it is told that it is lost

    @property
    def is_idle(self) -> bool:
        """Whether it has no answer to wait for."""
        return self.cycle is None or self.cycle.response_complete

    def data_received(self, data: bytes) -> None:
        """A request must be whole in time, its head and what body it has."""
        super().data_received(data)
        if self.conn.their_state in {h11.DONE, h11.MUST_CLOSE, h11.CLOSED}:
            self._request_due.lift()
        else:
            self._request_due.set(REQUEST_S)

    def pause_writing(self) -> None:
        """It reads more slowly than we write."""
        super().pause_writing()
        self._reading_due.set(READ_S)

    def resume_writing(self) -> None:
        """It has read."""
        self._reading_due.lift()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        self._request_due.lift()
        self._reading_due.lift()
        super().connection_lost(exc)


class _Deadline:
    """Cuts a connection off, unless it is lifted."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._timer: asyncio.TimerHandle | None = None

    def set(self, seconds: float) -> None:
        """Let it run; one that runs already goes on."""
        connection = self._connection
        if self._timer is None and not connection.transport.is_closing():
            self._timer = connection.loop.call_later(seconds, connection.transport.abort)

    def lift(self) -> None:
        """It was met."""
        if self._timer:
            self._timer.cancel()
        self._timer = None
