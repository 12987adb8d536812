"""Results -> a table for people, and the same as Markdown in docs/guarantees.md."""

from __future__ import annotations

import json
import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from localkafka import KAFKA_VERSION
from service import VERSION
from tests.chaos.drill import BY_NAME, GUARANTEES, Drill, Result
from tests.counting import Count

Run = tuple[str, float]
"""A command that gave results, and its minutes."""
DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "guarantees.md"
BEGIN = "<!-- written by python -m tests.chaos --write -->"
END = "<!-- end -->"
COLUMNS = (
    "fault",
    "rounds",
    "records",
    "lost",
    "duplicated",
    "misordered",
    "wrongly dead-lettered",
    "recovery, s: median",
    "longest",
)


def show(console: Console, results: Sequence[Result]) -> None:
    """Print a table for each guarantee, the totals, and what broke."""
    for guarantee, found in _by_guarantee(results).items():
        table = Table(title=guarantee)
        for name in COLUMNS:
            table.add_column(name, justify="left" if name == "fault" else "right")
        for result in found:
            table.add_row(*_cells(result), style="red" if result.faults else None)
        console.print(table)
    console.print(totals(results))
    for result in results:
        for fault in result.faults:
            console.print(f"[red]{result.drill.name}[/]: {fault}", markup=True, highlight=False)


def write(results: Sequence[Result], runs: Sequence[Run]) -> None:
    """Put the tables into the document.

    Raises:
        ValueError: The markers are not there.
    """
    put(BEGIN, "\n".join([_stamp(runs), "", *_markdown(results)]))


def put(begin: str, body: str) -> None:
    """Put a text between one of the document's markers and the next ``END``.

    Raises:
        ValueError: The markers are not there.
    """
    before, _, rest = DOCUMENT.read_text("utf-8").partition(begin)
    _, marker, after = rest.partition(END)
    if not marker:
        raise ValueError(f"{DOCUMENT}: the markers are missing")
    DOCUMENT.write_text(f"{before}{begin}\n{body}\n{END}{after}", "utf-8")


def save(path: Path, results: Sequence[Result], runs: Sequence[Run]) -> None:
    """Write results as JSON."""
    kept = {"runs": runs, "results": [asdict(result) for result in results]}
    path.write_text(json.dumps(kept, indent=1), "utf-8")


def load(path: Path) -> tuple[list[Result], list[Run]]:
    """Read what ``save`` wrote; nothing where there is no such file."""
    if not path.is_file():
        return [], []
    kept = json.loads(path.read_text("utf-8"))
    runs = [(command, minutes) for command, minutes in kept["runs"]]
    return [_result(fields) for fields in kept["results"]], runs


def _result(fields: dict[str, Any]) -> Result:
    return Result(
        **fields
        | {
            "drill": Drill(**fields["drill"]),
            "count": Count(**fields["count"]),
            "exits": {int(code): many for code, many in fields["exits"].items()},
        }
    )


def totals(results: Sequence[Result]) -> str:
    """One line over all drills."""
    of = {
        "records": sum(r.records for r in results),
        "services killed": sum(r.kills for r in results),
        "workers killed": sum(r.drill.rounds for r in results if r.drill.fault == "worker_killed"),
        "rebalances": sum(r.rebalances for r in results),
        "starts of a broker that was killed": sum(r.broker_starts for r in results),
        "services that stopped by themselves and were started again": sum(
            sum(r.exits.values()) for r in results
        ),
    }
    return "In all: " + ", ".join(f"{many:,} {what}" for what, many in of.items()) + "."


def _stamp(runs: Sequence[Run]) -> str:
    told = "; then ".join(f"`{command}`, {minutes:.0f} minutes" for command, minutes in runs)
    return (
        f"{told}. {os.cpu_count()} cores; Copydesk {VERSION}, Apache Kafka {KAFKA_VERSION}, "
        f"kafka-python {version('kafka-python')}, Python {platform.python_version()}."
    )


def _markdown(results: Sequence[Result]) -> list[str]:
    lines: list[str] = []
    for guarantee, found in _by_guarantee(results).items():
        lines += [f"### {guarantee}", "", row(COLUMNS), row(["---", *["---:"] * 8])]
        lines += [row(_cells(result)) for result in found]
        lines.append("")
    broken = [
        f"- **{r.drill.name}**: {fault.splitlines()[0]}" for r in results for fault in r.faults
    ]
    lines += [totals(results), "", *(broken or ["No law was broken."]), "", "### How each is made"]
    named = dict.fromkeys(result.drill.fault for result in results)
    return [*lines, "", *(f"- **{name}**: {BY_NAME[name].how}." for name in named)]


def _by_guarantee(results: Sequence[Result]) -> dict[str, list[Result]]:
    by = {g: [r for r in results if r.drill.guarantee == g] for g in GUARANTEES}
    return {guarantee: found for guarantee, found in by.items() if found}


def _cells(result: Result) -> list[str]:
    count, recoveries = result.count, result.recoveries_s
    doubled = f"{count.duplicated:,}"
    if result.drill.guarantee == "at_least_once" and result.bound:
        doubled += f" (≤ {result.bound:,})"
    figures = (count.lost, doubled, count.misordered, count.wrong)
    told = ["—"] * 4 if result.broke else [str(figure) for figure in figures]
    spread = (
        [f"{statistics.median(recoveries):.1f}", f"{max(recoveries):.1f}"]
        if recoveries
        else ["—", "—"]
    )
    return [result.drill.fault, str(result.drill.rounds), f"{result.records:,}", *told, *spread]


def row(cells: Sequence[str]) -> str:
    """Write a row of a table."""
    return f"| {' | '.join(cells)} |"
