"""A text, what was kept of it and what was cut -> all of it in the text's own order."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import NamedTuple


class Piece(NamedTuple):
    """A stretch of text; ``rule`` is None where it was kept."""

    text: str
    rule: str | None = None


def marked(text: str, title: str | None, kept: Sequence[str], cut: Sequence[Piece]) -> list[Piece]:
    """Find each piece in the text.

    Args:
        text: As cleaning saw it: tidy, a line a block.
        title: The article's; where it was found in the text it is left out here.
        kept: Paragraphs, in order.
        cut: In order.

    Returns:
        Every piece in its place; empty where kept and cut do not make up the text.
    """
    lines = [line.strip() for line in text.split("\n")]
    moved = title is not None and lines.count(title) > sum(p.text == title for p in cut)
    waiting = [deque(Piece(paragraph) for paragraph in kept), deque(cut)]
    found: list[Piece] = []
    for line in filter(None, lines):
        if moved and line == title:
            moved = False
        elif not _split(line, waiting, found):
            return []
    return found if not any(waiting) else []


def _split(line: str, waiting: Sequence[deque[Piece]], found: list[Piece]) -> bool:
    """Take the pieces off that make up a line; most lines are one."""
    while line:
        fits = [ps for ps in waiting if ps and ps[0].text and line.startswith(ps[0].text)]
        if not fits:
            return False
        longest = max(fits, key=lambda pieces: len(pieces[0].text))
        piece = longest.popleft()
        found.append(piece)
        line = line[len(piece.text) :].lstrip()
    return True
