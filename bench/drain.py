"""A load moved as fast as it goes: by the service as it is run, or by a bare loop.

The load is written before anything is started, in a transaction that stays open: readers of
committed data see it at once, whole, when whoever is measured is warm. So every set-up is measured
over the same records, from the first fetch to the last commit.
"""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path
from typing import Any, Protocol, Self

from kafka import KafkaProducer

from bench.figures import Drained
from localkafka import Node
from schemas.topics import TOPICS
from service import kafka
from service.kafka.client import make
from service.settings import Settings
from service.transport import Message
from tests.processes import cpu_s, family, peak_mb, workers
from tests.running import Running

_LIMIT_S = 900.0
_PARTITIONS = 2


class Subject(Protocol):
    """A process that moves records, and is ready."""

    @property
    def pid(self) -> int:
        """Of its main process."""
        ...

    def await_moved(self, count: int) -> None:
        """Return when it has moved so many since its start."""
        ...


Start = Callable[[Settings], AbstractContextManager[Subject]]
"""Starts who is measured, on topics of its own."""


class Service:
    """The service as it is run; told by its metrics page."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        self._running = Running(settings, folder / "log")

    @property
    def pid(self) -> int:
        """Of the process with the loop."""
        return self._running.process.pid

    def await_moved(self, count: int) -> None:
        """Ask twenty times a second."""
        moved = lambda: self._running.consumed() >= count  # noqa: E731
        self._running.await_that(moved, f"{count} records moved", _LIMIT_S)

    def __enter__(self) -> Self:
        self._running.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._running.__exit__()


class Bare:
    """See ``bench.bare``; told by its output."""

    def __init__(self, settings: Settings, *arguments: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.bare", *arguments],
            env=environment(settings),
            stdout=subprocess.PIPE,
        )
        self._told: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)

    @property
    def pid(self) -> int:
        """Of its only process."""
        return self._process.pid

    def await_moved(self, count: int) -> None:
        """Read what it tells."""
        while int(self._told.get(timeout=_LIMIT_S)) < count:
            continue

    def _read(self) -> None:
        for line in self._process.stdout or ():
            self._told.put(line)

    def __enter__(self) -> Self:
        self._reader.start()
        self.await_moved(0)
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()
        self._reader.join()
        if self._process.stdout:
            self._process.stdout.close()


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
    node: Node,
    messages: Sequence[Message],
    warm_up: int,
) -> Drained:
    """Measure how long a load takes.

    Args:
        start: Starts who is measured.
        settings: Of fresh topics.
        node: The broker.
        messages: Those of the warm-up come first and are not counted.
        warm_up: How many those are.
    """
    count, broker = len(messages) - warm_up, [node.pid or 0]
    kafka.write_topic(settings, settings.input_topic, messages[:warm_up])
    with closing(Held(settings, messages[warm_up:])) as held, start(settings) as subject:
        subject.await_moved(warm_up)
        pids = family(subject.pid)
        cpu, broker_cpu, started = cpu_s(pids), cpu_s(broker), time.perf_counter()
        held.let_go()
        subject.await_moved(warm_up + count)
        seconds = time.perf_counter() - started
        return Drained(
            count,
            seconds,
            cpu_s(family(subject.pid)) - cpu,
            cpu_s(broker) - broker_cpu,
            peak_mb(subject.pid),
            max(map(peak_mb, workers(subject.pid)), default=0.0),
        )
