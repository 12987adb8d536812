"""All gates, fast things first; each says its name, its time and how to mend it."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass

PYTHON = sys.executable


@dataclass(frozen=True)
class Gate:
    """One step."""

    name: str
    command: tuple[str, ...]
    cure: str


GATES = (
    Gate("format", ("-m", "ruff", "format", "--check", "--quiet", "."), "make lint"),
    Gate("lint", ("-m", "ruff", "check", "--quiet", "."), "make lint"),
    Gate("contracts", ("-m", "schemas.generate", "--check"), "make generate"),
    Gate("reference", ("-m", "service.reference", "--check"), "make generate"),
    Gate("dashboard", ("-m", "deploy.grafana.dashboard", "--check"), "make generate"),
    Gate("types", ("-m", "mypy"), "mend the types; mypy is strict, tests too"),
    Gate(
        "fast tests",
        (
            *("-m", "pytest", "-q", "tests/unit", "tests/contract", "tests/test_layers.py"),
            *("tests/simulation", "-n", "auto"),
        ),
        "make fast",
    ),
    Gate(
        "tests on Apache Kafka",
        ("-m", "pytest", "-q", "tests/integration", "tests/system", "--durations=12"),
        "read the log the test names; COPYDESK_TEST_BOOTSTRAP_SERVERS takes a cluster of yours",
    ),
)


def main() -> int:
    """Run every gate up to the first that fails; returns the exit code."""
    began = time.monotonic()
    for gate in GATES:
        started = time.monotonic()
        print(f"== {gate.name}", flush=True)
        code = subprocess.run([PYTHON, *gate.command], check=False).returncode
        spent = time.monotonic() - started
        if code:
            print(f"== {gate.name} FAILED after {spent:.1f} s. To mend: {gate.cure}", flush=True)
            return 1
        print(f"== {gate.name} passed in {spent:.1f} s", flush=True)
    print(f"== all gates passed in {time.monotonic() - began:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
