"""Services with topics of their own on one cluster, each fed as long as it takes, all scraped."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from pathlib import Path

from kafka import KafkaProducer

from localkafka import Node
from schemas.topics import TOPICS
from service import kafka
from service.kafka.client import configuration
from service.settings import Settings
from service.transport import Message
from tests.alerts.prometheus import Prometheus
from tests.load import BAD, bodies
from tests.running import Running

Make = Callable[[int], Message]
"""A number -> the message to write."""
_BEAT_S = 0.25
_TEXTS = bodies(600, 7)
_BAD = list(BAD.values())


def article(host: str, number: int, *, dated: bool = True) -> Message:
    """An article of a publisher."""
    fields = {
        "url": f"https://{host}/tin/{number}",
        "title": f"Thư viện số {number} mở cửa",
        "text": _TEXTS[number % len(_TEXTS)],
    }
    if dated:
        fields["published_at"] = "2026-03-05T14:05:00+07:00"
    return Message(b"%d" % number, json.dumps(fields).encode(), ())


def reject(number: int) -> Message:
    """A record that is rejected, each for another reason."""
    value, headers = _BAD[number % len(_BAD)]
    return Message(b"%d" % number, value, headers)


class Feed:
    """Writes so many messages a second until it is closed.

    Args:
        settings: Whose input topic.
        make: Makes each.
        rate: Messages a second.
        age_s: How old their timestamps are.
    """

    def __init__(self, settings: Settings, make: Make, rate: float, age_s: float = 0) -> None:
        self._settings = settings
        self._make = make
        self._rate = rate
        self._age_s = age_s
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._write, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Write no more; idempotent."""
        self._closed.set()
        self._thread.join()

    def _write(self) -> None:
        producer = KafkaProducer(**configuration(self._settings))
        began, written = time.monotonic(), 0
        while not self._closed.wait(_BEAT_S):
            due = int((time.monotonic() - began) * self._rate)
            for number in range(written, due):
                message = self._make(number)
                producer.send(
                    self._settings.input_topic,
                    message.value,
                    message.key,
                    list(message.headers),
                    timestamp_ms=int((time.time() - self._age_s) * 1000),
                )
            written = due
        producer.flush()
        producer.close()


class Stage:
    """Everything that runs.

    Args:
        node: The cluster.
        prometheus: Scrapes what runs.
        folder: For logs.
    """

    def __init__(self, node: Node, prometheus: Prometheus, folder: Path) -> None:
        self._node = node
        self._folder = folder
        self._running: dict[str, Running] = {}
        self._feeds: list[Feed] = []
        self.prometheus = prometheus

    def start(self, job: str, plant: str = "", **more: str) -> tuple[Running, Settings]:
        """Run a service as a job of its own, and wait until it is ready.

        Args:
            job: Names topics, group and logs too.
            plant: A fault planted in it.
            more: Settings, as environment variables.
        """
        settings = Settings.model_validate(
            {
                "bootstrap_servers": self._node.bootstrap_servers,
                "input_topic": f"{job}.raw",
                "output_topic": f"{job}.enriched",
                "dead_letter_topic": f"{job}.dead",
                "group_id": job,
                "instance_id": f"{job}-0",
                "session_timeout_ms": 6_000,
            }
        )
        names = (settings.input_topic, settings.output_topic, settings.dead_letter_topic)
        topics = {name: topic.configs for name, topic in zip(names, TOPICS, strict=True)}
        kafka.create_topics(settings, topics, 2)
        module = "tests.alerts.planted" if plant else "service"
        service = Running(
            settings, self._folder / f"{job}.log", module, **({"ALERT_PLANT": plant} | more)
        )
        service.start()
        self._running[job] = service
        self.prometheus.watch(job, settings.instance_id, service)
        return service, settings

    def feed(self, settings: Settings, make: Make, rate: float, age_s: float = 0) -> Feed:
        """Write to a job until it is closed; see ``Feed``."""
        feed = Feed(settings, make, rate, age_s)
        self._feeds.append(feed)
        return feed

    def end(self, job: str) -> None:
        """Stop a job in good order, and scrape it no more."""
        self.prometheus.forget(job)
        self._running.pop(job).kill()

    def close(self) -> None:
        """Write no more, end every service; what is scraped stays so."""
        for feed in self._feeds:
            feed.close()
        for service in self._running.values():
            if service.alive:
                service.kill()
