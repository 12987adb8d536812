"""The instances of one group, with a supervisor that starts again what stopped by itself."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from service.errors import ExitCode
from service.settings import Settings
from tests.chaos.planted import Plant
from tests.running import Running

NAMES = ("one", "two", "three")
_RESTARTED = (ExitCode.UNAVAILABLE, ExitCode.FENCED)
"""Docs tell supervisors to start these again; any other end is a fault of ours."""


class Crew:
    """Running instances by name.

    Args:
        settings: What they share.
        folder: For their logs.
        environment: More settings, as environment variables.
        plant: A fault planted in each; None runs the service itself.
    """

    def __init__(
        self,
        settings: Settings,
        folder: Path,
        environment: dict[str, str],
        plant: Plant | None = None,
    ) -> None:
        module = "tests.chaos.planted" if plant else "service"
        more = environment | ({"CHAOS_PLANT": plant.value} if plant else {})
        self._all = {
            name: Running(
                settings, folder / f"{name}.log", module, **more, COPYDESK_INSTANCE_ID=name
            )
            for name in NAMES
        }
        self._folder = folder
        self._wanted: set[str] = set()
        self.kills = 0
        self.exits: Counter[int] = Counter()
        self.uneven = 0
        """Instances whose counters do not add up."""

    def __getitem__(self, name: str) -> Running:
        return self._all[name]

    @property
    def names(self) -> list[str]:
        """Of those that should run."""
        return sorted(self._wanted)

    def __iter__(self) -> Iterator[Running]:
        return iter([self._all[name] for name in self.names])

    def start(self, *names: str) -> None:
        for name in names:
            self._all[name].start(ready=False)
            self._wanted.add(name)

    def kill(self, name: str) -> None:
        """``kill -9``, and leave it dead."""
        self._wanted.discard(name)
        self._all[name].kill()
        self.kills += 1

    def stop(self, name: str) -> None:
        """SIGTERM; it must end well, and its counters add up."""
        instance = self._all[name]
        self._check_sums(instance)
        self._wanted.discard(name)
        code = instance.terminate()
        assert code in {ExitCode.OK, ExitCode.FENCED}, f"exit code {code}\n{instance.log()}"

    def supervise(self) -> None:
        """Start again what stopped by itself."""
        for name in self.names:
            if not self._all[name].alive:
                self._note_end(name)
                self._all[name].start(ready=False)

    def await_end(self, name: str, timeout_s: float = 60.0) -> int:
        """Wait until an instance stops by itself, and leave it so; returns its exit code."""
        self._wanted.discard(name)
        self._all[name].process.wait(timeout_s)
        return self._note_end(name)

    def _note_end(self, name: str) -> int:
        instance = self._all[name]
        code = instance.process.returncode
        self.exits[code] += 1
        assert code in _RESTARTED, f"{name} ended with exit code {code}\n{instance.log()[-5_000:]}"
        assert "Traceback" not in instance.log(), instance.log()[-5_000:]
        return code

    def _check_sums(self, instance: Running) -> None:
        metrics = instance.metrics()
        outcomes = sum(v for k, v in metrics.items() if k.startswith("copydesk_outcomes_total{"))
        self.uneven += metrics.get("copydesk_records_consumed_total", 0.0) != outcomes

    def close(self) -> None:
        """End what is left, frozen or not."""
        self._wanted.clear()
        for instance in self._all.values():
            instance.__exit__()

    def tries(self) -> int:
        """How many batches may have been written whose offsets were not committed.

        Each kill and each end of its own leaves at most one, and each write that failed.
        """
        logs = "".join(log.read_text("utf-8", "replace") for log in self._folder.glob("*.log"))
        failed = logs.count("the cluster is away")
        return self.kills + sum(self.exits.values()) + failed


def send(pids: list[int], number: int) -> None:
    """Send each process a signal."""
    for pid in pids:
        os.kill(pid, number)
