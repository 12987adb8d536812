"""Whatever was said about a date -> an instant in UTC with its provenance, or None."""

from __future__ import annotations

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
    "visible_dates",
]
