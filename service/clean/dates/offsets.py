"""The short name of a time zone, as stamps have it -> its offset from UTC."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_HOURS: Mapping[str, float] = {
    "UT": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "CEST": 2, "MEZ": 1, "MESZ": 2,
    "EET": 2, "EEST": 3, "MSK": 3, "TRT": 3, "\u041c\u0421\u041a": 3,
    "WAT": 1, "CAT": 2, "SAST": 2, "EAT": 3,
    "PKT": 5, "NPT": 5.75, "ICT": 7, "WIB": 7, "WITA": 8, "WIT": 9, "HKT": 8, "SGT": 8, "MYT": 8,
    "PHT": 8, "PHST": 8, "AWST": 8, "JST": 9, "KST": 9, "ACST": 9.5, "ACDT": 10.5,
    "AEST": 10, "AEDT": 11, "NZST": 12, "NZDT": 13,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    "AKST": -9, "AKDT": -8, "HST": -10, "NST": -3.5, "NDT": -2.5, "ADT": -3, "BRT": -3, "ART": -3,
}  # fmt: skip
"""Where a name is several zones' (BST, CST), the one news stamps mean; the publisher's own zone is
asked first. IST and AST are left to the publisher's zone alone."""
_PLACES: Mapping[str, str] = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
ABBREVIATIONS = frozenset((*_HOURS, *_PLACES, "IST", "AST"))


def named_offset(name: str, local: datetime, publisher_zone: tzinfo | None) -> tzinfo | None:
    """Find the offset behind a short name; None where it may be several.

    Args:
        name: One of ``ABBREVIATIONS``.
        local: The wall-clock time it stands with, without a zone.
        publisher_zone: If its clocks go by this name at that time, it is meant.
    """
    if publisher_zone and publisher_zone.tzname(local) == name:
        return publisher_zone
    if name in _HOURS:
        return timezone(timedelta(hours=_HOURS[name]))
    try:
        return ZoneInfo(_PLACES[name])
    except (KeyError, ZoneInfoNotFoundError):
        return None
