"""docs/benchmarks.md, a section a bench: each writes its own and leaves the others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent.parent / "docs"
PAGE = DOCS / "benchmarks.md"
_TITLE = "# Benchmarks"


def write(heading: str, lines: Iterable[str]) -> None:
    """Replace the section of a heading, or add it at the end."""
    sections = _sections(PAGE.read_text("utf-8")) if PAGE.is_file() else {}
    sections[heading] = "\n".join(lines).strip()
    parts = [_TITLE, *(f"## {name}\n\n{text}" for name, text in sections.items())]
    PAGE.write_text("\n\n".join(parts) + "\n", "utf-8")


def _sections(text: str) -> dict[str, str]:
    _, *parts = text.split("\n## ")
    split = (part.partition("\n") for part in parts)
    return {name.strip(): body.strip() for name, _, body in split}


def as_markdown(rows: Sequence[Mapping[str, Any]], words: int = 1) -> list[str]:
    """Write rows as a table; the first columns are words, the others are numbers."""
    columns = list(dict.fromkeys(chain.from_iterable(rows)))
    lines = [f"| {' | '.join(columns)} |", "|" + "---|" * words + "---:|" * (len(columns) - words)]
    for row in rows:
        cells = (told(row.get(column, "")) for column in columns)
        lines += [f"| {' | '.join(cells)} |"]
    return lines


def told(value: Any) -> str:
    """A figure as it is read."""
    return f"{value:.4f}" if isinstance(value, float) else str(value)
