"""Records sent at an even pace, and how old each is when its outcome can be read.

Age: from the instant a record was due to be sent until a consumer outside, which reads committed
data only, has its outcome in hand (enriched or dead letter). The instant travels in a header. From
when it was due, not when it was sent: a sender that falls behind must not hide a wait.

``python -m bench.paced COUNT`` is that consumer; it prints one line of JSON.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from typing import Any

from kafka import KafkaConsumer, KafkaProducer, TopicPartition

from bench.drain import Progress, Start, environment
from bench.figures import Aged
from service import kafka
from service.kafka.client import make
from service.settings import Settings, load
from service.transport import Message

DUE = "bench.due-ns"
"""Header: when a record was due to be sent, Unix time in ns."""
_WARM_UP_S = 4.0
_PATIENCE_S = 60.0
"""So long after the last one was due an outcome may still come."""


def counted(ages: Sequence[tuple[float, float]], warm_up_s: float) -> list[float]:
    """Leave out the warm-up.

    Args:
        ages: When each was due, seconds after the start, and its age in ms.
        warm_up_s: Those due before are left out.
    """
    return [age for after, age in ages if after >= warm_up_s]


def send(
    messages: Iterable[Message],
    per_second: float,
    write: Callable[[Message, int], object],
    clock: Callable[[], float] = time.time,
    sleep: Callable[[float], None] = time.sleep,
) -> float:
    """Send each when it is due, or at once when that is past.

    Args:
        messages: In order.
        per_second: The pace.
        write: Given a message and when it was due, Unix time in ns.
        clock: Unix time.
        sleep: Waits seconds.

    Returns:
        When it started, Unix time.
    """
    started = clock()
    for number, message in enumerate(messages):
        after = number / per_second
        early = started + after - clock()
        if early > 0:
            sleep(early)
        write(message, int((started + after) * 1e9))
    return started


def age(
    start: Start,
    settings: Settings,
    messages: Callable[[int], Sequence[Message]],
    *,
    per_second: float,
    seconds: float,
    warm_up: int,
) -> Aged:
    """Measure ages at a pace.

    Args:
        start: Starts who is measured.
        settings: Of fresh topics.
        messages: So many of the load.
        per_second: The pace.
        seconds: How long ages are counted, after a warm-up at the same pace.
        warm_up: Records to load what is loaded once, before any pace.

    Raises:
        RuntimeError: Records are missing.
    """
    count = max(1, round((_WARM_UP_S + seconds) * per_second))
    kafka.write_topic(settings, settings.input_topic, messages(warm_up))
    with start(settings), closing(sender_of(settings)) as sender:
        with closing(Progress(settings)) as progress:
            progress.await_moved(warm_up)
        with reader_of(settings, count) as reader:

            def write(message: Message, due_ns: int) -> None:
                headers = [(DUE, b"%d" % due_ns)]
                sender.send(settings.input_topic, message.value, message.key, headers)

            started = send(messages(count), per_second, write)
            sender.flush()
            told, _ = reader.communicate()
    ages = [(due_ns / 1e9 - started, ms) for due_ns, ms in json.loads(told)]
    if len(ages) < count:
        raise RuntimeError(f"{count - len(ages)} of {count} records had no outcome in time")
    return Aged.of(counted(ages, _WARM_UP_S), per_second)


def sender_of(settings: Settings) -> Any:
    """Give a producer that waits for nothing."""
    return make(KafkaProducer, settings, acks="all", linger_ms=0, max_request_size=2**31 - 1)


def reader_of(settings: Settings, count: int) -> subprocess.Popen[bytes]:
    """Start the consumer and wait until it reads."""
    reader = subprocess.Popen(
        [sys.executable, "-m", "bench.paced", str(count)],
        env=environment(settings),
        stdout=subprocess.PIPE,
    )
    if reader.stdout is None or not reader.stdout.readline():
        raise RuntimeError("the reader of ages did not start")
    return reader


def main(count: int) -> None:
    """Read so many outcomes and print when each record was due and its age in ms."""
    settings = load()
    consumer: Any = make(
        KafkaConsumer,
        settings,
        isolation_level="read_committed",
        enable_auto_commit=False,
        auto_offset_reset="earliest",
    )
    topics = (settings.output_topic, settings.dead_letter_topic)
    consumer.assign(
        [TopicPartition(t, number) for t in topics for number in consumer.partitions_for_topic(t)]
    )
    consumer.poll(timeout_ms=500)
    print("ready", flush=True)
    found: list[tuple[int, float]] = []
    heard_at = time.monotonic()
    while len(found) < count and time.monotonic() - heard_at < _PATIENCE_S:
        polled = consumer.poll(timeout_ms=500, max_records=5_000)
        read_ns = time.time_ns()
        for records in polled.values():
            heard_at = time.monotonic()
            found += ((ns, (read_ns - ns) / 1e6) for ns in _due_times(records))
    consumer.close()
    print(json.dumps(found))


def _due_times(records: Sequence[Any]) -> Iterator[int]:
    """Of those that have one: the first warm-up has none."""
    for record in records:
        yield from (int(value) for name, value in record.headers if name == DUE)


if __name__ == "__main__":
    main(int(sys.argv[1]))
