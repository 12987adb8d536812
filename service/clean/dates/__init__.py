"""Whatever was said about a date -> an instant in UTC with its provenance, or None."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from schemas.enriched_article import Date
from service.clean.dates.address import from_url
from service.clean.dates.choose import FLAGS, Chosen, choose, consistent
from service.clean.dates.lines import from_lines
from service.clean.dates.page import visible_dates
from service.clean.dates.reading import Reading, Zone
from service.clean.dates.said import Place, Said
from service.clean.dates.single import read

__all__ = [
    "FLAGS",
    "Chosen",
    "Place",
    "Reading",
    "Said",
    "Zone",
    "choose",
    "consistent",
    "from_lines",
    "from_url",
    "read",
    "read_date",
    "read_instant",
    "visible_dates",
]

_AFTER_FETCH = timedelta(hours=24)
_CONFIDENCE = {"page": 0.9, "scraper": 0.8}
_NO_ZONE = 0.7


def read_date(
    value: str | float | None,
    provenance: Literal["page", "scraper"],
    fetched_at: datetime | None = None,
) -> Date | None:
    """Read a date without knowing language or publisher; `choose` knows both.

    Args:
        value: As `read` takes it.
        provenance: Who said it.
        fetched_at: When the page was fetched; a date over 24 h later is impossible.
    """
    found = read(value) if value is not None else None
    if found is None or (fetched_at and found.value > fetched_at + _AFTER_FETCH):
        return None
    confidence = _CONFIDENCE[provenance]
    return Date(
        value=found.value,
        precision=found.precision,
        provenance="meta" if provenance == "page" else provenance,
        confidence=confidence if found.zone is Zone.SAID else min(confidence, _NO_ZONE),
    )


def read_instant(value: str | float | None) -> datetime | None:
    """Read an instant, in UTC; None where it is none."""
    found = read(value) if value is not None else None
    return found.value if found else None
