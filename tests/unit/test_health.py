from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator

import pytest

from service.errors import ConfigError, Unavailable
from service.health import Health
from service.http import HttpServer
from service.metrics import Metrics
from service.patience import Patience


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_ready_needs_a_round_and_an_assignment() -> None:
    health = Health(60, Clock())
    assert (health.ready().ok, health.ready().why) == (False, "starting")
    health.moved(assigned=False)
    assert "waiting for the group" in health.ready().why
    health.moved(assigned=True)
    assert health.ready().ok


def test_an_outage_is_alive_but_not_ready() -> None:
    health = Health(60, Clock())
    health.moved(assigned=True)
    health.waiting("the broker is away")
    assert health.live().ok
    assert (health.ready().ok, health.ready().why) == (False, "the broker is away")
    health.moved(assigned=True)
    assert health.ready().ok


@pytest.mark.parametrize(("silence", "ok"), [(60.0, True), (60.1, False)])
def test_a_loop_that_does_not_move_is_neither(silence: float, ok: bool) -> None:
    clock = Clock()
    health = Health(60, clock)
    health.moved(assigned=True)
    clock.now += silence
    assert (health.live().ok, health.ready().ok) == (ok, ok)


def test_a_batch_that_gets_on_is_not_stuck() -> None:
    clock = Clock()
    health = Health(60, clock)
    health.moved(assigned=True)
    for _ in range(5):
        clock.now += 50
        health.progressed()
        assert health.live().ok


def test_records_held_back_are_alive_but_not_ready() -> None:
    health = Health(60, Clock())
    health.moved(assigned=True, held="too many rejects")
    assert (health.live().ok, health.ready().ok) == (True, False)
    assert health.ready().why == "too many rejects"
    health.moved(assigned=True)
    assert health.ready().ok


@pytest.fixture
def server() -> Iterator[HttpServer]:
    serving = HttpServer("127.0.0.1", 0, Metrics(), Health(60))
    yield serving
    serving.close()


@pytest.mark.parametrize(
    ("path", "status", "told"),
    [
        ("/live", 200, "the loop moved"),
        ("/ready", 503, "starting"),
        ("/metrics", 200, "copydesk_build_info"),
        ("/metrics", 200, "copydesk_live 1.0"),
        ("/metrics", 200, "copydesk_ready 0.0"),
        ("/", 200, "/ready"),
        ("/nothing", 404, "Not Found"),
    ],
)
def test_one_port_answers_probes_and_prometheus(
    server: HttpServer, path: str, status: int, told: str
) -> None:
    try:
        with urllib.request.urlopen(server.address + path, timeout=5) as response:
            answer, page = response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            answer, page = error.code, error.read().decode()
    assert answer == status
    assert told in page


def test_a_port_that_is_taken_is_named_with_the_cure(server: HttpServer) -> None:
    port = int(server.address.rpartition(":")[2])
    with pytest.raises(ConfigError, match=r"COPYDESK_HTTP_PORT.*choose another port"):
        HttpServer("127.0.0.1", port, Metrics(), Health(60))


def test_patience_ends_at_its_limit_and_starts_anew_when_the_cluster_is_back() -> None:
    clock, stop = Clock(), threading.Event()
    stop.set()  # pauses end at once
    patience = Patience(10, 5, stop, clock)
    patience.wait(Unavailable("away"))
    clock.now += 10
    patience.wait(Unavailable("away"))
    assert patience.away
    clock.now += 1
    with pytest.raises(Unavailable, match="away for 11 s, the limit is COPYDESK_OUTAGE_LIMIT_S=10"):
        patience.wait(Unavailable("away"))
    patience.reset()
    assert not patience.away
    patience.wait(Unavailable("away"))


class Pauses(threading.Event):
    """Notes how long it is waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout or 0)
        return False


def test_pauses_grow_to_their_bound() -> None:
    pauses = Pauses()
    patience = Patience(1_000, 2, pauses, Clock())
    for _ in range(8):
        patience.wait(Unavailable("away"))
    longest = [0.1, 0.2, 0.4, 0.8, 1.6, 2, 2, 2]
    assert all(0.8 * s <= got <= s for s, got in zip(longest, pauses.seconds, strict=True))
