"""One load on one cluster with one crew: what the faults are done to."""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable
from pathlib import Path

from localkafka import Node, Nodes
from schemas.topics import TOPICS
from service import kafka
from service.settings import Settings
from tests.chaos.crew import Crew
from tests.chaos.planted import Plant
from tests.chaos.watch import Watch
from tests.counting import Count, count
from tests.load import mixed
from tests.running import Running, await_that

PARTITIONS = 4
BATCH_RECORDS = 50
"""Small: a tenth of the moments are within a commit, and a batch takes a quarter of a second."""
PATIENCE_S = 180.0
_SOON_S = 60.0
_MORE = 200


class Scene:
    """What a fault can reach.

    Args:
        cluster: One node, or three; or the servers of one that is left alone.
        delivery: The guarantee.
        seed: Of load and moments.
        folder: For logs.
        environment: More settings of the service, as environment variables.
        plant: A fault planted in the service.
    """

    def __init__(
        self,
        cluster: Node | Nodes | str,
        delivery: str,
        seed: str,
        folder: Path,
        environment: dict[str, str],
        plant: Plant | None = None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.cluster = cluster
        self.chance = random.Random(seed)
        servers = cluster if isinstance(cluster, str) else cluster.bootstrap_servers
        self.settings = _settings(servers, delivery)
        self.watch = Watch(self.settings)
        self.crew = Crew(self.settings, folder, environment, plant)
        self.recoveries_s: list[float] = []
        self.rebalances = 0
        self.broker_starts = 0
        self.broker_freezes = 0
        self.stale = False
        """Whether two instances went on telling the lag of one partition."""
        self.written = 0

    @property
    def node(self) -> Node:
        """The only node, or one of several by chance."""
        assert not isinstance(self.cluster, str)
        nodes = [self.cluster] if isinstance(self.cluster, Node) else self.cluster.nodes
        return self.chance.choice(nodes)

    def feed(self, reserve: int) -> None:
        """Write so much that the group has this many records before it."""
        missing = reserve - (self.written - (self.watch.committed() or 0))
        if missing > 0:
            load = mixed(self.written, missing)
            self.written += kafka.write_topic(self.settings, self.settings.input_topic, load)

    def await_that(
        self, holds: Callable[[], bool], what: str, timeout_s: float = PATIENCE_S
    ) -> None:
        """Wait for a condition; meanwhile the supervisor does its work."""

        def look() -> bool:
            self.crew.supervise()
            return holds()

        await_that(look, what, timeout_s)

    def await_commit(self) -> None:
        """Wait until the group has committed more than it has now."""
        stand = sum(self._offsets().values())
        self._await_progress(lambda offsets: sum(offsets.values()) > stand, "a commit")

    def await_takeover(self, share: set[int]) -> None:
        """Wait until others have gone on in each partition of a share.

        Before that a zombie's batch would be the first: nothing could be doubled.
        """
        stand = self._offsets()
        self._await_progress(
            lambda offsets: all(offsets.get(p, 0) > stand.get(p, 0) for p in share),
            f"others to take over {share}",
        )

    def await_work(self, instance: Running) -> None:
        """Wait until an instance has a share, and until something of it has been committed.

        One that is still joining has nothing in hand that a fault could touch.
        """
        share, stand = self.share_of(instance), self._offsets()
        self._await_progress(
            lambda offsets: any(offsets.get(p, 0) > stand.get(p, 0) for p in share),
            f"progress in {share}",
        )

    def _await_progress(self, holds: Callable[[dict[int, int]], bool], what: str) -> None:
        def moved() -> bool:
            offsets = self.watch.offsets() or {}
            if sum(offsets.values()) >= self.written:  # without more there is nothing to commit
                self.feed(_MORE)
            return holds(offsets)

        self.await_that(moved, what)

    def recover(self, over_at: float) -> None:
        """Measure from a fault's end to the next commit."""
        self.await_commit()
        self.recoveries_s.append(time.monotonic() - over_at)

    def await_members(self, many: int) -> None:
        """Wait until so many share the work and the group has settled."""
        self.await_that(lambda: self.watch.members() == many, f"{many} members")

    def share_of(self, instance: Running) -> set[int]:
        """An instance's partitions, once it has told of them, and a random while later."""
        told: set[int] = set()

        def tells() -> bool:
            told.update(instance.shares())
            return bool(told)

        self.await_that(tells, "it to tell of its share")
        self.pause()
        return told

    def check_shares(self) -> None:
        """Each partition's lag is told by one instance: a series must not outlive a revocation."""
        if self.stale:
            return  # it takes patience to see, and has been seen

        def apart() -> bool:
            shares = [instance.shares() for instance in self.crew]
            told = [share for each in shares for share in each]
            # Each has some: before a new one tells of its share, nobody tells of it twice.
            return all(shares) and len(told) == len(set(told)) == PARTITIONS

        try:
            self.await_that(apart, "one instance a partition", _SOON_S / 3)
        except AssertionError:
            self.stale = True

    def pause(self, most_s: float = 1.0) -> None:
        """Let it work for a random while: the fault comes anywhere in a batch."""
        time.sleep(self.chance.uniform(0, most_s))

    def last(self, least_s: float, most_s: float) -> None:
        """Let a fault last; its length is the fault."""
        until = time.monotonic() + self.chance.uniform(least_s, most_s)
        self.await_that(lambda: time.monotonic() > until, "the fault to have lasted")

    def finish(self) -> Count:
        """Drain, stop, and compare what went in with what came out."""
        self.await_that(lambda: self.watch.committed() == self.written, "all read")
        self.await_that(lambda: all(each.status("live") == 200 for each in self.crew), "all up")
        for name in self.crew.names:
            self.crew.stop(name)
        topics = (self.settings.output_topic, self.settings.dead_letter_topic)
        inputs, outputs, dead = (
            kafka.read_topic(self.settings, topic, timeout_s=PATIENCE_S)
            for topic in (self.settings.input_topic, *topics)
        )
        return count(inputs, outputs, dead)

    def close(self) -> None:
        """Leave nothing behind but the cluster."""
        self.crew.close()
        self.watch.close()

    def _offsets(self) -> dict[int, int]:
        found: list[dict[int, int]] = []

        def ask() -> bool:
            offsets = self.watch.offsets()
            found.extend([] if offsets is None else [offsets])
            return bool(found)

        self.await_that(ask, "the committed offsets")
        return found[0]


def _settings(bootstrap_servers: str, delivery: str) -> Settings:
    name = uuid.uuid4().hex[:8]
    made = Settings.model_validate(
        {
            "bootstrap_servers": bootstrap_servers,
            "delivery": delivery,
            "group_id": f"group-{name}",
            "input_topic": f"raw-{name}",
            "output_topic": f"enriched-{name}",
            "dead_letter_topic": f"dead-{name}",
            "batch_max_records": BATCH_RECORDS,
            "session_timeout_ms": 6_000,
            "transaction_timeout_ms": 10_000,
            "outage_limit_s": 120,
            "retry_max_s": 2,
        }
    )
    names = (made.input_topic, made.output_topic, made.dead_letter_topic)
    kafka.create_topics(
        made, {name: t.configs for name, t in zip(names, TOPICS, strict=True)}, PARTITIONS
    )
    return made
