"""One process of the service: the real loop on the real transport, paused at every request."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeVar

from kafka.errors import KafkaConnectionError, KafkaTimeoutError

from service.errors import ExitCode, TransportError
from service.health import Health
from service.kafka.client import Client
from service.kafka.transport import Event, KafkaTransport, connect
from service.patience import Patience
from service.run import Desk, run
from service.settings import Settings
from tests.fakes.broker import Request
from tests.fakes.consumer import MemoryConsumer
from tests.fakes.producer import MemoryProducer
from tests.simulation.ledger import Ledger
from tests.simulation.parts import Batch, Judge, Stop, Watched
from tests.simulation.tally import Tally
from tests.simulation.tasks import Fate, Killed, Tasks

T = TypeVar("T")
Connect = Callable[[Settings, Callable[[Event], None], Client], KafkaTransport]

_REQUEST_S = 0.01
_OUTAGE_LIMIT_S = 60.0
_COMMITS = (Request.COMMIT, Request.COMMIT_OFFSETS)
_BUSY = (None, Request.WRITE, Request.ADD_OFFSETS, *_COMMITS)
"""None: at work, between two requests."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What an instance and its broker are made of; here a bug is planted."""

    loop: Callable[[Desk, threading.Event], None] = run
    connect: Connect = connect
    ledger: Callable[[], Ledger] = Ledger


class Instance:
    """One process of the service, from its start to its end.

    Args:
        name: For the story.
        ledger: The broker.
        settings: With its ``instance_id`` and guarantee.
        tally: Where it counts.
        kind: What it is made of.
    """

    def __init__(
        self, name: str, ledger: Ledger, settings: Settings, tally: Tally, kind: Kind
    ) -> None:
        self.name = name
        self.instance_id = settings.instance_id
        self.tally = tally
        self.batches: list[Batch] = []
        self.asks: Request | None = None
        """What it waits for; nothing while it is at work."""
        self.end: ExitCode | None = None
        """None while it runs, and when it was killed."""
        self.cuts = 0
        """Batches of which only the first record was done."""
        self._slow = False
        self._clock_s = 0.0
        self._ledger = ledger
        self._settings = settings
        self._kind = kind
        self._consumer: MemoryConsumer | None = None
        self._stop = Stop(self.wait)
        self.tasks = Tasks(self._live, self.wait)
        self.tasks.go_on()

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return self.tasks.running

    @property
    def busy(self) -> bool:
        """Whether it has a batch in hand."""
        return self.running and self.asks in _BUSY

    @property
    def commits(self) -> bool:
        """Whether its batch in hand is one request from done."""
        return self.asks in _COMMITS

    @property
    def member_id(self) -> str:
        """Its place in the group."""
        return self._consumer.member_id if self._consumer else ""

    def _live(self) -> None:
        """What service/app.py does, without its port and its signals."""
        client = Client(self._consume, self._produce, self.tasks.within, self._clock)
        try:
            with closing(self._kind.connect(self._settings, lambda _: None, client)) as transport:
                self._kind.loop(self._desk(transport), self._stop)
            self.end = ExitCode.OK
        except TransportError as error:
            self.end = error.exit_code
        except Killed:
            return

    def _desk(self, transport: KafkaTransport) -> Desk:
        return Desk(
            transport,
            Judge(self._work),
            Watched(transport, self.batches),
            self.tally.metrics,
            Health(60, self._clock),
            Patience(_OUTAGE_LIMIT_S, 5.0, self._stop, self._clock),
        )

    def _consume(self, **config: Any) -> MemoryConsumer:
        self._consumer = MemoryConsumer(self._ledger, self, **config)
        return self._consumer

    def _produce(self, **config: Any) -> MemoryProducer:
        return MemoryProducer(self._ledger, self, **config)

    def _clock(self) -> float:
        return self._clock_s

    def wait(self, seconds: float) -> None:
        """Let its own time pass; no two instances compare their clocks."""
        self._clock_s += seconds

    def ask(self, request: Request, effect: Callable[[], T]) -> T:
        """Pause until the world says what becomes of a request."""
        self.asks = request
        fate, awaited = self.tasks.pause()
        self.wait(_REQUEST_S)
        if fate is Fate.LOST:
            raise KafkaTimeoutError("the request was lost")
        try:
            return self._ledger.answer(effect, heard=awaited and fate is Fate.ANSWERED)
        finally:
            self.tasks.require_life()
            if fate is Fate.UNHEARD:
                raise KafkaConnectionError("the answer was lost")

    def _work(self, many: int) -> int:
        """Pause with a batch in hand; that needs no cluster. Slow, it does one record only."""
        self.asks = None
        self.tasks.pause()
        self.tasks.require_life()
        slow, self._slow = self._slow, False
        self.cuts += slow and many > 1
        return min(many, 1) if slow else many

    def be_slow(self) -> None:
        """Take too long with the batch in hand, or the next one."""
        self._slow = True

    def stop(self) -> None:
        """SIGTERM."""
        self._stop.set()

    def be_expelled(self, after_s: float, *, told: bool) -> None:
        """Be silent for so long that the group goes on without it; perhaps its client hears."""
        self._ledger.group.leave(self.member_id)
        self.wait(after_s)
        if told and self._consumer:
            self._consumer.forget()
