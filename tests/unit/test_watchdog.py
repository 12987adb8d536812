from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from service.health import Health
from service.watchdog import Watchdog

ROOT = Path(__file__).parents[2]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def wedged(waits: threading.Event) -> None:
    waits.wait()


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_loop_that_is_stuck_is_told_once_until_it_moves(
    clock: Clock, capfd: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    health = Health(3_600, clock)
    with (tmp_path / "stacks").open("w") as file:
        watchdog = Watchdog(health, lambda: ["articles.raw/0@7: clean"], 3_600, file)
        waits = threading.Event()
        thread = threading.Thread(target=wedged, args=(waits,), name="the loop")
        thread.start()
        told = []
        for seconds in (3_600, 1, 1):  # at the limit, over it, still over it
            clock.now += seconds
            watchdog.look()
            told.append(capfd.readouterr().out)
        health.progressed()
        watchdog.look()
        clock.now += 3_601
        watchdog.look()
        told.append(capfd.readouterr().out)
        waits.set()
        thread.join()
        watchdog.close()
    at_limit, over, still, again = told
    assert (at_limit, still) == ("", "")
    for said in ("the loop is stuck", "articles.raw/0@7: clean", "wedged", "the loop", "3601 s"):
        assert said in over
    assert "the loop is stuck" in again


def test_what_keeps_even_the_watchdog_from_running_is_told_from_outside_python() -> None:
    """A regular expression that takes for ever holds the interpreter's lock."""
    code = (
        "import re, threading\n"
        "from service.health import Health\n"
        "from service.watchdog import Watchdog\n"
        "looked = threading.Event()\n"
        "dog = Watchdog(Health(0.4), lambda: [looked.set()] and [], 0.4)\n"
        "looked.wait(20)\n"
        "def endless(): re.match('(a+)+$', 'a' * 30 + 'b')\n"
        "endless()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL
    )
    timer = threading.Timer(30, process.kill)
    timer.start()
    said = b""
    assert process.stderr
    for line in process.stderr:
        said += line
        if b"in endless" in line:
            break
    process.kill()
    process.communicate()
    timer.cancel()
    assert b"Timeout" in said
    assert b"in endless" in said
