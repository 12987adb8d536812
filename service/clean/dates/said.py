"""A date as somebody wrote it, and where it stood."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """Where a date was said; the provenance of the date read from it."""

    JSON_LD = "json_ld"
    META = "meta"
    MICRODATA = "microdata"
    TIME = "time"
    """A ``time`` element."""
    URL = "url"
    TEXT = "text"
    """Visible text."""
    SCRAPER = "scraper"
    """The raw article's own field."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said there, untouched."""

    text: str
    place: Place
