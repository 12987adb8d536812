"""``python -m tests.chaos``: every fault, both guarantees, a table of what became of the records."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from concurrent.futures import as_completed
from pathlib import Path

from rich.console import Console

from tests.chaos import report
from tests.chaos.drill import BY_NAME, GUARANTEES, Drill, Result, lanes

_TABLE_WIDTH = 110


def main() -> int:
    """Do the drills; returns 1 where a promise was broken."""
    arguments = _parser().parse_args()
    console = Console()
    console.width = max(console.width, _TABLE_WIDTH)
    drills = [
        Drill(name, guarantee, arguments.rounds or BY_NAME[name].rounds, arguments.seed)
        for name in arguments.fault or BY_NAME
        for guarantee in arguments.guarantee or GUARANTEES
    ]
    began = time.monotonic()
    earlier, runs = report.load(arguments.results) if arguments.results else ([], [])
    found = {(result.drill.fault, result.drill.guarantee): result for result in earlier}
    for result in _perform(drills, arguments, console):
        found[result.drill.fault, result.drill.guarantee] = result
    results = [found[name, g] for name in BY_NAME for g in GUARANTEES if (name, g) in found]
    runs.append((_command(arguments), (time.monotonic() - began) / 60))
    if arguments.results:
        report.save(arguments.results, results, runs)
    report.show(console, results)
    if arguments.write:
        report.write(results, runs)
    return int(any(result.faults for result in results))


def _perform(
    drills: list[Drill], arguments: argparse.Namespace, console: Console
) -> Iterator[Result]:
    """Each as it ends; the longest begin first."""
    order = sorted(drills, key=lambda drill: -drill.rounds * BY_NAME[drill.fault].round_s)
    with lanes(arguments.lanes, arguments.logs) as opened:
        for done in as_completed(opened.begin(order)):
            result = done.result()
            said = "; ".join(result.faults) or "kept every promise"
            console.print(f"{result.drill.name}: {result.took_s:.0f} s, {said}", highlight=False)
            yield result


def _command(arguments: argparse.Namespace) -> str:
    """What gives the same load and moments again."""
    given = [f"--seed {arguments.seed}", f"--lanes {arguments.lanes}"]
    given += [f"--rounds {arguments.rounds}"] * bool(arguments.rounds)
    given += [f"--fault {name}" for name in arguments.fault or ()]
    given += [f"--guarantee {name}" for name in arguments.guarantee or ()]
    return " ".join(["python -m tests.chaos", *given])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--fault", action="append", choices=BY_NAME, help="only this (repeatable)")
    parser.add_argument("--guarantee", action="append", choices=GUARANTEES, help="only this")
    parser.add_argument("--rounds", type=int, help="of each (default: each fault's own number)")
    parser.add_argument("--seed", type=int, default=1, help="of the load and the moments")
    parser.add_argument("--lanes", type=int, default=4, help="drills at once (default: 4)")
    parser.add_argument("--logs", type=Path, help="keep the logs of services and nodes here")
    parser.add_argument(
        "--results", type=Path, help="keep results here; those of other drills in it are told too"
    )
    parser.add_argument("--write", action="store_true", help="write docs/guarantees.md anew")
    return parser


if __name__ == "__main__":
    sys.exit(main())
