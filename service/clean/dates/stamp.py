"""A line near the headline -> the stamps in it: dates that are no part of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from selectolax.lexbor import LexborNode

from service.clean.dates.labels import Label, label_of
from service.clean.dates.names import fold
from service.clean.dates.nearby import GAP, Line
from service.clean.dates.said import Place, Said
from service.clean.dates.scan import Found, scan

MAX_LABEL = 40
"""A longer line is no label of the next."""
_MAX_STAMP = 160
_MAX_LETTERS_BESIDE = 12
"""Letters that may touch a date without a label: "Uhr", "Tokyo", "min read"."""
_SMALL_WORD_BEFORE = re.compile(r"(?:(?<!\w)[^\W\d_]{1,3})?[^\S\u2003]*$")
_ENDS = frozenset("|•·,\u2013\u2014-/:;()[]\n" + GAP)
_UPDATED = re.compile(
    r"(?:^|[^a-z])(?:date-?)?(?:updated?|modified|last-?mod\w*|update-?(?:time|date))(?:$|[^a-z])"
)
_PUBLISHED = re.compile(r"(?:^|[^a-z])(?:date-?)?publish\w*(?:$|[^a-z])|pub-?date")
_MAY_HOLD_A_DATE = re.compile(r"\d{4}|\d.{1,4}\d.{1,12}\d\d|元")
"""Cheap to ask before patterns are tried."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A date that stands alone, and what is said of it."""

    said: Said
    day: date
    label: Label | None
    is_named: bool
    """Its label is only a class: on many sites "updated" is on every date."""
    is_below: bool
    """It follows the headline."""


def stamps_in(line: Line, language: str | None, label: Label | None) -> Iterator[Stamp]:
    """Find the stamps of one line.

    Args:
        line: Near the headline.
        language: The page's.
        label: What the line before it announces.
    """
    moments = [
        stamp
        for node, start in line.moments
        if (stamp := moment_stamp(node, label, line.text[:start], is_below=line.is_below))
    ]
    if moments:
        yield from moments
    elif len(line.text) <= _MAX_STAMP and _MAY_HOLD_A_DATE.search(line.text):
        yield from _written(line, language, label)


def moment_stamp(
    node: LexborNode, label: Label | None, before: str, *, is_below: bool = True
) -> Stamp | None:
    """Read a ``time`` element's ``datetime``; None where it holds none ("PT5M").

    Args:
        node: The element.
        label: What the line before announces.
        before: The text before it on its line.
        is_below: It follows the headline.
    """
    said = node.attributes.get("datetime") or ""
    found = next(scan(said, None, None), None) if len(said) <= _MAX_STAMP else None
    if found is None:
        return None
    label = label_of(fold(before)) or label
    return _stamp(node, Said(said, Place.TIME), found, label, is_below)


def _written(line: Line, language: str | None, label: Label | None) -> Iterator[Stamp]:
    parent = line.node.parent
    place = Place.TIME if parent is not None and parent.tag == "time" else Place.TEXT
    dates = list(scan(line.text, language, None))
    for found in dates:
        text = line.text if len(dates) == 1 else line.text[found.start : found.end]
        said = Said(text.strip(), place)  # the whole line: its weekday tells 3/5 from 5/3
        own = label_of(found.before) or label
        stamp = _stamp(line.node, said, found, own, line.is_below)
        if stamp.label or place is Place.TIME or _stands_apart(line.text, found):
            yield stamp


def _stamp(
    node: LexborNode, said: Said, found: Found, label: Label | None, is_below: bool
) -> Stamp:
    named = None if label else _label_of_names(node)
    return Stamp(said, found.reading.day, label or named, named is not None, is_below)


def _stands_apart(text: str, found: Found) -> bool:
    """Whether the date is no part of a sentence."""
    before = _SMALL_WORD_BEFORE.sub("", text[: found.start]).rstrip(" \n\t\xa0")
    after = text[found.end :].lstrip(" \n\t\xa0")
    return all(
        sum(map(str.isalpha, side)) <= _MAX_LETTERS_BESIDE or border in _ENDS
        for side, border in ((before, before[-1:]), (after, after[:1]))
    )


def _label_of_names(node: LexborNode) -> Label | None:
    """What class and itemprop of the element, or of the one around it, call the date."""
    parent: LexborNode | None = node if node.tag != "-text" else node.parent
    for _ in range(2):
        if parent is None:
            return None
        attributes = parent.attributes
        names = f"{attributes.get('class') or ''} {attributes.get('itemprop') or ''}".lower()
        if _PUBLISHED.search(names):
            return Label.PUBLISHED  # WordPress: "entry-date published updated" while never changed
        if _UPDATED.search(names):
            return Label.UPDATED
        parent = parent.parent
    return None
