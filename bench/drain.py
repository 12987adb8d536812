"""A load moved as fast as it goes: by the service as it is run, or by a bare loop.

The load is written before anything is started, in a transaction that stays open: readers of
committed data see it at once, whole, when whoever is measured is warm. So every set-up is measured
over the same records, from the first fetch to the last commit.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any, Protocol, Self

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from bench.figures import Drained
from localkafka import Node
from schemas.topics import TOPICS
from service import kafka
from service.kafka.client import make
from service.settings import Settings
from service.transport import Message
from tests.processes import cpu_s, family, peak_bytes, workers
from tests.running import Running

_LIMIT_S = 900.0
_PARTITIONS = 2


class Subject(Protocol):
    """A process that moves records, and is ready."""

    @property
    def pid(self) -> int:
        """Of its main process."""
        ...


Start = Callable[[Settings], AbstractContextManager[Subject]]
"""Starts who is measured, on topics of its own."""


class Service:
    """The service as it is run."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._running = Running(settings, folder / "log")

    @property
    def pid(self) -> int:
        """Of the process with the loop."""
        return self._running.process.pid

    def __enter__(self) -> Self:
        self._running.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.__exit__()


class Bare:
    """See ``bench.bare``."""

    def __init__(self, settings: Settings, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.bare", *arguments],
            env=environment(settings),
            stdout=subprocess.PIPE,
        )

    @property
    def pid(self) -> int:
        """Of its only process."""
        return self._process.pid

    def __enter__(self) -> Self:
        if self._process.stdout is None or not self._process.stdout.readline():
            raise RuntimeError("the bare loop did not start")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate()


class Progress:
    """What the group has behind it, asked of the broker: to ask the service costs its own CPU.

    A look at its metrics page takes 3 ms of it; twenty a second took a fifteenth of a core.
    """

    def __init__(self, settings: Settings) -> None:
        self._consumer: Any = make(
            KafkaConsumer, settings, group_id=settings.group_id, enable_auto_commit=False
        )
        numbers = self._consumer.partitions_for_topic(settings.input_topic) or ()
        self._partitions = [TopicPartition(settings.input_topic, number) for number in numbers]

    def await_moved(self, count: int) -> None:
        """Return when so many records are committed; looks more often as the end comes near.

        Raises:
            RuntimeError: It takes too long.
        """
        started, before = time.perf_counter(), self._moved()
        moved = before
        while moved < count:
            passed = time.perf_counter() - started
            if passed > _LIMIT_S:
                raise RuntimeError(f"{moved} of {count} records after {passed:.0f} s")
            time.sleep(pause_s(passed, moved - before, count - moved))
            moved = self._moved()

    def close(self) -> None:
        """Of no further use."""
        self._consumer.close()

    def _moved(self) -> int:
        return sum(self._consumer.committed(p, timeout_ms=10_000) or 0 for p in self._partitions)


def pause_s(passed_s: float, moved: int, left: int) -> float:
    """Seconds to the next look: a quarter of what is likely left, 10 ms to half a second."""
    likely_s = passed_s * left / moved if moved else passed_s
    return min(max(likely_s / 4, 0.01), 0.5)


class Held:
    """A load that is written and not yet to be seen."""

    def __init__(self, settings: Settings, messages: Sequence[Message]) -> None:
        self._producer: Any = make(
            KafkaProducer,
            settings,
            transactional_id=f"load-{settings.input_topic}",
            transaction_timeout_ms=int(_LIMIT_S * 1000),
            batch_size=262_144,
            max_request_size=2**31 - 1,
        )
        self._producer.init_transactions()
        self._producer.begin_transaction()
        for message in messages:
            self._producer.send(settings.input_topic, message.value, message.key)
        self._producer.flush()

    def let_go(self) -> None:
        """Show it to readers of committed data."""
        self._producer.commit_transaction()

    def close(self) -> None:
        """Of no further use."""
        self._producer.close()


def environment(settings: Settings) -> dict[str, str]:
    """Ours, with settings as a process of ours reads them."""
    given = settings.model_dump(exclude_unset=True)
    return {**os.environ, **{f"COPYDESK_{name.upper()}": str(v) for name, v in given.items()}}


def fresh(node: Node, delivery: str, worker_count: int = 0) -> Settings:
    """Topics and a group of their own."""
    name = uuid.uuid4().hex[:8]
    settings = Settings.model_validate(
        {
            "bootstrap_servers": node.bootstrap_servers,
            "input_topic": f"raw-{name}",
            "output_topic": f"enriched-{name}",
            "dead_letter_topic": f"dead-{name}",
            "group_id": f"bench-{name}",
            "instance_id": "bench",
            "delivery": delivery,
            "workers": worker_count,
        }
    )
    names = (settings.input_topic, settings.output_topic, settings.dead_letter_topic)
    topics = {name: topic.configs for name, topic in zip(names, TOPICS, strict=True)}
    kafka.create_topics(settings, topics, _PARTITIONS)
    return settings


def drain(
    start: Start,
    settings: Settings,
    broker: Sequence[int],
    messages: Sequence[Message],
    warm_up: int,
) -> Drained:
    """Measure how long a load takes.

    Args:
        start: Starts who is measured.
        settings: Of fresh topics.
        broker: Its processes.
        messages: Those of the warm-up come first and are not counted.
        warm_up: How many those are.
    """
    kafka.write_topic(settings, settings.input_topic, messages[:warm_up])
    with (
        closing(Held(settings, messages[warm_up:])) as held,
        start(settings) as subject,
        closing(Progress(settings)) as progress,
    ):
        progress.await_moved(warm_up)
        cpu, broker_cpu = cpu_s(family(subject.pid)), cpu_s(list(broker))
        started = time.perf_counter()
        held.let_go()
        progress.await_moved(len(messages))
        seconds = time.perf_counter() - started
        return Drained(
            len(messages) - warm_up,
            seconds,
            cpu_s(family(subject.pid)) - cpu,
            cpu_s(list(broker)) - broker_cpu,
            peak_bytes(subject.pid) / 1e6,
            max(map(peak_bytes, workers(subject.pid)), default=0) / 1e6,
        )
