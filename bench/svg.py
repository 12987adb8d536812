"""The frame all our pictures have: it reads in light and dark pages and on a phone."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

WIDTH = 360
GREY = "#808080"
"""Told apart from white and from black."""


def framed(title: str, panels: Iterable[tuple[float, Iterable[str]]]) -> str:
    """Put panels one below the other.

    Args:
        title: Of the whole, for who does not see it.
        panels: The height of each and its elements, with its own upper left corner as origin.
    """
    parts: list[str] = []
    height = 0.0
    for its_height, elements in panels:
        parts += [f'<g transform="translate(0 {height:g})">', *elements, "</g>"]
        height += its_height
    head = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:g}" role="img"',
        f' width="{WIDTH}" font-family="sans-serif" font-size="11" fill="{GREY}">',
        f"<title>{escape(title)}</title>",
    ]
    return "\n".join([*head, *parts, "</svg>", ""])
