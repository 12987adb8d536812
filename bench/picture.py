"""Figures -> SVG that reads in light and dark pages and on a phone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from bench.tables import Row

_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 360, 300, 52, 16, 34, 44
_COLOURS = {"Copydesk": "#c0392b", "trafilatura": "#2c6fbb"}
_GREY = "#808080"
_TICKS = 4
_BELOW = "pages a second on one core"


def plane(panels: Mapping[str, Sequence[Row]]) -> str:
    """Draw pages a second (logarithmic) against F1, a panel a collection.

    Args:
        panels: Rows with ``subject``, ``pages/s`` and ``F1`` by the collection's name.
    """
    rows = [row for panel in panels.values() for row in panel]
    rates = [math.log10(row["pages/s"]) for row in rows]
    scores = [row["F1"] for row in rows]
    x_range = min(rates) - 0.12, max(rates) + 0.25
    y_range = min(scores) - 0.004, max(scores) + 0.004
    width = _WIDTH * len(panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {_HEIGHT}" role="img"',
        f' font-family="sans-serif" font-size="11" fill="{_GREY}">',
        "<title>Pages a second against F1 of the body</title>",
    ]
    for place, (name, panel) in enumerate(panels.items()):
        parts.append(f'<g transform="translate({place * _WIDTH} 0)">')
        parts += _panel(name, panel, x_range, y_range)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _panel(
    name: str, rows: Sequence[Row], x_range: tuple[float, float], y_range: tuple[float, float]
) -> list[str]:
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    parts = [
        f'<text x="{_LEFT}" y="18" font-size="13" font-weight="bold">{name}</text>',
        f'<path d="M{_LEFT} {_TOP}V{bottom}H{right}" fill="none" stroke="{_GREY}"/>',
        f'<text x="{(_LEFT + right) / 2}" y="{_HEIGHT - 8}" text-anchor="middle">{_BELOW}</text>',
    ]
    for step in range(_TICKS + 1):
        score = y_range[0] + (y_range[1] - y_range[0]) * step / _TICKS
        y = _scaled(score, y_range, bottom, _TOP)
        parts.append(f'<text x="{_LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{score:.3f}</text>')
        rate = x_range[0] + (x_range[1] - x_range[0]) * step / _TICKS
        x = _scaled(rate, x_range, _LEFT, right)
        parts.append(
            f'<text x="{x:.1f}" y="{bottom + 15}" text-anchor="middle">{10**rate:.0f}</text>'
        )
    for row in rows:
        x = _scaled(math.log10(row["pages/s"]), x_range, _LEFT, right)
        y = _scaled(row["F1"], y_range, bottom, _TOP)
        maker, _, mode = row["subject"].partition(" ")
        colour = _COLOURS.get(maker.strip(","), _GREY)
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>')
        parts.append(
            f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">'
            f"{' '.join((maker.strip(','), mode)).strip()}</text>"
        )
    return parts


def _scaled(value: float, known: tuple[float, float], low: float, high: float) -> float:
    return low + (high - low) * (value - known[0]) / (known[1] - known[0])
