"""A fault, so many times, under load, for one guarantee -> what became of the records."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

from localkafka import Node, Nodes
from localkafka.node import die_with_parent
from tests.chaos.faults import FAULTS, Fault, World
from tests.chaos.planted import Plant
from tests.chaos.scene import BATCH_RECORDS, Scene
from tests.counting import Count

GUARANTEES = ("exactly_once", "at_least_once")
BY_NAME = {fault.name: fault for fault in FAULTS}


@dataclass(frozen=True)
class Drill:
    """What is to be done."""

    fault: str
    guarantee: str
    rounds: int
    seed: int = 1
    plant: Plant | None = None

    @property
    def name(self) -> str:
        """For people and folders."""
        return "-".join(filter(None, (self.fault, self.guarantee, self.plant)))


@dataclass
class Result:
    """What was found."""

    drill: Drill
    count: Count = field(default_factory=Count)
    records: int = 0
    recoveries_s: list[float] = field(default_factory=list)
    bound: int = 0
    """At least once: the most records that may be doubled."""
    uneven: int = 0
    stale: bool = False
    kills: int = 0
    rebalances: int = 0
    broker_starts: int = 0
    exits: dict[int, int] = field(default_factory=dict)
    """Of services that stopped by themselves and were started again: how many by exit code."""
    took_s: float = 0.0
    broke: str = ""
    """What the suite waited for in vain, or how an instance ended that should not have."""

    @property
    def faults(self) -> list[str]:
        """Every promise that was not kept."""
        count = self.count
        allowed = self.bound if self.drill.guarantee == "at_least_once" else 0
        found = {
            "lost": count.lost,
            "duplicated": max(0, count.duplicated - allowed),
            "misordered": count.misordered,
            "wrongly dead-lettered": count.wrong,
            "instances whose counters do not add up": self.uneven,
            "lag that outlived its revocation": int(self.stale),
        }
        return [f"{n} {what}" for what, n in found.items() if n] + [self.broke] * bool(self.broke)


def perform(drill: Drill, shared: str, folder: Path) -> Result:
    """Do a drill, and never raise: what breaks is a finding.

    Args:
        drill: What.
        shared: Bootstrap servers of the node that faults without one of their own use.
        folder: For logs and nodes.
    """
    began = time.monotonic()
    result = Result(drill)
    fault = BY_NAME[drill.fault]
    try:
        with _world(fault, shared, folder / drill.name) as servers:
            seed = f"{drill.seed} {drill.fault} {drill.guarantee}"
            with closing(
                Scene(
                    servers,
                    drill.guarantee,
                    seed,
                    folder / drill.name,
                    dict(fault.environment),
                    drill.plant,
                )
            ) as scene:
                _play(scene, fault, drill, result)
    except Exception as error:  # noqa: BLE001  the table has to be printed whatever happens
        result.broke = f"{type(error).__name__}: {error}"
    result.took_s = time.monotonic() - began
    return result


def _play(scene: Scene, fault: Fault, drill: Drill, result: Result) -> None:
    try:
        scene.feed(fault.reserve)
        scene.crew.start(*("one", "two")[: fault.instances])
        scene.await_members(fault.instances)
        for _ in range(drill.rounds):
            scene.feed(fault.reserve)
            scene.await_commit()
            scene.pause()
            over_at = fault.strike(scene)
            if over_at is not None:
                scene.recover(over_at)
            scene.await_members(fault.instances)
        result.count = scene.finish()
    finally:
        result.records = scene.written
        result.recoveries_s = scene.recoveries_s
        result.bound = BATCH_RECORDS * scene.crew.tries()
        result.uneven, result.stale = scene.crew.uneven, scene.stale
        result.kills, result.rebalances = scene.crew.kills, scene.rebalances
        result.broker_starts, result.exits = scene.broker_starts, dict(scene.crew.exits)


@contextmanager
def _world(fault: Fault, shared: str, folder: Path) -> Iterator[Node | Nodes | str]:
    if fault.world is World.SHARED:
        yield shared
    elif fault.world is World.OWN:
        with Node(folder / "node", heap_mb=256) as node:
            yield node
    else:
        with Nodes(folder / "nodes") as nodes:
            yield nodes


class Lanes:
    """Drills side by side, each in a process of its own: most of the time they wait.

    Args:
        many: How many at once.
        shared: See ``perform``.
        folder: For logs and nodes; None uses one that goes with the lanes.
    """

    def __init__(self, many: int, shared: str, folder: Path) -> None:
        self._shared, self._folder = shared, folder
        # Nodes die with the process that started them, and the lanes with us.
        self._pool = ProcessPoolExecutor(many, get_context("spawn"), initializer=die_with_parent)

    def begin(self, drills: Sequence[Drill]) -> list[Future[Result]]:
        """Hand drills in; the first given begin first."""
        return [self._pool.submit(perform, d, self._shared, self._folder) for d in drills]

    def close(self) -> None:
        """Do not begin what waits; wait for what has begun."""
        self._pool.shutdown(cancel_futures=True)


@contextmanager
def lanes(many: int, folder: Path | None = None) -> Iterator[Lanes]:
    """A node for all, and lanes for drills."""
    with TemporaryDirectory(prefix="copydesk-chaos-") as made:
        place = folder or Path(made)
        place.mkdir(parents=True, exist_ok=True)
        with (
            Node(place / "shared", heap_mb=512) as node,
            closing(Lanes(many, node.bootstrap_servers, place)) as opened,
        ):
            yield opened
