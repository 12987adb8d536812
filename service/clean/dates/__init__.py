"""A date in any form -> an instant in UTC with its provenance, or None."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Literal

from schemas.enriched_article import Date

Precision = Literal["day", "minute", "second"]
Provenance = Literal["page", "scraper"]

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}$|\d{8}$")
_MINUTE = re.compile(r"\d{4}-?\d{2}-?\d{2}[T ]\d{2}:?\d{2}($|[Z+\- ])")
_DIGITS = re.compile(r"-?\d{9,13}(\.\d+)?$")
_MILLISECONDS_FROM = 100_000_000_000
"""As seconds this is the year 5138, as milliseconds 1973."""
_EARLIEST = datetime(1700, 1, 1, tzinfo=UTC)  # the oldest newspaper archives online
_LATEST = datetime(2200, 1, 1, tzinfo=UTC)
_AFTER_FETCH = timedelta(hours=24)
_CONFIDENCE = {"page": 0.9, "scraper": 0.8}
_NO_ZONE = 0.7


def read_date(
    value: str | float | None, provenance: Provenance, fetched_at: datetime | None = None
) -> Date | None:
    """Read a date.

    Args:
        value: ISO 8601, RFC 2822, or seconds or milliseconds since 1970, as number or digits.
        provenance: Who said it.
        fetched_at: When the page was fetched; a date over 24 h later is impossible.

    Returns:
        The date; None where the form is unknown or the date impossible. A date without a zone is
        taken as UTC and trusted less.
    """
    instant = read_instant(value)
    if instant is None or (fetched_at and instant > fetched_at + _AFTER_FETCH):
        return None
    text = str(value).strip()
    precision: Precision = (
        "day" if _DAY.match(text) else "minute" if _MINUTE.match(text) else "second"
    )
    confidence = _CONFIDENCE[provenance]
    if not _has_zone(value):
        confidence = min(confidence, _NO_ZONE)
    return Date(value=instant, precision=precision, provenance=provenance, confidence=confidence)


def read_instant(value: str | float | None) -> datetime | None:
    """Read an instant in the forms of ``read_date``, in UTC; None where it is none."""
    if value is None:
        return None
    try:
        parsed = _parse(value)
        instant = (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, OSError, IndexError, TypeError):
        return None  # 0001-01-01T00:00+14:00 overflows, and so do numbers without meaning
    return instant if _EARLIEST <= instant < _LATEST else None


def _parse(value: str | float) -> datetime:
    if isinstance(value, str):
        text = value.strip()
        if not _DIGITS.match(text):
            return _parse_text(text)
        value = float(text)
    if not math.isfinite(value):
        raise ValueError(value)
    if abs(value) >= _MILLISECONDS_FROM:
        value /= 1000
    return datetime.fromtimestamp(value, UTC)


def _parse_text(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)


def _has_zone(value: str | float | None) -> bool:
    if not isinstance(value, str) or _DIGITS.match(value.strip()):
        return True  # since 1970 in UTC, by definition
    return _parse_text(value.strip()).tzinfo is not None
