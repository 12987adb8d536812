"""A stop that comes while the service starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest


def ended(number: str, at: str, *arguments: str) -> int:
    """Run a command that is sent a signal in the place of a function; its exit code.

    In a process of its own, since the last resort is to end the process.
    """
    script = f"""\
import os, signal, sys, time
from service import __main__, app, cli, signals

signals._LEAVE_S = 0.2

def stop(*_):
    os.kill(os.getpid(), signal.{number})

def stop_and_go_on(*_):
    try:
        stop()
    except SystemExit:
        time.sleep(60)

{at}
sys.argv = ["copydesk", *{arguments!r}]
__main__.main()
sys.exit(7)
"""
    return subprocess.run([sys.executable, "-c", script], timeout=30, check=False).returncode


@pytest.mark.parametrize("number", ["SIGTERM", "SIGINT"])
@pytest.mark.parametrize(
    "at",
    [
        pytest.param("cli.main = stop", id="the command line is loaded"),
        pytest.param("app.serve = stop", id="the service is built"),
        pytest.param("app.serve = stop_and_go_on", id="the exit is swallowed"),
    ],
)
def test_a_stop_during_the_start_ends_it(number: str, at: str) -> None:
    assert ended(number, at, "run") == 0


def test_a_stop_behind_an_option_ends_it_too(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.touch()
    assert ended("SIGTERM", "app.serve = stop", "--config", str(file), "run") == 0


def test_no_other_command_ends_well_when_it_is_stopped() -> None:
    assert ended("SIGTERM", "cli.main = stop", "process", "run") == -15
