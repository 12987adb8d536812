"""A spelled text -> the days said in it, by the order of day, month and year."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from service.clean.dates.calendars import ERAS, day_of
from service.clean.dates.spelling import Spelled

_YEAR = r"(?<!\d)((?:1[3-9]|2[0-6])\d\d)(?!\d)"
"""Gregorian, Persian from 1300, Buddhist to 2699."""
_DAY = r"(?<![\dA-Z.,:])([0-3]?\d)"
_MONTH = r"([MP]\d\d)"
_BETWEEN = r"[^\dA-Z]{0,9}"
"""`5 de março de 2026`, `ngày 5 tháng 3 năm 2026`: a short word of any language. No marker."""
_AFTER_DAY = r"(?![\d:])" + _BETWEEN


@dataclass(frozen=True, slots=True)
class Habits:
    """How who wrote it writes dates."""

    language: str
    """Primary subtag; empty where unknown."""
    month_first: bool | None
    """Of 3/5/2026; None where nothing tells."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day, and where in the spelled text it stands."""

    start: int
    end: int
    date: dt.date
    other: dt.date | None = None
    """With day and month the other way round, where that is a day too and nothing tells."""


_Builder = Callable[[re.Match[str], Habits], tuple[dt.date, dt.date | None]]


def _eastern(found: re.Match[str], habits: Habits) -> tuple[dt.date, dt.date | None]:
    era, year, month, day = found.groups()
    count = 1 if year == "元" else int(year)
    return day_of(
        count + ERAS.get(era or "", 0), int(month), int(day), language=habits.language
    ), None


def _year_first(found: re.Match[str], habits: Habits) -> tuple[dt.date, dt.date | None]:
    year, _, month, day = found.groups()
    return day_of(int(year), int(month), int(day), language=habits.language), None


def _named(order: str) -> _Builder:
    def build(found: re.Match[str], habits: Habits) -> tuple[dt.date, dt.date | None]:
        said = dict(zip(order, found.groups(), strict=True))
        year = int(said["y"])
        if len(said["y"]) == 2:  # noqa: PLR2004 - digits
            year += 2500 if habits.language == "th" else 2000
        month = said["m"]
        return day_of(
            year,
            int(month[1:]),
            int(said["d"]),
            language=habits.language,
            persian=month.startswith("P"),
        ), None

    return build


def _thai_short(found: re.Match[str], habits: Habits) -> tuple[dt.date, dt.date | None]:
    if habits.language != "th":
        raise ValueError("elsewhere the two digits are no year")
    day, other = _named("dmy")(found, habits)
    return day, other


def _numeric(found: re.Match[str], habits: Habits) -> tuple[dt.date, dt.date | None]:
    """Never swapped in silence: the sign, the country or an impossible month decide."""
    first, sign, second, said_year = found.groups()
    year = int(said_year)
    if len(said_year) == 2:  # noqa: PLR2004 - digits
        if habits.language in _YEAR_FIRST:
            raise ValueError("26/03/05 has its year in front there")
        year += 2000
    month_first = habits.month_first
    if month_first and sign != "/":
        month_first = None  # Americans write 3/5; of 3-5 and 3.5 nobody can be sure
    elif sign == ".":
        month_first = False
    one, two = int(first), int(second)
    day, month = (two, one) if habits.month_first else (one, two)
    if month > _MONTHS:
        day, month = month, day
    chosen = day_of(year, month, day, language=habits.language)
    if month_first is not None or day > _MONTHS or day == month:
        return chosen, None
    return chosen, day_of(year, day, month, language=habits.language)


_MONTHS = 12
_YEAR_FIRST = frozenset(("ja", "zh", "ko", "hu", "lt", "mn", "fa", "eu"))
_FORMS: tuple[tuple[re.Pattern[str], _Builder], ...] = tuple(
    (re.compile(pattern), builder)
    for pattern, builder in (
        (
            rf"({'|'.join(ERAS)})?\s?(\d{{1,4}}|元)\s?[年년]\s?(\d{{1,2}})\s?[月월]\s?(\d{{1,2}})(?:\s?[日號号일])?",
            _eastern,
        ),
        (_YEAR + r"\s?([-./])\s?(\d{1,2})\s?\2\s?(\d{1,2})(?!\d)", _year_first),
        (r"(?<!\d)((?:19|20)\d\d)()(\d\d)(\d\d)(?=t\d|$)", _year_first),
        (_DAY + _AFTER_DAY + _MONTH + _BETWEEN + _YEAR, _named("dmy")),
        (_DAY + r"[-. ]{1,2}" + _MONTH + r"(?:-|\s?['\u2019])(\d\d)(?![\d:])", _named("dmy")),
        (_DAY + r"\s?" + _MONTH + r"[. ]{0,2}(\d\d)(?![\d:])", _thai_short),
        (_MONTH + _BETWEEN + r"(?<!\d)([0-3]?\d)" + _AFTER_DAY + _YEAR, _named("mdy")),
        (  # of the clock of C: Thu Mar 5 14:05:00 2026
            _MONTH + r"\s+(\d{1,2})(?=\s+\d\d?:\d\d(?::\d\d)?\s*(?:Z[A-Z]+|[+-]\d{4})?\s+(\d{4}))",
            _named("mdy"),
        ),
        (_YEAR + _BETWEEN + _MONTH + _BETWEEN + r"(\d{1,2})(?![\d:])", _named("ymd")),
        (_YEAR + _BETWEEN + r"([0-3]?\d)" + _AFTER_DAY + _MONTH, _named("ydm")),  # Latvian
        (
            _DAY + r"\s?([-./])\s?(\d{1,2})\s?\2\s?((?:1[3-9]|2[0-6])\d\d(?!\d)|\d\d(?![\d:./-]))",
            _numeric,
        ),
    )
)


def days(spelled: Spelled, habits: Habits) -> Iterator[Day]:
    """Find the days said, in order; where two forms would fit, the one that begins first.

    Args:
        spelled: The text.
        habits: Of who wrote it.
    """
    position = 0
    while (day := _next(spelled.text, position, habits)) is not None:
        yield day
        position = day.end


def _next(text: str, position: int, habits: Habits) -> Day | None:
    best: Day | None = None
    for pattern, builder in _FORMS:
        for found in pattern.finditer(text, position):
            if best and found.start() >= best.start:
                break
            try:
                chosen, other = builder(found, habits)
            except ValueError:
                continue  # 31 February, or the digits of something else
            best = Day(found.start(), found.end(), chosen, other)
            break
    return best
