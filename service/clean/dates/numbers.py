"""A bare number -> an instant: since 1970, or a date without signs between."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo

from service.clean.dates.reading import EARLIEST, LATEST, Reading, TimeOfDay, Zone, reading

_NUMBER = re.compile(r"(?:/Date\()?(-?\d{8,19}(?:\.\d+)?)(?:\)/)?", re.ASCII)
"""Bare, or as .NET writes it into JSON."""
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?)?", re.ASCII)
_MAX_S = 10**10
"""More seconds than from 1970 to either bound; a moment before year 1 cannot even be written."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICKS = ((100_000_000_000, 1), (10**14, 1_000), (10**17, 1_000_000), (10**20, 10**9))
"""Below the bound, ticks a second: 100,000,000,000 s is the year 5138, as milliseconds 1973."""


def read_number(text: str, zone: tzinfo | None) -> Reading | None:
    """Read a bare number.

    Args:
        text: What was said, stripped.
        zone: The publisher's, for `202603051405`.

    Returns:
        The reading; None where it is no number, or no instant of 1700 to 2199.
    """
    number = _NUMBER.fullmatch(text)
    if not number:
        return None
    compact = _COMPACT.fullmatch(text)
    return (_read_compact(compact, zone) if compact else None) or _since_1970(float(number[1]))


def _read_compact(found: re.Match[str], zone: tzinfo | None) -> Reading | None:
    year, month, day, hour, minute, second = (
        int(part) if part else None for part in found.groups()
    )
    time = None if hour is None else TimeOfDay(hour, minute or 0, second)
    try:
        return reading(
            datetime(year or 0, month or 0, day or 0, tzinfo=UTC).date(), time, None, zone
        )
    except ValueError:
        return None


def _since_1970(number: float) -> Reading | None:
    if abs(number) < 10**8:
        return None  # eight digits that are no date; as seconds, 1973
    ticks = next(ticks for bound, ticks in _TICKS if abs(number) < bound)
    if abs(number / ticks) > _MAX_S:
        return None
    value = _EPOCH + timedelta(seconds=number / ticks)
    if not EARLIEST <= value < LATEST:
        return None
    return Reading(value, "second", Zone.SAID, value.date())
