"""A line by itself -> numbers for the line model. Nothing here knows a language or a site."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from service.clean.phrases import Kind

if TYPE_CHECKING:  # looks.py asks this module for a line's numbers
    from service.clean.lines.looks import Looks

_LEADING = 8
_OPENS_WITH_NONE = [0.0] * len(Kind)
_LOOK_CHARS = 150
"""Shares of capitals and digits are taken from so much."""
OWN = (
    "log_chars",
    "words",
    "ends_sentence",
    "inner_ends",
    "ends_colon",
    "ends_ellipsis",
    "commas_a_word",
    "digits",
    "upper",
    "capitalised",
    "starts_lower",
    "starts_quote",
    "starts_mark",
    "bracketed",
    "bars",
    "has_date",
    "has_address",
    "credit_place",
    "after_credit",
    "closing_bracket",
    "leading_capitals",
    "ends_question",
    "ends_letter",
    "quotes",
    "word_chars",
    *(f"opens_{kind}" for kind in Kind),
)
"""Names of the numbers, in order."""


def own_numbers(line: Looks) -> list[float]:
    """Describe a line; names are in ``OWN``."""
    text = line.sample
    start = text[:_LOOK_CHARS]
    raw = start.split()
    digits = sum(map(str.isdigit, start)) if line.has_digit else 0
    capitalised = [word[0].isupper() for word in raw]
    credit = line.credit_at
    return [
        math.log(len(line.text) + 1),
        min(line.words, 120.0),
        line.ends_sentence,
        min(line.inner_ends, 5),
        text.endswith((":", "：")),
        text.endswith(("…", "...", "[…]", "[...]")),
        sum(map(text.count, ",،、，;")) / (line.words + 1),
        digits / len(start),
        sum(map(str.isupper, start)) / (sum(map(str.isalpha, start)) or 1),
        sum(capitalised) / len(raw),
        text[0].islower(),
        text[0] in "\"'“„«‘「『”",
        not text[0].isalnum() and text[0] not in "\"'“„«‘「『”([",
        text[0] in "([（" and text[-1] in ")]）",
        sum(map(text.count, "|•»›→/")),
        line.has_date,
        line.has_address,
        -1.0 if credit < 0 else credit / len(text),
        -1.0 if credit < 0 else min(len(line.text) - credit, 200),
        _closing_bracket(text),
        float(_leading(capitalised[:_LEADING])),
        text.endswith(("?", "？", "؟")),
        text[-1].isalpha(),
        min(sum(map(text.count, '"“”„«»「」')), 6),
        len(text) / (line.words + 1),
        *(_opening(line) if line.openings else _OPENS_WITH_NONE),
    ]


def _opening(line: Looks) -> list[float]:
    return [(1.0 + line.is_only(kind)) if kind in line.openings else 0.0 for kind in Kind]


def _closing_bracket(text: str) -> float:
    """How many words stand in the brackets it ends with; 0 without."""
    if text[-1] not in ")）]":
        return 0.0
    start = max(text.rfind("("), text.rfind("（"), text.rfind("["))
    return min(float(len(text[start:].split())), 10.0) if start >= 0 else 0.0


def _leading(holds: Sequence[bool]) -> int:
    """For how many from the first on it holds."""
    return holds.index(False) if False in holds else len(holds)
