"""``make bench-quality``: what cleaning makes of the data, beside stock trafilatura in one run."""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import samples
from bench.measures import Report, aeb, dirty, pages, seeds
from bench.samples import Case

MEASURES: dict[str, Callable[[Sequence[Case]], Report]] = {
    "seeds": seeds,
    "aeb": aeb,
    "fundus": pages,
    "dirty": dirty,
    "wcxb": pages,
}
_WIDTH = 120
DEFAULT = "seeds,aeb,fundus,dirty"


def show(name: str, report: Report, console: Console) -> None:
    """Print a collection's tables."""
    for title, rows in report.tables.items():
        columns = list(dict.fromkeys(chain.from_iterable(rows)))
        table = Table(*columns, title=f"{name}: {title}", title_justify="left")
        for row in rows:
            table.add_row(*(_told(row.get(column, "")) for column in columns))
        console.print(table)
    for remark in report.remarks:
        console.print(remark[:400], markup=False, highlight=False)


def _told(value: Any) -> str:
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="its folder")
    parser.add_argument("--only", default=DEFAULT, help=f"of {','.join(MEASURES)}")
    parser.add_argument("--first", type=int, help="so many cases of each collection at most")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    given = parser.parse_args(arguments)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found: dict[str, Any] = {}
    for name in given.only.split(","):
        read = getattr(samples, name)
        report = MEASURES[name](list(read(given.data))[: given.first])
        if given.json:
            found[name] = {**report.tables, "remarks": report.remarks}
        else:
            show(name, report, Console(width=_WIDTH))
    if given.json:
        print(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
