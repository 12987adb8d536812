"""Every fault: how it is made, and what it is made in."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from localkafka import Nodes
from schemas.topics import MAX_RAW_BYTES
from service.errors import ExitCode
from tests.chaos.crew import send
from tests.chaos.scene import Scene
from tests.processes import workers
from tests.running import Running

_BOTH = 0.7
_FROZEN_S = (4.7, 5.2, 9.7)
_MIN_INSYNC = "min.insync.replicas"
_MAX_BYTES = "max.message.bytes"


class World(StrEnum):
    """Where a fault is made."""

    SHARED = "shared"
    """A node that lives through it, together with others."""
    OWN = "own"
    """A node of its own."""
    THREE = "three"
    """Three nodes, each topic on all of them."""


@dataclass(frozen=True)
class Fault:
    """One way to go wrong.

    ``strike`` makes it once and returns the moment it was over; None where it has measured
    the recovery itself.
    """

    name: str
    how: str
    strike: Callable[[Scene], float | None]
    rounds: int
    """In the long form, for each guarantee."""
    round_s: float
    """About so long is one: the longest drills begin first."""
    world: World = World.SHARED
    instances: int = 1
    reserve: int = 600
    """Records before the group when the fault comes: it must last until it is over."""
    environment: Mapping[str, str] = field(default_factory=dict)


def kill(scene: Scene) -> float:
    """One of two, or both: to kill both costs no more time."""
    both = scene.chance.random() < _BOTH
    names = ["one", "two"] if both else [scene.chance.choice(("one", "two"))]
    for name in names:
        scene.await_work(scene.crew[name])
    scene.pause()
    for name in names:
        scene.crew.kill(name)
    scene.crew.start(*names)
    return time.monotonic()


def stop(scene: Scene) -> float:
    scene.crew.stop("one")
    scene.crew.start("one")
    return time.monotonic()


def freeze_instance(scene: Scene) -> float:
    name = scene.chance.choice(scene.crew.names)
    frozen = scene.crew[name]
    share = scene.share_of(frozen)
    pid, rebalances = frozen.process.pid, _rebalances(frozen)
    frozen.freeze()
    scene.await_members(1)
    scene.await_takeover(share)
    frozen.thaw()
    over_at = time.monotonic()
    # It wakes up with a batch in hand, and is expelled; or with none, and joins anew.
    scene.await_that(
        lambda: frozen.process.pid != pid or _rebalances(frozen) > rebalances, "it to notice"
    )
    return over_at


def restart_broker(scene: Scene) -> float:
    node = scene.node
    node.kill()
    node.start()
    scene.broker_starts += 1
    return time.monotonic()


def take_broker_away(scene: Scene) -> float:
    node, (instance,) = scene.node, scene.crew
    node.kill()
    scene.await_that(lambda: instance.status("ready") == 503, "it to be not ready")
    assert instance.status("live") == 200
    scene.last(27, 57)
    node.start()
    scene.broker_starts += 1
    return time.monotonic()


def freeze_broker(scene: Scene) -> float:
    """Our deadlines are 5 s for a transaction and 5 s more for its abort: wake it around both."""
    node, length_s = scene.node, _FROZEN_S[scene.broker_freezes % len(_FROZEN_S)]
    scene.broker_freezes += 1
    node.pause()
    scene.last(length_s, length_s + 0.2)
    node.resume()
    return time.monotonic()


def rebalance(scene: Scene) -> None:
    """Two instances become three, two, one, and two again."""
    scene.crew.start("three")
    _settle(scene, 3)
    for many in (2, 1):
        scene.crew.stop(scene.chance.choice(scene.crew.names))
        _settle(scene, many)
    scene.crew.start(next(name for name in ("one", "two") if name not in scene.crew.names))
    if "three" in scene.crew.names:
        _settle(scene, 2)
        scene.crew.stop("three")
        scene.crew.start(next(name for name in ("one", "two") if name not in scene.crew.names))
    _settle(scene, 2)


def _settle(scene: Scene, many: int) -> None:
    changed_at = time.monotonic()
    scene.await_members(many)
    scene.rebalances += 1
    scene.recover(changed_at)
    scene.check_shares()
    scene.feed(700)


def kill_worker(scene: Scene) -> float:
    found = workers(scene.crew["one"].process.pid)
    send([scene.chance.choice(found)], signal.SIGKILL)
    return time.monotonic()


def freeze_workers(scene: Scene) -> float:
    """The main process lives and sends heartbeats, but its batch is not done in time."""
    name = scene.chance.choice(scene.crew.names)
    slow = scene.crew[name]
    share = scene.share_of(slow)
    pid, frozen = slow.process.pid, workers(slow.process.pid)
    send(frozen, signal.SIGSTOP)
    scene.await_members(1)
    scene.await_takeover(share)
    send(frozen, signal.SIGCONT)
    over_at = time.monotonic()
    scene.await_that(lambda: slow.process.pid != pid, "it to be expelled")
    return over_at


def lower_limit(scene: Scene) -> float:
    """The broker refuses for good: the service stops, and stays down until the cure."""
    topic = scene.settings.output_topic
    scene.watch.configure(topic, _MAX_BYTES, "1000")
    code = scene.crew.await_end("one")
    scene.watch.configure(topic, _MAX_BYTES, str(MAX_RAW_BYTES))
    assert code == ExitCode.UNAVAILABLE
    scene.crew.start("one")
    return time.monotonic()


def raise_in_sync(scene: Scene) -> None:
    """The broker refuses for a while: two copies are in sync, three are asked for."""
    nodes, topic, (instance,) = _nodes(scene), scene.settings.output_topic, scene.crew
    scene.watch.configure(topic, _MIN_INSYNC, "3")
    scene.node.kill()
    scene.await_that(lambda: instance.status("ready") == 503, "it to be not ready")
    scene.last(5, 15)
    scene.watch.configure(topic, _MIN_INSYNC, "2")
    scene.recover(time.monotonic())
    _bring_back(scene, nodes)


def lose_node(scene: Scene) -> None:
    """Measured from the loss: the other two must carry on."""
    nodes = _nodes(scene)
    scene.node.kill()
    scene.recover(time.monotonic())
    scene.feed(300)
    scene.await_commit()
    _bring_back(scene, nodes)


def _bring_back(scene: Scene, nodes: Nodes) -> None:
    nodes.start()
    scene.broker_starts += 1
    scene.await_that(lambda: scene.watch.copies_in_sync() == len(nodes.nodes), "all in sync")


def _nodes(scene: Scene) -> Nodes:
    assert isinstance(scene.cluster, Nodes)
    return scene.cluster


def _rebalances(instance: Running) -> float:
    return instance.metrics().get("copydesk_rebalances_total", 0.0)


FAULTS = (
    Fault(
        "kill",
        "`kill -9` of one of two instances or of both, started again at once",
        kill,
        rounds=32,
        round_s=15,
        instances=2,
        reserve=800,
    ),
    Fault("stop", "SIGTERM, started again at once", stop, rounds=6, round_s=12),
    Fault(
        "zombie",
        "SIGSTOP of one of two instances until the group has expelled it and the other has "
        "gone on in its partitions, then SIGCONT",
        freeze_instance,
        rounds=4,
        round_s=35,
        instances=2,
        reserve=1_200,
    ),
    Fault(
        "broker_restart",
        "`kill -9` of the only broker, started again at once",
        restart_broker,
        rounds=6,
        round_s=12,
        world=World.OWN,
    ),
    Fault(
        "broker_away",
        "`kill -9` of the only broker, started again after 30 to 60 s",
        take_broker_away,
        rounds=2,
        round_s=60,
        world=World.OWN,
    ),
    Fault(
        "broker_frozen",
        "SIGSTOP of the only broker for 4.7, 5.2 and 9.7 s in turn, around the deadlines of a transaction, "
        "then SIGCONT",
        freeze_broker,
        rounds=6,
        round_s=15,
        world=World.OWN,
        environment={"COPYDESK_TRANSACTION_TIMEOUT_MS": "5000"},
    ),
    Fault(
        "rebalance",
        "two instances become three, two, one and two again: a start, two SIGTERMs, a start",
        rebalance,
        rounds=3,
        round_s=50,
        instances=2,
        reserve=1_000,
    ),
    Fault(
        "worker_killed",
        "`kill -9` of one of the two worker processes of an instance",
        kill_worker,
        rounds=10,
        round_s=5,
        environment={"COPYDESK_WORKERS": "2"},
    ),
    Fault(
        "slow",
        "both workers of one of two instances frozen for longer than "
        "`COPYDESK_MAX_POLL_INTERVAL_MS` (10 s), until the other has gone on in their partitions, then woken up",
        freeze_workers,
        rounds=2,
        round_s=40,
        instances=2,
        reserve=2_000,
        environment={
            "COPYDESK_WORKERS": "2",
            "COPYDESK_MAX_POLL_INTERVAL_MS": "10000",
            "COPYDESK_TIME_LIMIT_S": "120",
            "COPYDESK_LIVE_TIMEOUT_S": "180",
        },
    ),
    Fault(
        "output_limit",
        "`max.message.bytes` of the output topic lowered to 1,000 until the service has stopped "
        "(exit 3), then raised and started again",
        lower_limit,
        rounds=2,
        round_s=12,
    ),
    Fault(
        "output_refused",
        "three nodes: `min.insync.replicas` of the output topic raised to 3 and one node killed, "
        "until the service has been not ready for 5 to 15 s; then lowered to 2",
        raise_in_sync,
        rounds=2,
        round_s=40,
        world=World.THREE,
    ),
    Fault(
        "node_lost",
        "three nodes: `kill -9` of one; started again when the others have carried on",
        lose_node,
        rounds=3,
        round_s=35,
        world=World.THREE,
    ),
)
