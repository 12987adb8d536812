"""A line -> whether it says when, and nothing else: a date, a part of one, "3 hours ago"."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

from service.clean.dates.labels import without_labels
from service.clean.dates.lines import MAX_STAMP, are_small, stamps
from service.clean.dates.names import fold
from service.clean.dates.spelling import spell

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_CLOCK = r"\b\d{1,2}[:h]\d{2}(?::\d{2})?\b"
_PARTS = re.compile(
    rf"(?P<day>\b\d{{1,2}}\.?[ -]*(?:de |of )?M\d\d|M\d\d\.? *\d{{1,2}}\b)|(?P<clock>{_CLOCK})"
    r"|(?P<pair>\b\d{1,2}[/.]\d{1,2}\b)|(?P<year>\b(?:19|2[05])\d\d\b)"
)


def is_stamp(line: str, language: str | None = None) -> bool:
    """Whether a line says whole dates and nothing else but their labels.

    Args:
        line: One line, tidy.
        language: A tag; None where unknown.
    """
    return len(line) <= MAX_STAMP and bool(stamps(line, language))


def is_part_of_stamp(line: str) -> bool:
    """Whether it says a day without its year, a time without its day, or "3 hours ago"."""
    return len(line) <= MAX_STAMP and (is_ago(line) or _is_part(line))


def is_ago(line: str) -> bool:
    """Whether a line says how long ago, in any language of CLDR: "3 hours ago"."""
    return _NUMBER.sub("#", fold(line)).strip(" .()·•|") in _agos()


@cache
def _agos() -> frozenset[str]:
    """Past times with their number as `#`, folded; source: Unicode CLDR, by Babel."""
    return frozenset(
        (files("service.clean.dates") / "relative.txt").read_text("utf-8").splitlines()
    )


def _is_part(line: str) -> bool:
    """A day without its year, a time without its day; "12/5" alone may be a score."""
    text = without_labels(spell(line, "").text)
    kinds = {found.lastgroup for found in _PARTS.finditer(text)}
    is_player = not text.strip("0: /")
    return bool(kinds & {"day", "clock"}) and not is_player and are_small(_PARTS.sub(" ", text))
