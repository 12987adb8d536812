"""A cluster and some instances on it, moved one request at a time by a schedule."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from service.settings import Settings
from tests.simulation.instance import Fate, Instance, Kind
from tests.simulation.ledger import Ledger
from tests.simulation.schedule import Move, read
from tests.simulation.tally import Tally

_GROUP = "copydesk"
_NAMES = ("a", "b", "c")
_AT_FIRST = 2
_AT_MOST = 4
_RECORDS = 12
_RUN = 6
_OUTAGE = 15
_ROUNDS = 300
"""Far more than any history needs to drain; one that needs them is stuck."""
SESSION_S = 15.0
TRANSACTION_S = 30.0

_FATES = {
    Move.STEP: Fate.ANSWERED,
    Move.LOSE: Fate.LOST,
    Move.MISS: Fate.UNHEARD,
    Move.DIE_UNHEARD: Fate.KILLED,
}


@cache
def _settings(delivery: str, name: str) -> Settings:
    return Settings.model_validate(
        {
            "group_id": _GROUP,
            "delivery": delivery,
            "instance_id": name,
            "batch_max_records": 3,
            "session_timeout_ms": int(SESSION_S * 1000),
            "transaction_timeout_ms": int(TRANSACTION_S * 1000),
        }
    )


class World:
    """One history.

    Args:
        delivery: The guarantee.
        kind: What the instances are made of.
    """

    def __init__(self, delivery: str, kind: Kind) -> None:
        self.delivery = delivery
        self.ledger = kind.ledger()
        self.instances: list[Instance] = []
        self.story: list[tuple[object, ...]] = []
        self._kind = kind
        self._outage = 0
        for _ in range(_RECORDS):
            self.ledger.fill()
        for name in _NAMES[:_AT_FIRST]:
            self._start(name)

    @property
    def running(self) -> list[Instance]:
        """The processes that are there."""
        return [instance for instance in self.instances if instance.running]

    def _start(self, instance_id: str) -> None:
        name = f"{instance_id}{1 + sum(i.instance_id == instance_id for i in self.instances)}"
        self.story.append((name, Move.START))
        settings = _settings(self.delivery, instance_id)
        self.instances.append(Instance(name, self.ledger, settings, Tally(), self._kind))

    def play(self, schedule: bytes) -> None:
        """Make the moves of a schedule."""
        for byte in schedule:
            self._outage = max(0, self._outage - 1)
            self._make(*read(byte))

    def _make(self, move: Move, target: int) -> None:
        if move is Move.WRITE:
            self.ledger.fill()
        elif move is Move.OUTAGE:
            self._outage = _OUTAGE
        elif move is Move.START:
            if len(self.running) < _AT_MOST:
                self._start(_NAMES[target % len(_NAMES)])
        elif move in (Move.EXPEL, Move.TELL):
            members = self.ledger.group.members
            if members:
                self._expel(members[target % len(members)], tell=move is Move.TELL)
        elif running := self.running:
            self._move(running[target % len(running)], move)

    def _move(self, instance: Instance, move: Move) -> None:
        self.story.append((instance.name, move, instance.asks))
        if move in _FATES:
            self._step(instance, _FATES[move])
        elif move is Move.RUN:
            for _ in range(_RUN):
                self._step(instance, Fate.ANSWERED)
        elif move is Move.TIME_OUT:
            self._time_out(instance.instance_id)
        else:
            _DONE_TO[move](instance)

    def _step(self, instance: Instance, fate: Fate) -> None:
        if instance.running:
            instance.step(Fate.LOST if self._outage and fate is not Fate.KILLED else fate)

    def _expel(self, member_id: str, *, tell: bool) -> None:
        """After a silence of the session's time."""
        self.ledger.group.leave(member_id)
        for instance in self.running:
            if instance.membership == member_id:
                self.story.append((instance.name, Move.TELL if tell else Move.EXPEL))
                instance.wait(SESSION_S)
                if tell and instance.consumer:
                    instance.consumer.forget()

    def _time_out(self, instance_id: str) -> None:
        """After a transaction's time, which has passed for those who may hold it."""
        if self.ledger.time_out(f"{_GROUP}-{instance_id}"):
            for instance in self.running:
                if instance.instance_id == instance_id:
                    instance.wait(TRANSACTION_S)

    def drain(self) -> None:
        """Let nothing go wrong any more until all is committed; then stop everybody."""
        self._outage = 0
        for _ in range(_ROUNDS):
            if self.ledger.drained:
                break
            self._clear()
            if not self.running:
                self._start(_NAMES[0])
            for instance in self.running:
                instance.arrive()
                for _ in range(_RUN):
                    self._step(instance, Fate.ANSWERED)
        for instance in self.running:
            instance.stop()
        for _ in range(_ROUNDS):
            for instance in self.running:
                instance.step()

    def _clear(self) -> None:
        """Forget the dead, as the broker does after a while."""
        there = self.running
        for member_id in set(self.ledger.group.members) - {i.membership for i in there}:
            self.ledger.group.leave(member_id)
        for name in set(_NAMES) - {i.instance_id for i in there}:
            self.ledger.time_out(f"{_GROUP}-{name}")

    def close(self) -> None:
        """Leave no coroutine behind."""
        for instance in self.instances:
            if instance.running:
                instance.kill()
            instance.tally.close()


_DONE_TO: dict[Move, Callable[[Instance], None]] = {
    Move.BE_LATE: Instance.be_late,
    Move.ARRIVE: Instance.arrive,
    Move.STOP: Instance.stop,
    Move.DIE: Instance.kill,
}
