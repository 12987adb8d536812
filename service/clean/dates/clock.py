"""What stands beside a day -> the time of day and its zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo

from service.clean.dates.offsets import named_offset
from service.clean.dates.reading import TimeOfDay, fixed_offset

_HALF = r"(?:\s?(?P<after>AM|PM))?"
_FORMS = tuple(
    re.compile(r"(?<![\d.:/])(?:(?P<before>AM|PM)\s{0,2})?" + form)
    for form in (
        r"(?P<h>\d{1,2})\s?:\s?(?P<m>\d\d)(?:\s?:\s?(?P<s>\d\d)(?:[.,](?P<f>\d{1,9}))?)?(?!\d)"
        + _HALF,
        r"(?P<h>\d{1,2})\s?(?:h|gio|ч|[時时点點시])\s?(?:(?P<m>\d\d)(?!\d)\s?(?:phut|[分분])?"
        r"(?:\s?(?P<s>\d\d)\s?[秒초])?)?" + _HALF,
        r"(?P<h>[01]?\d|2[0-3])\.(?P<m>[0-5]\d)(?![\d.])" + _HALF,  # after a day only, or 5.3.26
        r"(?P<h>\d{1,2})\s?(?P<after>AM|PM|uhr)(?!\w)",
    )
)
_BASIC = re.compile(r"t(?P<h>\d\d)(?P<m>\d\d)(?P<s>\d\d)?")
_DOTTED = 2
_ZONE = re.compile(
    r"\s?[(\[,]?\s?(?:(?:gmt|utc|z)\s?(?P<sign>[+\u2212-])\s?(?P<h>\d{1,2})(?::?(?P<m>\d\d))?"
    r"|(?P<sign2>[+\u2212-])(?P<h2>\d\d)(?::?(?P<m2>\d\d))?(?![\d/.-])"
    r"|(?P<zero>z|gmt|utc)(?!\w))"
    r"|[^\dA-Z]{0,8}Z(?P<name>[^\W\d_]{2,4})(?!\w)"
)
_GREENWICH = re.compile(r"[^\dA-Z]{1,8}(?P<zero>gmt|utc)(?!\w)")
_NOON = 12


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day, and where in the spelled text it stands."""

    start: int
    end: int
    time: TimeOfDay
    zone: re.Match[str] | None

    def offset(self, day: date, publisher_zone: tzinfo | None) -> tzinfo | None:
        """Find the zone said with it; None where none was.

        Raises:
            ValueError: An offset no place has.
        """
        said = self.zone.groupdict() if self.zone else {}
        if name := said.get("name"):
            local = datetime(day.year, day.month, day.day, self.time.hour % 24, self.time.minute)  # noqa: DTZ001 - looking for its zone
            return named_offset(name, local, publisher_zone)
        for tail in ("", "2"):
            if sign := said.get("sign" + tail):
                return fixed_offset(sign, said["h" + tail] or "0", said["m" + tail])
        return UTC if said.get("zero") else None


def clock_after(text: str, start: int, end: int) -> Clock | None:
    """Find the first time between two places of a spelled text."""
    if basic := _BASIC.match(text, start):
        return _clock(basic, text, end)
    found = [match for form in _FORMS if (match := form.search(text, start, end))]
    return _clock(min(found, key=lambda match: match.start()), text, end) if found else None


def clock_before(text: str, start: int, end: int) -> Clock | None:
    """Find the last time between two places; dotted ones are days cut short there."""
    forms = (*_FORMS[:_DOTTED], _FORMS[-1])
    found = [match for form in forms for match in form.finditer(text, start, end)]
    return _clock(max(found, key=lambda match: match.end()), text, end) if found else None


def _clock(found: re.Match[str], text: str, end: int) -> Clock | None:
    said = found.groupdict()
    hour, half = int(said["h"]), said.get("after") or said.get("before")
    if half in {"AM", "PM"} and hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "PM" else 0)
    seconds, fraction = said.get("s"), said.get("f")
    time = TimeOfDay(
        hour,
        int(said.get("m") or 0),
        int(seconds) if seconds else None,
        int((fraction or "").ljust(6, "0")[:6]),
    )
    try:
        time.since_midnight()
    except ValueError:
        return None
    zone = zone_at(text, found.end(), end)
    return Clock(found.start(), zone.end() if zone else found.end(), time, zone)


def zone_at(text: str, start: int, end: int) -> re.Match[str] | None:
    """Find the zone said right there."""
    return _ZONE.match(text, start, end) or _GREENWICH.match(text, start, end)
