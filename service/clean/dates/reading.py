"""What a date was read as: the instant, how exact it is, and who said its time zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from enum import StrEnum
from typing import Literal

Precision = Literal["day", "minute", "second"]

EARLIEST = datetime(1700, 1, 1, tzinfo=UTC)  # the oldest newspaper archives online
LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_HOURS, _MINUTES = 24, 60
_MAX_OFFSET_H = 14  # Kiribati


class Zone(StrEnum):
    """Who said the time zone."""

    SAID = "said"
    PUBLISHER = "publisher"
    UNKNOWN = "unknown"
    """Taken as UTC."""


@dataclass(frozen=True, slots=True)
class TimeOfDay:
    """A time as a clock shows it; 24:00 and the 60th second are lawful."""

    hour: int
    minute: int = 0
    second: int | None = None
    """None where only the minute was said."""
    microsecond: int = 0

    def since_midnight(self) -> timedelta:
        """Give the time as what has passed of the day.

        Raises:
            ValueError: No clock shows it.
        """
        second = self.second or 0
        past_midnight = self.hour == _HOURS and bool(self.minute or second)
        if self.hour > _HOURS or past_midnight or self.minute >= _MINUTES or second > _MINUTES:
            raise ValueError(self)
        return timedelta(
            hours=self.hour, minutes=self.minute, seconds=second, microseconds=self.microsecond
        )


@dataclass(frozen=True, slots=True)
class Reading:
    """One date, read."""

    value: datetime
    """In UTC; of a day, its midnight."""
    precision: Precision
    zone: Zone
    day: date
    """The day as it was said, in whatever zone."""
    other_day: date | None = None
    """With day and month the other way round, where nothing tells which is meant."""


def reading(
    day: date,
    time: TimeOfDay | None,
    offset: tzinfo | None,
    publisher_zone: tzinfo | None = None,
    other_day: date | None = None,
) -> Reading | None:
    """Put day, time and zone together.

    Args:
        day: As said.
        time: None where only the day was said; a zone then moves nothing.
        offset: The zone said.
        publisher_zone: The zone where none was said.
        other_day: See ``Reading``.

    Returns:
        The reading; None for what no clock or calendar shows, or is not of 1700 to 2199.
    """
    zone = Zone.SAID if offset else Zone.PUBLISHER if publisher_zone else Zone.UNKNOWN
    try:
        local = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - its zone comes next
        if time is None:
            value, zone = local.replace(tzinfo=UTC), Zone.UNKNOWN
        else:
            local += time.since_midnight()
            value = local.replace(tzinfo=offset or publisher_zone or UTC).astimezone(UTC)
    except (ValueError, OverflowError):
        return None  # 0001-01-01T00:00+14:00 overflows
    if not EARLIEST <= value < LATEST:
        return None
    precision: Precision = "day" if time is None else "minute" if time.second is None else "second"
    return Reading(value, precision, zone, day, other_day)


def fixed_offset(sign: str, hours: str, minutes: str | None) -> timezone:
    """Read an offset; `+7` in `GMT+7` is east of Greenwich, whatever POSIX says.

    Raises:
        ValueError: No place on Earth has it.
    """
    span = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if span > timedelta(hours=_MAX_OFFSET_H) or int(minutes or 0) >= _MINUTES:
        raise ValueError(span)
    return timezone(span if sign == "+" else -span) if span else UTC
