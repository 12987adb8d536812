"""The table of docs/runbooks/README.md, between its marks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.alerts.deployed import RUNBOOKS
from tests.alerts.provoke import Fired

FILE = RUNBOOKS / "README.md"
_BEGIN, _END = "<!-- made by make test-alerts -->\n", "<!-- end -->\n"


def write(fired: Sequence[Fired], file: Path = FILE) -> None:
    """Replace what stands between the marks."""
    before, _, rest = file.read_text("utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    file.write_text(before + _BEGIN + render(fired) + _END + after, "utf-8")


def render(fired: Sequence[Fired]) -> str:
    """Make the table."""
    head = "\n| alert | how it was provoked | fired after | what it said |\n|---|---|---|---|\n"
    rows = (
        f"| {row.alert} | {row.how} | {row.took_s:.1f} s | {row.said} |\n"
        for row in sorted(fired, key=lambda row: row.alert)
    )
    return head + "".join(rows) + "\n"
