"""The installed command as a process: started, asked, killed."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Self

from service.settings import Settings

READY_S = 60.0
_LAG = re.compile(r'copydesk_lag_records\{partition="(?P<partition>\d+)"')


def await_that(holds: Callable[[], bool], what: str, timeout_s: float = 60.0) -> None:
    """Wait for a condition, with a deadline."""
    deadline = time.monotonic() + timeout_s
    while not holds():
        assert time.monotonic() < deadline, f"not in {timeout_s:g} s: {what}"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Running:
    """``copydesk run`` with settings in the environment, its log in a file.

    ``module`` is what Python runs: the service, or one with a fault planted in it.
    """

    def __init__(self, settings: Settings, log: Path, module: str = "service", **more: str) -> None:
        self._module = module
        self.port = free_port()
        given = {
            f"COPYDESK_{name.upper()}": str(value)
            for name, value in settings.model_dump(exclude_unset=True).items()
        }
        self._environment = (
            {k: v for k, v in os.environ.items() if not k.startswith("COPYDESK_")}
            | given
            | {"COPYDESK_HTTP_PORT": str(self.port)}
            | more
        )
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self, *, ready: bool = True, apart: bool = False) -> Self:
        """Start it, and wait until it is ready; ``apart`` in a process group of its own."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", self._module, "run"],
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=apart,
            )
        if ready:
            await_that(lambda: self.status("ready") == 200 or not self.alive, "ready", READY_S)
            assert self.alive, self.log()
        return self

    @property
    def process(self) -> subprocess.Popen[bytes]:
        assert self._process is not None
        return self._process

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def await_that(self, holds: Callable[[], bool], what: str, timeout_s: float = 60.0) -> None:
        """Wait for a condition; a service that ended or took too long shows its log."""
        try:
            await_that(lambda: holds() or not self.alive, what, timeout_s)
        except AssertionError as error:
            raise AssertionError(f"{error}\n{self.log()}") from error
        assert self.alive, self.log()

    def log(self) -> str:
        return self._log.read_text("utf-8", "replace")

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self.process.send_signal(signal.SIGCONT)

    def terminate(self, timeout_s: float = 30.0) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout_s)

    def status(self, name: str) -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/{name}", timeout=5) as page:
                return int(page.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def metrics(self) -> dict[str, float]:
        """Every series of the page; empty while it does not answer."""
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{self.port}/metrics", timeout=5
            ) as answer:
                page = answer.read().decode()
        except OSError:
            return {}
        rows = (line.rpartition(" ") for line in page.splitlines() if line[:1] != "#")
        return {name: float(value) for name, _, value in rows}

    def shares(self) -> set[int]:
        """The partitions whose lag it tells."""
        found = (_LAG.match(name) for name in self.metrics())
        return {int(series["partition"]) for series in found if series}

    def consumed(self) -> float:
        return self.metrics().get("copydesk_records_consumed_total", 0.0)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        if self._process is not None and self.alive:
            self.kill()
