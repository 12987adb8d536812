"""The lines of a text -> numbers for the line model, a row a line."""

from __future__ import annotations

from collections.abc import Sequence

from service.clean.lines.around import AROUND, around
from service.clean.lines.looks import Looks
from service.clean.lines.numbers import OWN

_NEIGHBOURS = (-3, -2, -1, 1, 2, 3)
BESIDE = ("words", "ends_sentence", "is_prose", "has_date", "credit", "phrase")
FEATURES = (
    *OWN,
    *AROUND,
    *(f"{name}_{place:+d}" for place in _NEIGHBOURS for name in BESIDE),
)
"""Names of the columns, in order."""
_NOTHING = [-1.0] * len(BESIDE)


def rows(lines: Sequence[Looks]) -> list[list[float]]:
    """Describe every line.

    Args:
        lines: Those of one text that are not blank, in order.

    Returns:
        A row a line, with a number for each of ``FEATURES``.
    """
    edge = [_NOTHING] * max(_NEIGHBOURS)
    beside = [*edge, *(line.glimpse for line in lines), *edge]
    return [
        [
            *line.numbers,
            *placed,
            *(value for step in _NEIGHBOURS for value in beside[place + len(edge) + step]),
        ]
        for place, (line, placed) in enumerate(zip(lines, around(lines), strict=True))
    ]
