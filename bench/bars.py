"""Figures by set-up -> bars in SVG that read in light and dark pages and on a phone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from bench.svg import GREY, WIDTH, framed

_RIGHT, _TOP, _LEFT = 46, 42, 8
_LABEL, _THICK, _GAP = 14, 10, 3
_COLOURS = {"exactly_once": "#c0392b", "at_least_once": "#2c6fbb"}


@dataclass(frozen=True)
class Bar:
    """One figure.

    Args:
        what: Bars of the same set-up stand together.
        kind: Which of them; gives the colour.
        value: Above 0.
    """

    what: str
    kind: str
    value: float


def bars(panels: Mapping[str, Sequence[Bar]], title: str) -> str:
    """Draw logarithmic bars, a panel below the other.

    Args:
        panels: Bars by the panel's title, in order.
        title: Of the whole.
    """
    return framed(title, [(_height(panel), _panel(name, panel)) for name, panel in panels.items()])


def _panel(name: str, panel: Sequence[Bar]) -> Iterator[str]:
    yield f'<text x="{_LEFT}" y="16" font-size="12" font-weight="bold">{escape(name)}</text>'
    x = _LEFT
    for kind in dict.fromkeys(bar.kind for bar in panel if bar.kind):
        yield f'<rect x="{x}" y="23" width="9" height="9" fill="{_colour(kind)}"/>'
        yield f'<text x="{x + 13}" y="32">{escape(kind.replace("_", "-"))}</text>'
        x += 100
    low, high = _decades(panel)
    y = _TOP
    for what, group in _grouped(panel).items():
        yield f'<text x="{_LEFT}" y="{y + 10}">{escape(what)}</text>'
        y += _LABEL
        for bar in group:
            share = (math.log10(bar.value) - low) / (high - low)
            width = share * (WIDTH - _LEFT - _RIGHT)
            colour = _colour(bar.kind)
            yield f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_THICK}" fill="{colour}"/>'
            yield f'<text x="{_LEFT + width + 4:.1f}" y="{y + 9}">{told(bar.value)}</text>'
            y += _THICK + _GAP
        y += _GAP


def _height(panel: Sequence[Bar]) -> int:
    groups = len(_grouped(panel))
    return _TOP + groups * (_LABEL + _GAP) + len(panel) * (_THICK + _GAP) + 14


def _grouped(panel: Sequence[Bar]) -> dict[str, list[Bar]]:
    groups: dict[str, list[Bar]] = {}
    for bar in panel:
        groups.setdefault(bar.what, []).append(bar)
    return groups


def _decades(panel: Sequence[Bar]) -> tuple[float, float]:
    """Where the bars begin, a full decade below the least, and end."""
    values = [math.log10(bar.value) for bar in panel]
    return math.floor(min(values)) - 1.0, max(values)


def _colour(kind: str) -> str:
    return _COLOURS.get(kind, GREY)


def told(value: float) -> str:
    """Three figures at least."""
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"
