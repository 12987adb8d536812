"""A year, month and day of whatever calendar -> the day."""

from __future__ import annotations

from datetime import date, timedelta

_BUDDHIST_FROM, _BUDDHIST_AHEAD = 2400, 543
_PERSIAN_YEARS = range(1300, 1500)
"""1921 to 2121. Gregorian dates of news are later, Buddhist ones much."""
_NOWRUZ_1300 = date(1921, 3, 21)
_LEAP_REMAINDERS = frozenset((1, 5, 9, 13, 17, 22, 26, 30))
"""Of the year in its 33-year cycle; holds for 1178 to 1633."""
_LONG_MONTHS = 6
ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "民國": 1911, "民国": 1911}
"""The year before an era's first."""
_BUDDHIST_LANGUAGES = frozenset(("th", "lo", "km"))


def day_of(year: int, month: int, day: int, *, language: str, persian: bool = False) -> date:
    """Find the day.

    Args:
        year: Buddhist (2569) in Thai, Lao and Khmer; Persian (1404) in Persian or with a
            Persian month.
        month: 1 to 12.
        day: 1 to 31.
        language: Primary subtag of the text.
        persian: The month was named in Persian.

    Raises:
        ValueError: No such day, or a calendar that nothing says it is.
    """
    if persian or (language == "fa" and year in _PERSIAN_YEARS):
        return _persian(year, month, day)
    if year >= _BUDDHIST_FROM and language in _BUDDHIST_LANGUAGES:
        year -= _BUDDHIST_AHEAD
    return date(year, month, day)


def _persian(year: int, month: int, day: int) -> date:
    """Count from the new year of 1300; six months of 31 days, five of 30, one of 29 or 30.

    Source: the 33-year cycle of the Persian calendar.
    """
    last = 31 if month <= _LONG_MONTHS else 30 if month < 12 or _is_leap(year) else 29  # noqa: PLR2004 - months
    if year not in _PERSIAN_YEARS or not 1 <= month <= 12 or not 1 <= day <= last:  # noqa: PLR2004 - months
        raise ValueError(f"{year}-{month}-{day} is no day of the Persian calendar")
    years_before = range(_PERSIAN_YEARS.start, year)
    days = sum(366 if _is_leap(earlier) else 365 for earlier in years_before)
    days += 31 * (month - 1) - max(0, month - 1 - _LONG_MONTHS) + day - 1
    return _NOWRUZ_1300 + timedelta(days=days)


def _is_leap(year: int) -> bool:
    return year % 33 in _LEAP_REMAINDERS
