"""Figures -> SVG that reads in light and dark pages and on a phone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence

from bench.svg import GREY, WIDTH, framed
from bench.tables import Row

_HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 260, 44, 12, 34, 44
_COLOURS = {"Copydesk": "#c0392b", "trafilatura": "#2c6fbb"}
_RATES = (5, 10, 20, 30, 50, 70, 100, 150, 200, 300, 500, 1_000, 2_000)
_SCORE_STEP = 0.005
_LINE = 13
_BELOW = "pages a second on one core (logarithmic), F1 of the body"

_Range = tuple[float, float]


def plane(panels: Mapping[str, Sequence[Row]]) -> str:
    """Draw pages a second (logarithmic) against F1, a panel a collection, one below the other.

    Args:
        panels: Rows with ``subject``, ``pages/s`` and ``F1`` by the collection's name.
    """
    rows = [row for panel in panels.values() for row in panel]
    rates = [math.log10(row["pages/s"]) for row in rows]
    scores = [row["F1"] for row in rows]
    x_range = min(rates) - 0.1, max(rates) + 0.3
    y_range = min(scores) - _SCORE_STEP / 2, max(scores) + _SCORE_STEP / 2
    drawn = [(_HEIGHT, _panel(name, panel, x_range, y_range)) for name, panel in panels.items()]
    return framed("Pages a second against F1 of the body", drawn)


def _panel(name: str, rows: Sequence[Row], x_range: _Range, y_range: _Range) -> Iterator[str]:
    right, bottom = WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    yield f'<text x="{_LEFT}" y="18" font-size="13" font-weight="bold">{name}</text>'
    yield f'<path d="M{_LEFT} {_TOP}V{bottom}H{right}" fill="none" stroke="{GREY}"/>'
    yield f'<text x="{(_LEFT + right) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">{_BELOW}</text>'
    for rate in _RATES:
        x = _scaled(math.log10(rate), x_range, _LEFT, right)
        if _LEFT <= x <= right:
            yield f'<text x="{x:.1f}" y="{bottom + 15}" text-anchor="middle">{rate}</text>'
    first, last = (math.ceil(y_range[0] / _SCORE_STEP), math.floor(y_range[1] / _SCORE_STEP))
    for score in (step * _SCORE_STEP for step in range(first, last + 1)):
        y = _scaled(score, y_range, bottom, _TOP) + 4
        yield f'<text x="{_LEFT - 5}" y="{y:.1f}" text-anchor="end">{score:.3f}</text>'
    lowest = -math.inf
    for row in sorted(rows, key=lambda row: -row["F1"]):
        x = _scaled(math.log10(row["pages/s"]), x_range, _LEFT, right)
        y = _scaled(row["F1"], y_range, bottom, _TOP)
        lowest = max(y + 4, lowest + _LINE)
        yield from _point(row["subject"], x, y, lowest)


def _point(subject: str, x: float, y: float, label_y: float) -> Iterator[str]:
    colour = next((c for name, c in _COLOURS.items() if subject.startswith(name)), GREY)
    yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>'
    yield f'<text x="{x + 8:.1f}" y="{label_y:.1f}" fill="{colour}">{subject.replace(",", "")}</text>'


def _scaled(value: float, known: _Range, low: float, high: float) -> float:
    return low + (high - low) * (value - known[0]) / (known[1] - known[0])
