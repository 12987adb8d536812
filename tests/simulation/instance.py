"""One process of the service: the real loop on the real transport, paused at every request.

Each instance runs in coroutines (greenlets), one for its loop and one for every call that has a
deadline (in production a thread). A request to the broker gives the word back to the world, which
says what becomes of it and who goes on.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, ParamSpec, TypeVar

from greenlet import getcurrent, greenlet
from kafka.errors import KafkaConnectionError, KafkaTimeoutError

from schemas.dead_letter import Reason, Stage
from service.errors import ExitCode, TransportError, Unavailable
from service.executor import Processed
from service.health import Health
from service.kafka.client import Client
from service.kafka.transport import Event, KafkaTransport, connect
from service.outcome import Enriched, Outcome, Rejected, Skipped
from service.patience import Patience
from service.run import Desk, run
from service.settings import Settings
from service.transport import Message, Record
from tests.fakes.broker import Request
from tests.fakes.client import MemoryConsumer, MemoryProducer
from tests.simulation.ledger import Ledger
from tests.simulation.tally import Tally

P = ParamSpec("P")
T = TypeVar("T")

_REQUEST_S = 0.01
_OUTAGE_LIMIT_S = 60.0
_BUSY = (
    None,  # at work, between two requests
    Request.WRITE,
    Request.ADD_OFFSETS,
    Request.COMMIT,
    Request.COMMIT_OFFSETS,
)

Loop = Callable[[Desk, threading.Event], None]
Connect = Callable[[Settings, Callable[[Event], None], Client], KafkaTransport]


class Fate(Enum):
    """What becomes of a request."""

    ANSWERED = auto()
    LOST = auto()
    """It never arrives."""
    UNHEARD = auto()
    """It takes effect, but the answer never arrives."""
    KILLED = auto()
    """It takes effect, and its process is killed before the answer arrives."""


class _Killed(BaseException):
    """Kill -9: nothing of the process runs any more."""


@dataclass(frozen=True, slots=True)
class _Judge:
    """The core in one line: the value says what the outcome is. It takes its time."""

    pause: Callable[[], None]

    def map(self, records: Sequence[Record]) -> list[Processed]:
        self.pause()
        return [Processed(_outcome(record), {}) for record in records]

    def close(self) -> None: ...


def _outcome(record: Record) -> Outcome:
    if record.value is None:
        return Skipped()
    if record.value.startswith(b"bad"):
        return Rejected(Stage.DECODE, Reason.INVALID_JSON, "bad")
    return Enriched(Message(record.key, record.value, record.headers))


class _Stop(threading.Event):
    """A stop whose waits take no time but the instance's own."""

    def __init__(self, instance: Instance) -> None:
        super().__init__()
        self._instance = instance

    def wait(self, timeout: float | None = None) -> bool:
        self._instance.wait(timeout or 0)
        return self.is_set()


@dataclass(frozen=True, slots=True)
class Kind:
    """What an instance is made of; plants put a bug in."""

    loop: Loop = run
    connect: Connect = connect
    ledger: Callable[[], Ledger] = Ledger


@dataclass(slots=True)
class Batch:
    """Records that an instance had in hand to publish."""

    records: Sequence[Record]
    published: bool = False
    """Whether it learned that they are."""


