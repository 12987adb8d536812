"""A text with dates in it -> each date read, and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, tzinfo

from service.clean.dates.clock import Clock, clock_after, clock_before, zone_at
from service.clean.dates.forms import Day, Habits, days
from service.clean.dates.names import primary
from service.clean.dates.reading import Reading, reading
from service.clean.dates.spelling import Spelled, spell

MAX_CHARS = 300
"""No one stamp is longer; what is, is read no further."""
_MONTH_FIRST_COUNTRIES = frozenset(("us", "ph", "fm", "mh", "pw"))
_US_ZONES = frozenset(
    ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles",
     "America/Phoenix", "America/Detroit", "America/Anchorage", "Pacific/Honolulu")
)  # fmt: skip
_WEEKDAY = re.compile(r"W([0-6])")


@dataclass(frozen=True, slots=True)
class Found:
    """One date in a text."""

    reading: Reading
    before: str
    """Spelled text from the last date's end."""
    start: int
    """Where date and time begin in the text as it was ..."""
    end: int
    """... and end."""
    beside: str
    """Spelled text from the last date's end to the next one's beginning, date and time left out."""


def habits_of(language: str | None, zone: tzinfo | None) -> Habits:
    """Tell how dates are written there.

    Args:
        language: A tag, best with its country (`en-US`).
        zone: The publisher's, for English without a country.
    """
    tag = re.split("[-_]", (language or "").casefold())
    name = primary(language)
    if len(tag) > 1 and _MONTH_FIRST_COUNTRIES & set(tag[1:]):
        return Habits(name, name in {"en", "es", "fil", "tl"})
    if name == "en" and getattr(zone, "key", None) in _US_ZONES:
        return Habits(name, True)
    settled = bool(name) and name != "und" and (name != "en" or len(tag) > 1)
    return Habits(name, False if settled else None)


def scan(text: str, language: str | None, zone: tzinfo | None) -> Iterator[Found]:
    """Find the dates in a short text, in order.

    Args:
        text: Cut at ``MAX_CHARS``.
        language: A tag; None where unknown.
        zone: The publisher's.
    """
    habits = habits_of(language, zone)
    spelled = spell(text[:MAX_CHARS], habits.language)
    said = list(days(spelled, habits))
    bounds = [0, *(day.start for day in said[1:]), len(spelled.text)]
    begin, times_lead = 0, bool(said) and _leads(spelled, said)
    for number, day in enumerate(said):
        clock = _clock(spelled, day, begin, bounds[number + 1], times_lead)
        read = _reading(day, clock, zone, spelled.text[begin : bounds[number + 1]])
        start = min(day.start, clock.start) if clock else day.start
        end = max(day.end, clock.end) if clock else day.end
        if read:
            yield Found(
                read,
                spelled.text[begin:start],
                spelled.source(start),
                spelled.source(end),
                _beside(spelled.text, (begin, bounds[number + 1]), day, clock),
            )
        begin = end


def _beside(text: str, segment: tuple[int, int], day: Day, clock: Clock | None) -> str:
    marks = sorted([(day.start, day.end), *([(clock.start, clock.end)] if clock else [])])
    edges = [segment[0], *(edge for mark in marks for edge in mark), segment[1]]
    return " | ".join(text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True))


def _leads(spelled: Spelled, said: list[Day]) -> bool:
    """Times stand before their days: 14:05 5/3/2026."""
    return clock_before(spelled.text, 0, said[0].start) is not None


def _clock(spelled: Spelled, day: Day, begin: int, end: int, leads: bool) -> Clock | None:
    if leads:
        clock = clock_before(spelled.text, begin, day.start)
        behind = zone_at(spelled.text, day.end, end)
        return replace(clock, zone=behind) if clock and behind and not clock.zone else clock
    return clock_after(spelled.text, day.end, end)


def _reading(day: Day, clock: Clock | None, zone: tzinfo | None, around: str) -> Reading | None:
    day = _settled(day, around)
    try:
        offset = clock.offset(day.date, zone) if clock else None
    except ValueError:
        offset = None
    return reading(day.date, clock.time if clock else None, offset, zone, day.other)


def _settled(day: Day, around: str) -> Day:
    """Where day and month may be swapped, a weekday beside it tells."""
    if day.other is None:
        return day
    weekdays = {int(number) for number in _WEEKDAY.findall(around)}
    fits = [_weekday(day.date) in weekdays, _weekday(day.other) in weekdays]
    if fits == [True, False]:
        return replace(day, other=None)
    return replace(day, date=day.other, other=None) if fits == [False, True] else day


def _weekday(day: date) -> int:
    return day.weekday()
