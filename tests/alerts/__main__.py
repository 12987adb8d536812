"""``make test-alerts``: a real Prometheus over real services: no empty panel, every alert fires.

Rules run in fast motion (``tests/alerts/scale.py``), from the committed file.
"""

from __future__ import annotations

import argparse
import math
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from localkafka import Node
from tests.alerts import report
from tests.alerts.deployed import alerts, asked, recorded
from tests.alerts.prometheus import MISSING, Prometheus, Seen
from tests.alerts.provoke import Fired, Provocations
from tests.alerts.scale import FACTORS, expression
from tests.alerts.stage import Stage

_PATIENCE_S = 30.0


def main() -> int:
    """Run all of it; returns 1 where a question has no answer or an alert did not fire."""
    parser = argparse.ArgumentParser(prog="python -m tests.alerts", description=__doc__)
    parser.add_argument(
        "--write", action="store_true", help="write the table of docs/runbooks anew"
    )
    parser.add_argument("--logs", type=Path, help="keep logs and data here")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:
        folder = arguments.logs or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            prometheus = Prometheus(folder / "prometheus")
        except FileNotFoundError:
            print(MISSING, file=sys.stderr)  # noqa: T201
            return 1
        with Node(folder / "kafka") as node, prometheus:
            fired, wrong, unanswered = _perform(Stage(node, prometheus, folder))
    wrong += sorted(set(alerts()) - {row.alert for row in fired})
    for place in unanswered:
        print(f"no answer: {place}", file=sys.stderr)  # noqa: T201
    if wrong:
        print(f"never fired, or falsely: {'; '.join(wrong)}", file=sys.stderr)  # noqa: T201
    if arguments.write and not (wrong or unanswered):
        report.write(fired)
    return int(bool(wrong or unanswered))


def _perform(stage: Stage) -> tuple[list[Fired], list[str], list[str]]:
    console = Console(width=160)
    began = time.monotonic()

    def tell(row: Fired) -> None:
        told = f"{time.monotonic() - began:4.0f} s  {row.alert}: {row.took_s:.1f} s ({row.how}): {row.said}"
        console.print(told, highlight=False)

    provocations = Provocations(stage, Seen(stage.prometheus), tell)
    try:
        provocations.begin()
        provocations.at_once()
        provocations.await_week()
        unanswered, answered = _ask(stage.prometheus)
        console.print(f"{time.monotonic() - began:4.0f} s  {answered} questions answered")
        provocations.against_the_past()
        false = provocations.false_alarms()
        provocations.gone()
    finally:
        stage.close()
    table = Table("alert", "how it was provoked", "seconds")
    for row in provocations.fired:
        table.add_row(row.alert, row.how, f"{row.took_s:.1f}")
    console.print(table)
    return provocations.fired, [*provocations.silent, *false], unanswered


def _ask(prometheus: Prometheus) -> tuple[list[str], int]:
    """Every question of the dashboard and every recorded series; alerts answer by firing.

    A machine that is busy may stand still for the two seconds of a range, so each is asked again.

    Returns:
        Places of those that had no answer within half a minute, and how many had one.
    """
    questions = {e.place: _in_fast_motion(e.text) for e in asked()}
    questions |= {f"rule {name}": name for name in recorded()}
    unanswered, until = questions, time.monotonic() + _PATIENCE_S
    while unanswered and time.monotonic() < until:
        unanswered = {
            p: text for p, text in unanswered.items() if not _has_answer(prometheus, text)
        }
    return list(unanswered), len(questions) - len(unanswered)


def _in_fast_motion(text: str) -> str:
    """A week of recorded series is three minutes here; other ranges are as short as they are."""
    return expression(text, FACTORS["copydesk-sources"]) if "d:" in text else text


def _has_answer(prometheus: Prometheus, text: str) -> bool:
    return any(not math.isnan(float(s["value"][1])) for s in prometheus.query(text))


if __name__ == "__main__":
    sys.exit(main())
