"""A flood of rejects stops the service where it is; a restart or the operator lets it go on."""

from __future__ import annotations

import json
import signal
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from service import kafka
from service.settings import Settings
from service.transport import Message
from tests.chaos.planted import Plant
from tests.load import articles
from tests.running import Running

pytestmark = pytest.mark.integration

WINDOW, LEAST = 100, 50
BAD = 90
MAX_POLL_INTERVAL_S = 10.0


def bad(first: int) -> list[Message]:
    """Articles whose title is a number, as if a scraper had changed."""
    return [
        Message(
            b"%d" % n,
            json.dumps({"url": f"https://www.baomau.example/{n}", "title": 1}).encode(),
            (),
        )
        for n in range(first, first + BAD)
    ]


def why_not_ready(service: Running) -> str:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{service.port}/ready", timeout=5):
            return ""
    except urllib.error.HTTPError as error:
        with error:
            return error.read().decode()


def is_open(service: Running) -> bool:
    return service.metrics().get("copydesk_breaker_open") == 1


def lost(settings: Settings) -> int:
    """Records behind the committed offsets that have no outcome."""
    topics = (settings.output_topic, settings.dead_letter_topic)
    return kafka.committed(settings) - sum(len(kafka.read_topic(settings, t)) for t in topics)


def test_a_breaker_that_drops_is_found(settings: Settings, tmp_path: Path) -> None:
    planted = {"COPYDESK_BREAKER_MIN_REJECTS": str(LEAST), "CHAOS_PLANT": Plant.DROP_FLOOD.value}
    with Running(settings, tmp_path / "log", "tests.chaos.planted", **planted) as service:
        kafka.write_topic(settings, settings.input_topic, bad(0))
        service.await_that(lambda: is_open(service), "the breaker to open")
        assert service.terminate() == 0, service.log()
    assert lost(settings) >= LEAST


def test_a_flood_is_held_back_over_a_restart_and_past_the_poll_interval_until_the_operator_resumes(
    settings: Settings, tmp_path: Path
) -> None:
    load = articles(200)
    flood = bad(0)
    breaker = {
        "COPYDESK_BREAKER_WINDOW_RECORDS": str(WINDOW),
        "COPYDESK_BREAKER_MIN_REJECTS": str(LEAST),
        "COPYDESK_MAX_POLL_INTERVAL_MS": str(int(MAX_POLL_INTERVAL_S * 1_000)),
        "COPYDESK_LIVE_TIMEOUT_S": "5",
        "COPYDESK_TIME_LIMIT_S": "2",
        "COPYDESK_WORKERS": "1",
    }
    with Running(settings, tmp_path / "log", **breaker) as service:
        kafka.write_topic(settings, settings.input_topic, load[:150])
        service.await_that(lambda: service.consumed() == 150, "the good ones")
        kafka.write_topic(settings, settings.input_topic, flood)
        kafka.write_topic(settings, settings.input_topic, load[150:])
        service.await_that(lambda: is_open(service), "the breaker to open")
        assert service.terminate() == 0, service.log()
        service.start(ready=False)
        service.await_that(lambda: is_open(service), "it to open again")
        opened_at, joined = time.monotonic(), service.metrics()["copydesk_rebalances_total"]
        assert service.metrics()["copydesk_breaker_trips_total"] == 1
        assert "rejected, most often invalid_field at decode" in why_not_ready(service)
        assert service.status("live") == 200
        assert len(kafka.read_topic(settings, settings.dead_letter_topic)) < 2 * LEAST
        assert kafka.committed(settings) < 150 + BAD
        assert lost(settings) == 0
        for told in ("invalid_field (100%)", "baomau.example (100%)", "SIGUSR1"):
            assert told in service.log()

        service.await_that(
            lambda: time.monotonic() - opened_at > MAX_POLL_INTERVAL_S + 1, "the poll interval"
        )
        waiting = {
            s: v for s, v in service.metrics().items() if s.startswith("copydesk_lag_records")
        }
        assert sum(waiting.values()) == 200 + BAD - kafka.committed(settings)
        assert service.status("live") == 200
        service.process.send_signal(signal.SIGUSR1)
        service.await_that(lambda: kafka.committed(settings) == 200 + BAD, "all read")
        service.await_that(lambda: service.status("ready") == 200, "ready")
        after = service.metrics()
        assert after["copydesk_breaker_trips_total"] == 1
        assert after["copydesk_rebalances_total"] == joined, "it kept its place in the group"
        assert service.terminate() == 0, service.log()
    dead = kafka.read_topic(settings, settings.dead_letter_topic)
    assert sorted(r.value or b"" for r in dead) == sorted(m.value or b"" for m in flood)
    outputs = kafka.read_topic(settings, settings.output_topic)
    numbers = [json.loads(r.value or b"")["extra"]["number"] for r in outputs]
    assert sorted(numbers) == list(range(200))
