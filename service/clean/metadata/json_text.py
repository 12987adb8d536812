"""The text of a JSON-LD script, broken as it may be -> the values in it."""

from __future__ import annotations

import html
import json
import re
from typing import Any

from service.clean.metadata.json_repair import repaired

_DECODER = json.JSONDecoder(strict=False)  # raw line ends and tabs in strings are common
_MAX_VALUES = 100
"""In one script; more than one is already an error of the site."""
_MAX_WRAPPERS = 4
_OPENING = re.compile(r"\s*(?:<!--|-->|//\s*(?=<!|\]\])|/\*|\*/|<!\[CDATA\[|\]\]>|\ufeff|;)")
_BETWEEN = re.compile(r"[\s,;]*")


def read_values(script: str, *, may_repair: bool = True) -> list[Any]:
    """Read a script.

    Args:
        script: One JSON text, or several in a row; perhaps in a comment or CDATA, with trailing
            commas, comments, raw line ends or quotes in strings, escaped for HTML, or cut short.
        may_repair: Whether it is worth the time.

    Returns:
        What could be read; nothing where no repair helps. Linear in the length of the script.
    Source: RFC 8259.
    """
    text = _unwrapped(script)
    values, whole = _decoded(text)
    if whole or not may_repair:
        return values
    if '"' not in text and "&quot;" in text:
        text = html.unescape(text)
    again, _ = _decoded(repaired(text))
    return max(values, again, key=len)


def _unwrapped(script: str) -> str:
    start = 0
    while match := _OPENING.match(script, start):
        start = match.end()
    text = script[start:]
    for _ in range(_MAX_WRAPPERS):
        text = text.rstrip("/; \n\r\t")
        text = text.removesuffix("-->").removesuffix("]]>").removesuffix("*/")
    return text


def _decoded(text: str) -> tuple[list[Any], bool]:
    """Read values in a row, and say whether all of the text was read."""
    values: list[Any] = []
    place = _end(_BETWEEN, text, 0)
    while place < len(text) and len(values) < _MAX_VALUES:
        try:
            value, place = _DECODER.raw_decode(text, place)
        except (ValueError, RecursionError):  # nested deeper than any page has reason to
            return values, False
        values.append(value)
        place = _end(_BETWEEN, text, place)
    return values, True


def _end(pattern: re.Pattern[str], text: str, place: int) -> int:
    match = pattern.match(text, place)
    return match.end() if match else place
