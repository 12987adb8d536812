"""What comes before the service: topics made as the contract wants them, files published to the input."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path

from schemas.topics import TOPICS
from service import files, kafka
from service.errors import ConfigError
from service.settings import Settings
from service.transport import Message

Wait = Callable[[float], bool]
"""Sleeps so many seconds; true, at once, when it is time to stop."""


def make_topics(settings: Settings, partitions: int) -> None:
    """Create the three topics where they do not exist, under the names of the settings.

    Args:
        settings: Their names, and how to reach the cluster.
        partitions: Of each; those of the input bound the replicas that can share the work.

    Raises:
        ConfigError: A topic that stood there before is not fit for use.
        TransportError: The cluster is away, or says no.
    """
    names = {
        "input": settings.input_topic,
        "output": settings.output_topic,
        "dead_letter": settings.dead_letter_topic,
    }
    kafka.create_topics(settings, {names[t.role]: t.configs for t in TOPICS}, partitions)
    kafka.inspect(settings).require()


def feed(
    settings: Settings, paths: Sequence[Path], rate: float | None, rounds: int, wait: Wait
) -> int:
    """Publish the raw articles of files to the input topic.

    Args:
        settings: The topic, and how to reach the cluster.
        paths: See ``files.find``; all are looked for before the first record is written.
        rate: Records a second; None is as fast as the cluster takes them.
        rounds: How often all are published; 0 until told to stop.
        wait: How to pause.

    Returns:
        How many were published; all are durable.

    Raises:
        ConfigError: A path or the topic does not exist.
        TransportError: The cluster is away, or says no.
    """
    found = files.find(paths)
    if kafka.inspect(settings).input.partitions is None:
        raise ConfigError(
            f"COPYDESK_INPUT_TOPIC: topic {settings.input_topic} does not exist, or this user may "
            "not see it. Create it: copydesk topics"
        )
    messages = paced(repeated(found, rounds), rate, wait)
    return kafka.write_topic(settings, settings.input_topic, messages)


def repeated(found: Sequence[Path], rounds: int) -> Iterator[Message]:
    """Read files again and again.

    Args:
        found: The files.
        rounds: How often; 0 without end, as long as they hold a record.
    """
    for _ in range(rounds) if rounds else count():
        empty = True
        for item in files.read(found):
            empty = False
            yield Message(None, item.record.value or b"", item.record.headers)
        if empty:
            return


def paced(
    messages: Iterable[Message],
    rate: float | None,
    wait: Wait,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Message]:
    """Hand messages on at an even pace, those that are late at once, until told to stop.

    Args:
        messages: What to hand on.
        rate: Messages a second; None without a pause.
        wait: How to pause.
        clock: Seconds, monotonic.
    """
    began = clock()
    for number, message in enumerate(messages):
        due = began + number / rate if rate else began
        if wait(max(0.0, due - clock())):
            return
        yield message
