"""An address -> the day its path is filed under."""

from __future__ import annotations

import re
from datetime import date

from service.clean.dates.said import Place, Said

_FORMS = (
    re.compile(r"/((?:19|20)\d\d)/(\d{1,2}|[a-z]{3})/(\d{1,2})(?=[/_.-]|$)"),
    re.compile(r"(?<![a-z0-9])((?:19|20)\d\d)([-_.])(\d{2})\2(\d{2})(?![0-9])"),
    re.compile(r"(?<![a-z0-9])((?:19|20)\d\d)(\d\d)(\d\d)(?![0-9])"),
    re.compile(r"/((?:19|20)\d\d)/(\d\d)(\d\d)(?=[/_.-]|$)"),
    re.compile(r"/((?:19|20)\d\d)-(\d\d)/(\d\d)(?=[/_.-]|$)"),
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FIRST_SITES, _LAST = 1990, 2199


def from_url(url: str | None) -> Said | None:
    """Find the day in the path: /2026/03/05/, /2026/mar/05/, /20260305/, /title-2026-03-05.

    Args:
        url: Absolute; query and fragment say nothing.

    Returns:
        The day in ISO form; None where there is none, or two that differ.
    """
    if not url:
        return None
    path = re.split("[?#]", url.partition("://")[2].casefold())[0]
    path = path[path.find("/") :] if "/" in path else ""
    days = {day for form in _FORMS for found in form.finditer(path) if (day := _day(found))}
    return Said(days.pop().isoformat(), Place.URL) if len(days) == 1 else None


def _day(found: re.Match[str]) -> date | None:
    year, month, day = (part for part in found.groups() if part not in {"-", "_", "."})
    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month) if month.isdigit() else 0
    try:
        read = date(int(year), number, int(day))
    except ValueError:
        return None
    return read if _FIRST_SITES <= read.year <= _LAST else None
