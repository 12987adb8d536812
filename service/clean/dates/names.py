"""A word -> the month, weekday or half of the day it names, in some 90 languages.

Source of names.csv: month and weekday names of Unicode CLDR (by Babel and dateparser), with the
cases, national variants and Persian months that sites write besides.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

_DROPPED = re.compile("[\u0300-\u036f\u0653-\u0655\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069]")
"""Accents of European scripts and hamza (capitals are often written without), joiners, bidi marks;
not the vowel signs of India."""
_MARKER = {"am": "AM", "pm": "PM"}
_LONG = 5
_ENGLISH_HALVES = {"am": "AM", "pm": "PM", "a m": "AM", "p m": "PM"}


def fold(text: str) -> str:
    """Take away what may differ between two writings of one word."""
    if text.isascii():
        return text.lower()
    plain = _DROPPED.sub("", unicodedata.normalize("NFKD", text.casefold()))
    return unicodedata.normalize("NFC", plain).replace("\u0131", "i")  # the dotless i: KASIM


def primary(language: str | None) -> str:
    """Take the language out of a tag such as `en-US`."""
    return re.split("[-_]", language or "")[0].casefold()


@lru_cache(maxsize=64)  # the tag comes from the page: it may be anything
def markers(language: str) -> Mapping[str, str]:
    """List the names of one language, and what is clear in all others.

    Args:
        language: Primary subtag; empty where unknown.

    Returns:
        By folded name (words parted by one space) `M03` for March, `P03` for Khordad, `W3` for
        Thursday, `AM`, `PM` (`de` is a half of the day in Hungarian only). A name that is one month here and another there, such as *listopad*,
        counts only with its language.
    """
    own: dict[str, set[str]] = {}
    clear: dict[str, set[str]] = {}
    for row_language, name, marker in _rows():
        if primary(row_language) == language:
            own.setdefault(name, set()).add(marker)
        if marker not in _MARKER.values() and not _is_short_weekday(row_language, name, marker):
            clear.setdefault(name, set()).add(marker)
    return {**_settled(clear), **_ENGLISH_HALVES, **_settled(own)}


@lru_cache(maxsize=64)
def heads(language: str) -> frozenset[str]:
    """The first words of these names: most words of a text are none."""
    return frozenset(name.partition(" ")[0] for name in markers(language))


def _is_short_weekday(language: str, name: str, marker: str) -> bool:
    """Too short to count outside its language: `gio` is a Thursday in Italy, an hour in Vietnam."""
    return marker.startswith("W") and len(name) < _LONG and language != "en"


def _settled(names: Mapping[str, set[str]]) -> dict[str, str]:
    """Months before weekdays (`mar`); what is two months names none."""
    known: dict[str, str] = {}
    for name, found in names.items():
        meant = {marker for marker in found if not marker.startswith("W")} or found
        if len(meant) == 1:
            known[name] = meant.pop()
    return known


@cache
def _rows() -> tuple[tuple[str, str, str], ...]:
    with (files("service.clean.dates") / "names.csv").open(encoding="utf-8") as file:
        return tuple(
            (row["language"], fold(name), _marker(row["kind"]))
            for row in csv.DictReader(file)
            for name in row["names"].split("|")
        )


def _marker(kind: str) -> str:
    if kind.isdigit():
        return f"M{int(kind):02}"
    if kind.startswith("p") and kind[1:].isdigit():
        return f"P{int(kind[1:]):02}"
    return _MARKER.get(kind) or kind.upper()
