"""Figures over time -> curves in SVG that read in light and dark pages and on a phone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from bench.svg import GREY, WIDTH, framed

_HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 180, 44, 12, 42, 28
_COLOURS = ("#c0392b", "#2c6fbb", "#2e8b57")
_TICKS = 4
_STEPS = (1, 2, 2.5, 5, 10)


@dataclass(frozen=True)
class Curve:
    """One line.

    Args:
        name: Shown in its colour.
        points: Minutes and values, none below 0, at least one.
    """

    name: str
    points: Sequence[tuple[float, float]]


def curves(panels: Mapping[str, Sequence[Curve]], title: str) -> str:
    """Draw panels one below the other, each from 0 up.

    Args:
        panels: Curves by the panel's title, in order.
        title: Of the whole.
    """
    return framed(title, [(_HEIGHT, _panel(name, panel)) for name, panel in panels.items()])


def step(most: float) -> float:
    """A round distance of marks, so that a few reach so high."""
    if most <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(most / _TICKS))
    return next(s * power for s in _STEPS if s * power * _TICKS >= most * (1 - 1e-9))


def _panel(name: str, panel: Sequence[Curve]) -> Iterator[str]:
    right, bottom = WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    yield f'<text x="{_LEFT}" y="16" font-size="12" font-weight="bold">{escape(name)}</text>'
    apart = step(max(value for curve in panel for _, value in curve.points))
    top = apart * _TICKS
    ends = max(minute for curve in panel for minute, _ in curve.points) or 1.0
    for mark in range(_TICKS + 1):
        y = bottom - (bottom - _TOP) * mark / _TICKS
        yield f'<path d="M{_LEFT} {y:.1f}H{right}" stroke="{GREY}" stroke-opacity=".3"/>'
        yield f'<text x="{_LEFT - 5}" y="{y + 4:.1f}" text-anchor="end">{apart * mark:g}</text>'
        x = _LEFT + (right - _LEFT) * mark / _TICKS
        minutes = f"{ends * mark / _TICKS:.0f}" + (" min" if mark == _TICKS else "")
        anchor = "end" if mark == _TICKS else "middle"
        yield f'<text x="{x:.1f}" y="{bottom + 15}" text-anchor="{anchor}">{minutes}</text>'
    at = _LEFT
    for curve, colour in zip(panel, _COLOURS, strict=False):
        yield f'<text x="{at}" y="32" fill="{colour}">{escape(curve.name)}</text>'
        at += 110
        path = " ".join(
            f"{_LEFT + (right - _LEFT) * minute / ends:.1f},"
            f"{bottom - (bottom - _TOP) * value / top:.1f}"
            for minute, value in curve.points
        )
        yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.5"/>'
