"""``make bench-quality``: what cleaning makes of the data, beside stock trafilatura in one run."""

from __future__ import annotations

import argparse
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import document, samples
from bench.extraction import extraction
from bench.measures import aeb, dirty, pages, seeds
from bench.picture import plane
from bench.samples import Case
from bench.tables import Report

_Read = Callable[[Path], Iterator[Case]]
_Measure = Callable[[Sequence[Case]], Report]

MEASURES: dict[str, tuple[_Read, _Measure]] = {
    "seeds": (samples.seeds, seeds),
    "aeb": (samples.aeb, aeb),
    "fundus": (samples.fundus, pages),
    "dirty": (samples.dirty, dirty),
    "wcxb": (samples.wcxb, pages),
    "bodies-aeb": (samples.aeb, extraction),
    "bodies-fundus": (samples.fundus, extraction),
}
BODIES = ("bodies-aeb", "bodies-fundus")
DEFAULT = ",".join(name for name in MEASURES if name != "wcxb")
_WIDTH = 140
_SAID = (
    "Written by `make bench-quality`: one core, CPU time from bytes to body, first pass. Ours is "
    "judged by models that saw no page of the page's publisher; what a page tells of itself is "
    "read on nobody's clock, since the service reads it anyway. Hybrid: the least sure pages, about "
    "a tenth, are trafilatura's (precision mode). F1 of mean precision and recall over shingles of "
    "four words."
)


def show(name: str, report: Report, console: Console) -> None:
    """Print a collection's tables."""
    for title, rows in report.tables.items():
        columns = list(dict.fromkeys(chain.from_iterable(rows)))
        table = Table(*columns, title=f"{name}: {title}", title_justify="left")
        for row in rows:
            table.add_row(*(document.told(row.get(column, "")) for column in columns))
        console.print(table)
    for remark in report.remarks:
        console.print(remark[:400], markup=False, highlight=False)


def write(reports: dict[str, Report]) -> None:
    """Write the page's section on bodies, with its picture."""
    lines = [
        _SAID,
        "",
        "![Speed and quality of body extraction](extraction.svg)",
        "",
    ]
    for name in BODIES:
        for title, rows in reports[name].tables.items():
            lines += [f"**{name.removeprefix('bodies-')}: {title}**", ""]
            lines += [*document.as_markdown(rows), ""]
    picture = plane({n.removeprefix("bodies-"): reports[n].tables["bodies"] for n in BODIES})
    (document.DOCS / "extraction.svg").write_text(picture, "utf-8")
    document.write("Bodies of pages", lines)


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="its folder")
    parser.add_argument("--only", default=DEFAULT, help=f"of {','.join(MEASURES)}")
    parser.add_argument("--first", type=int, help="so many cases of each collection at most")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of tables")
    parser.add_argument("--write", action="store_true", help="put bodies into docs/benchmarks.md")
    given = parser.parse_args(arguments)
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found: dict[str, Report] = {}
    for name in given.only.split(","):
        if name not in MEASURES:
            parser.error(f"--only {name}: known are {','.join(MEASURES)}")
        read, measure = MEASURES[name]
        found[name] = measure(list(read(given.data))[: given.first])
        if not given.json:
            show(name, found[name], Console(width=_WIDTH))
    if given.write and set(BODIES) <= set(found):
        write(found)
    if given.json:
        told: dict[str, Any] = {n: {**r.tables, "remarks": r.remarks} for n, r in found.items()}
        print(json.dumps(told, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
