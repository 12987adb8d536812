"""Pages that would stop a worker, among good ones: dead letters, and the good ones flow."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress

import pytest
from kafka import KafkaConsumer

from schemas.dead_letter import Reason
from service import app, kafka
from service.errors import TransportError
from service.executor import Executor
from service.health import Health
from service.kafka import Event
from service.kafka.client import configuration
from service.metrics import Metrics
from service.patience import Patience
from service.run import Desk, run
from service.settings import Settings
from service.transport import Message
from tests.counting import Count, count
from tests.load import articles
from tests.misbehaving import Overrunning

pytestmark = [pytest.mark.integration, pytest.mark.slow]

LIMIT_S = 3.0
"""Of a good record on a busy machine, and some more."""
RESTARTS = 4
"""A new worker alone takes no longer than all of them at once, unless the machine gets busier."""
AROUND = 20
"""Good records before a poisoned one, and as many behind it."""
DEADLINE_S = 120.0


def poisoned(value: bytes, reason: Reason) -> Message:
    """Its key says what must become of it."""
    return Message(b"0 %s" % reason.encode(), value, (("content-type", b"text/html"),))


COMPLEX = Reason.PAGE_TOO_COMPLEX
ATTRIBUTES = poisoned(b"<p " + b'data-x="1" ' * 40_000 + b">text</p>", COMPLEX)
PARAGRAPHS = poisoned(b"<p>Text of a paragraph.</p>" * 100_000, COMPLEX)
HANG = poisoned(b"hang", Reason.TIME_LIMIT)


@contextmanager
def moving(settings: Settings, executor: Executor) -> Iterator[Counter[Event]]:
    """The service's own loop at work; gives what happened to its place in the group."""
    stop, events, health = threading.Event(), Counter[Event](), Health(60)
    ends: list[TransportError] = []

    def tell(event: Event) -> None:
        events[event] += 1

    def move() -> None:
        with closing(kafka.connect(settings, tell)) as transport:
            patience = Patience(60, 1, stop)
            desk = Desk(transport, executor, transport, Metrics(), health, patience)
            try:
                run(desk, stop)
            except TransportError as error:
                ends.append(error)

    thread = threading.Thread(target=move)
    thread.start()
    try:
        yield events
    finally:
        stop.set()
        thread.join(DEADLINE_S)
    assert not ends, ends


class Reader:
    """Reads what is committed of the output, as it comes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._consumer = KafkaConsumer(
            settings.output_topic,
            **configuration(settings),
            isolation_level="read_committed",
            auto_offset_reset="earliest",
        )

    def await_all_of(self, sent: Sequence[Message]) -> float:
        """Write records and read an article for each good one; gives the seconds."""
        began = time.monotonic()
        kafka.write_topic(self._settings, self._settings.input_topic, sent, partition=0)
        self.await_for(sent)
        return time.monotonic() - began

    def await_for(self, sent: Sequence[Message]) -> None:
        """Read an article for each good one."""
        began, missing = time.monotonic(), sum(b" " not in (m.key or b"") for m in sent)
        while missing > 0:
            assert time.monotonic() < began + DEADLINE_S, f"{missing} of {len(sent)} did not come"
            missing -= sum(map(len, self._consumer.poll(timeout_ms=50).values()))

    def close(self) -> None:
        with suppress(OSError):
            self._consumer.close(autocommit=False)


def judge(settings: Settings) -> Count:
    """Lay input, output and dead letters side by side."""
    topics = (settings.input_topic, settings.output_topic, settings.dead_letter_topic)
    return count(*(kafka.read_topic(settings, topic) for topic in topics))


@pytest.mark.parametrize("workers", [0, 2])
def test_poisoned_pages_are_dead_letters_and_delay_their_neighbours_little(
    settings: Settings, workers: int
) -> None:
    """In the main process no record can be stopped: there nothing may overrun."""
    settings = settings.model_copy(update={"workers": workers, "time_limit_s": LIMIT_S})
    poison = {"nothing": None, "40,000 attributes": ATTRIBUTES, "100,000 paragraphs": PARAGRAPHS}
    if workers:
        poison["a page that overruns"] = HANG
    good, delays = iter(articles(2 * AROUND * (1 + len(poison)))), {}

    def around(*middle: Message) -> list[Message]:
        before, after = ([next(good) for _ in range(AROUND)] for _ in range(2))
        return [*before, *middle, *after]

    began = time.monotonic()
    with closing(app._executor(settings, Overrunning, Health(60))) as executor:
        start_s = max(1.0, time.monotonic() - began)
        with closing(Reader(settings)) as reader, moving(settings, executor):
            reader.await_all_of(around())  # the group is joined
            for name, message in poison.items():
                delays[name] = reader.await_all_of(around(*filter(None, [message])))
    for name, delay_s in delays.items():
        print(f"{workers} workers, {name}: {delay_s:.2f} s until all around it are out")  # noqa: T201
    alone_s = delays.pop("nothing")
    overrun_s = delays.pop("a page that overruns", 0)
    assert max(delays.values()) < 2 * alone_s + start_s
    assert overrun_s < 2 * alone_s + 2 * (LIMIT_S + RESTARTS * start_s)
    assert judge(settings) == Count()


@pytest.mark.parametrize("workers", [0, 2])
def test_a_batch_of_slow_records_gets_nobody_expelled(settings: Settings, workers: int) -> None:
    """All of it would take longer than the poll interval."""
    settings = settings.model_copy(update={"workers": workers, "max_poll_interval_ms": 10_000})
    nap_ms = b"%d" % (500 * max(1, workers))
    first, *others = articles(26)
    slow = [Message(m.key, m.value, (("nap-ms", nap_ms),)) for m in others]
    with (
        closing(app._executor(settings, Overrunning, Health(60))) as executor,
        closing(Reader(settings)) as reader,
        moving(settings, executor) as events,
    ):
        reader.await_all_of([first])  # the group is joined
        joined = events[Event.REBALANCE]
        reader.await_all_of(slow)
    assert events[Event.REBALANCE] == joined
    assert judge(settings) == Count()
