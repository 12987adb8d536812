"""Pages that would stop a worker, among good ones: dead letters, and the good ones flow."""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import closing
from functools import partial

import pytest

from schemas.dead_letter import DeadLetter
from service import kafka
from service.health import Health
from service.metrics import Metrics
from service.patience import Patience
from service.run import Desk, run
from service.settings import Settings
from service.transport import Message
from service.workers import Workers
from tests.load import articles, tally
from tests.misbehaving import Overrunning

pytestmark = pytest.mark.integration

WORKERS = 2
LIMIT_S = 1.0
RESTART_S = 4.0
"""Another worker takes half a second; far more where the machine is busy."""
HANGS = 2
HTML = (("content-type", b"text/html"),)
ATTRIBUTES = Message(b"a", b"<p " + b'data-x="1" ' * 40_000 + b">text</p>", HTML)
PARAGRAPHS = Message(b"p", b"<p>Text of a paragraph.</p>" * 100_000, HTML)
HANG = Message(b"h", b"hang", HTML)


def move(settings: Settings, count: int) -> float:
    """Run the service's own loop for so many records; gives the seconds."""
    stop, metrics, health = threading.Event(), Metrics(), Health(60)

    def look() -> None:
        if f"copydesk_records_consumed_total {count}.0\n" in metrics.page().decode():
            stop.set()

    with (
        closing(
            Workers(
                Overrunning,
                WORKERS,
                time_limit_s=LIMIT_S,
                max_memory_bytes=10**9,
            )
        ) as executor,
        closing(kafka.connect(settings, lambda _: None)) as transport,
    ):
        started = time.monotonic()
        patience = Patience(60, 1, stop)
        run(Desk(transport, executor, transport, metrics, health, patience, look), stop)
        return time.monotonic() - started


def test_poisoned_pages_are_dead_letters_and_cost_the_good_ones_twice_the_time_limit_each_at_most(
    settings: Settings,
) -> None:
    """Pages too complex are refused before they are parsed, and cost nothing to speak of."""
    write = partial(kafka.write_topic, settings, settings.input_topic, partition=0)
    good = articles(120)
    write(good[:60])
    alone_s = move(settings, 60)
    write([*good[60:80], ATTRIBUTES, *good[80:100], PARAGRAPHS])
    refused_s = move(settings, 42)
    write([HANG] * HANGS + good[100:])
    hung_s = move(settings, HANGS + 20)
    print(  # noqa: T201  the delay is told
        f"60 good {alone_s:.1f} s, 40 good and 2 refused {refused_s:.1f} s, "
        f"20 good and {HANGS} that overrun {hung_s:.1f} s"
    )
    assert refused_s < alone_s + 5
    assert hung_s < alone_s + HANGS * 2 * (LIMIT_S + RESTART_S)
    dead = kafka.read_topic(settings, settings.dead_letter_topic)
    reasons = Counter(DeadLetter.from_headers(r.headers).reason.value for r in dead)
    assert reasons == {"page_too_complex": 2, "time_limit": HANGS}
    found = tally(len(good) + 2 + HANGS, kafka.read_topic(settings, settings.output_topic), dead)
    assert (found.lost, found.duplicated, found.misordered) == (0, 0, 0)
