"""A cluster and some instances on it, moved one request at a time by a schedule."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from service.settings import Settings
from tests.fakes.broker import Request
from tests.simulation.instance import Instance, Kind
from tests.simulation.schedule import HARMLESS, Move, read
from tests.simulation.tally import Tally
from tests.simulation.tasks import Fate

_GROUP = "copydesk"
_NAMES = ("a", "b", "c")
_AT_FIRST = 3
_AT_MOST = 4
_RECORDS = 12
_RUN = 6
_POLLS = 3
_ANYONE = 3
_OUTAGE = 10
_ROUNDS = 300
"""Far more than any history needs to drain; one that needs them is stuck."""
_LONG = 5
"""Rounds in which a session and a transaction of the dead time out; the living need one."""
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
            self.story.append((move,))
            self.ledger.fill()
        elif move is Move.OUTAGE:
            self.story.append((move,))
            self._outage = _OUTAGE
        elif move is Move.START:
            if len(self.running) < _AT_MOST:
                self._start(_NAMES[target % len(_NAMES)])
        elif move is Move.EXPEL and target and (dead := self._dead()):
            self.story.append(("a dead member", move))
            self.ledger.group.leave(dead[0])
        elif candidates := self._candidates(move, target):
            meant = candidates[target % len(candidates)]
            self._move(meant, move)
            if target % 2:
                self._meanwhile(meant, move)

    def _meanwhile(self, meant: Instance, move: Move) -> None:
        """What took so long gave others the time to take over, or itself to come back."""
        for instance in self.running:
            if (move in (Move.EXPEL, Move.TELL, Move.FREEZE) and instance is not meant) or (
                move is Move.BE_LATE and instance is meant
            ):
                self._move(instance, Move.TAKE)

    def _dead(self) -> list[str]:
        """Members of the group that will not come back."""
        there = {instance.member_id for instance in self.running}
        return [member_id for member_id in self.ledger.group.members if member_id not in there]

    def _candidates(self, move: Move, target: int) -> list[Instance]:
        """Who may be meant: what goes wrong goes wrong more often with a batch in hand."""
        running = self.running
        if move is Move.ARRIVE:
            return [instance for instance in running if instance.tasks.any_left_behind]
        if move in HARMLESS or target == _ANYONE:
            return running
        return [instance for instance in running if instance.busy] or running

    def _move(self, instance: Instance, move: Move) -> None:
        # Steps one after the other tell nothing by where each begins.
        at = () if move is Move.STEP else (f"(waiting for: {instance.asks})",)
        self.story.append((instance.name, move, *at))
        if move in _FATES:
            self._step(instance, _FATES[move])
        elif move is Move.RUN:
            for _ in range(_RUN):
                self._step(instance, Fate.ANSWERED)
        elif move is Move.TAKE:
            self._take(instance)
        elif move is Move.FREEZE:
            while instance.busy and not instance.commits:
                self._step(instance, Fate.ANSWERED)
            instance.be_expelled(SESSION_S, told=False)
        elif move is Move.TIME_OUT:
            self._time_out(instance.instance_id)
        else:
            _DONE_TO[move](instance)

    def _take(self, instance: Instance) -> None:
        polls = 0
        while instance.running and polls < _POLLS:
            self._step(instance, Fate.ANSWERED)
            if instance.busy:
                break
            polls += instance.asks is Request.JOIN

    def _step(self, instance: Instance, fate: Fate) -> None:
        if instance.running:
            instance.tasks.go_on(Fate.LOST if self._outage and fate is not Fate.KILLED else fate)

    def _time_out(self, instance_id: str) -> None:
        """After a transaction's time, which has passed for those who may hold it."""
        if self.ledger.time_out(f"{_GROUP}-{instance_id}"):
            for instance in self.running:
                if instance.instance_id == instance_id:
                    instance.wait(TRANSACTION_S)

    def drain(self) -> None:
        """Let nothing go wrong any more until all is committed; then stop everybody."""
        self.story.append(("from here on nothing goes wrong",))
        self._outage = 0
        for passed in range(_ROUNDS):
            if passed % _LONG == 0:
                self._clear()
            if self.ledger.drained:
                break
            if not self.running:
                self._start(_NAMES[0])
            self._go_round()
        for instance in self.running:
            instance.stop()
        for _ in range(_LONG):
            self._go_round()

    def _go_round(self) -> None:
        for instance in self.running:
            instance.tasks.arrive()
            for _ in range(_RUN):
                self._step(instance, Fate.ANSWERED)

    def _clear(self) -> None:
        """Forget the dead, as the broker does after a while, and end what they left open."""
        for member_id in self._dead():
            self.ledger.group.leave(member_id)
        for instance_id in _NAMES:
            self._time_out(instance_id)

    def close(self) -> None:
        """Leave no coroutine behind."""
        for instance in self.instances:
            if instance.running:
                instance.tasks.kill()
            instance.tally.close()


_DONE_TO: dict[Move, Callable[[Instance], None]] = {
    Move.BE_LATE: lambda instance: instance.tasks.be_late(),
    Move.ARRIVE: lambda instance: instance.tasks.arrive(),
    Move.STOP: Instance.stop,
    Move.BE_SLOW: Instance.be_slow,
    Move.DIE: lambda instance: instance.tasks.kill(),
    Move.EXPEL: lambda instance: instance.be_expelled(SESSION_S, told=False),
    Move.TELL: lambda instance: instance.be_expelled(SESSION_S, told=True),
}
