"""The lines of a text -> numbers for the line model, a row a line."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, count

from service.clean.lines.around import AROUND, around
from service.clean.lines.looks import Looks
from service.clean.lines.numbers import OWN

_FAR = 3
_NEIGHBOURS = tuple(step for step in range(-_FAR, _FAR + 1) if step)
BESIDE = ("words", "ends_sentence", "is_prose", "has_date", "credit", "phrase")
FEATURES = (
    *OWN,
    *AROUND,
    *(f"{name}_{place:+d}" for place in _NEIGHBOURS for name in BESIDE),
)
"""Names of the columns, in order."""
_ONE = len(BESIDE)
_SIDE = _FAR * _ONE
_BOTH = 2 * _SIDE + _ONE
"""How many numbers one line, the neighbours on one side, and all with the line itself give."""


def rows(lines: Sequence[Looks]) -> list[list[float]]:
    """Describe every line.

    Args:
        lines: Those of one text that are not blank, in order.

    Returns:
        A row a line, with a number for each of ``FEATURES``.
    """
    edge = [-1.0] * _SIDE
    beside = [*edge, *chain.from_iterable(line.glimpse for line in lines), *edge]
    return [
        [*line.numbers, *placed, *beside[at : at + _SIDE], *beside[at + _SIDE + _ONE : at + _BOTH]]
        for line, placed, at in zip(lines, around(lines), count(0, _ONE), strict=False)
    ]