@dataclass(frozen=True, slots=True)
class _Watched:
    """A sink that notes its batches."""

    transport: KafkaTransport
    batches: list[Batch]

    def publish(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> None:
        batch = Batch(records)
        self.batches.append(batch)
        self.transport.publish(records, outcomes)
        batch.published = True

    def close(self) -> None:
        self.transport.close()


@dataclass(slots=True)
class _Task:
    """A coroutine: the loop itself, or a call it waits for."""

    coroutine: greenlet
    limit_s: float = 0
    too_late: bool = False


class Instance:
    """One process of the service, from its start to its end.

    Args:
        name: With a number, for the story.
        ledger: The broker.
        settings: With its ``instance_id`` and guarantee.
        tally: Where it counts.
        kind: Its loop and transport.
    """

    def __init__(
        self, name: str, ledger: Ledger, settings: Settings, tally: Tally, kind: Kind
    ) -> None:
        self.name = name
        self.instance_id = settings.instance_id
        self.tally = tally
        self.batches: list[Batch] = []
        self.asks: Request | None = None
        """What it waits for."""
        self.end: ExitCode | None = None
        self.killed = False
        self.consumer: MemoryConsumer | None = None
        self._clock_s = 0.0
        self._ledger = ledger
        self._settings = settings
        self._kind = kind
        self._stop = _Stop(self)
        self._world = getcurrent()
        self._tasks = [_Task(greenlet(self._live))]
        self._left_behind: list[greenlet] = []
        self._go_on()

    @property
    def running(self) -> bool:
        """Whether the process is there."""
        return not self._tasks[0].coroutine.dead

    @property
    def busy(self) -> bool:
        """Whether it has a batch in hand."""
        return self.asks in _BUSY

    @property
    def has_left_behind(self) -> bool:
        """Whether a call that came too late is still under way."""
        return bool(self._left_behind)

    @property
    def membership(self) -> str:
        """Its place in the group."""
        return self.consumer.member_id if self.consumer else ""

    def _live(self) -> None:
        """What service/app.py does, without its port and its signals."""
        client = Client(self._consume, self._produce, self._within, self._clock)
        try:
            with closing(self._kind.connect(self._settings, lambda _: None, client)) as transport:
                self._kind.loop(self._desk(transport), self._stop)
            self.end = ExitCode.OK
        except TransportError as error:
            self.end = error.exit_code
        except _Killed:
            return

    def _desk(self, transport: KafkaTransport) -> Desk:
        return Desk(
            transport,
            _Judge(self._work),
            _Watched(transport, self.batches),
            self.tally.metrics,
            Health(60, self._clock),
            Patience(_OUTAGE_LIMIT_S, 5.0, self._stop, self._clock),
        )

    def _consume(self, **config: Any) -> MemoryConsumer:
        self.consumer = MemoryConsumer(self._ledger, self, **config)
        return self.consumer

    def _produce(self, **config: Any) -> MemoryProducer:
        return MemoryProducer(self._ledger, self, **config)

    def _clock(self) -> float:
        return self._clock_s

    def wait(self, seconds: float) -> None:
        """Let its own time pass; no two instances compare their clocks."""
        self._clock_s += seconds

    def ask(self, request: Request, effect: Callable[[], T]) -> T:
        """Pause until the world says what becomes of a request."""
        self._require_life()
        self.asks = request
        fate: Fate = self._world.switch()
        self.wait(_REQUEST_S)
        if fate is Fate.LOST:
            raise KafkaTimeoutError("the request was lost")
        heard = fate is Fate.ANSWERED and getcurrent() not in self._left_behind
        try:
            return self._ledger.answer(effect, heard=heard)
        finally:
            self._require_life()
            if fate is Fate.UNHEARD:
                raise KafkaConnectionError("the answer was lost")

    def _work(self) -> None:
        """Pause with a batch in hand; no cluster is needed for that."""
        self.asks = None
        self._world.switch()
        self._require_life()

    def _within(
        self, seconds: float, doing: str, call: Callable[P, T], *args: P.args, **kw: P.kwargs
    ) -> T:
        """As ``service.kafka.client.within``, with a coroutine for its thread."""
        results: list[T] = []
        raised: list[Exception] = []

        def work() -> None:
            try:
                results.append(call(*args, **kw))
            except _Killed:
                return
            except Exception as error:  # noqa: BLE001  raised again below
                raised.append(error)

        self._require_life()
        task = _Task(greenlet(work, self._world), seconds)
        self._tasks.append(task)
        self._world.switch()
        self._require_life()
        if task.too_late:
            raise Unavailable(f"{doing}: no answer within {seconds:g} s")
        if raised:
            raise raised[0]
        return results[0]

    def _require_life(self) -> None:
        if self.killed:
            raise _Killed

    def step(self, fate: Fate = Fate.ANSWERED) -> None:
        """Let it go on until it asks for something again."""
        self.killed = fate is Fate.KILLED
        self._go_on(fate)
        if self.killed:
            self.kill()

    def _go_on(self, *said: Fate) -> None:
        """Run the innermost task: a call while it lasts, then the one that waits for it."""
        while True:
            task = self._tasks[-1]
            task.coroutine.switch(*said)
            said = ()
            if task is not self._tasks[-1]:  # it has begun a call
                continue
            if not task.coroutine.dead or len(self._tasks) == 1:
                return
            self._tasks.pop()

    def be_late(self) -> None:
        """Let the deadline of the call in hand pass; what it does is left behind."""
        if len(self._tasks) > 1:
            task = self._tasks.pop()
            task.too_late = True
            self.wait(task.limit_s)
            self._left_behind.append(task.coroutine)
            self._go_on()

    def arrive(self) -> None:
        """Let what was left behind go on to its end."""
        while self._left_behind:
            self._left_behind[-1].switch(Fate.ANSWERED)
            if self._left_behind[-1].dead:
                self._left_behind.pop()

    def be_expelled(self, after_s: float, *, told: bool) -> None:
        """Be frozen for so long that the group goes on without it; perhaps its client hears."""
        self._ledger.group.leave(self.membership)
        self.wait(after_s)
        if told and self.consumer:
            self.consumer.forget()

    def stop(self) -> None:
        """SIGTERM."""
        self._stop.set()

    def kill(self) -> None:
        """Kill -9."""
        self.killed = True
        for coroutine in (*self._left_behind, *(task.coroutine for task in self._tasks[::-1])):
            if not coroutine.dead:
                coroutine.throw(_Killed)
        self._left_behind = []
