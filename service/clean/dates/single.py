"""One date in any form -> what it was read as."""

from __future__ import annotations

from datetime import tzinfo

from service.clean.dates.numbers import read_number
from service.clean.dates.reading import Reading
from service.clean.dates.said import Said
from service.clean.dates.scan import scan

_NO_TIME = 10**20
"""As nanoseconds since 1970, the year 5138."""


def read(
    said: Said | str | float, *, language: str | None = None, zone: tzinfo | None = None
) -> Reading | None:
    """Read one date.

    Args:
        said: ISO 8601 however sloppy, RFC 2822, seconds to nanoseconds since 1970, or as people
            write it in some 90 languages, with a label before it; if several dates, the first.
        language: A tag, best with its country (`en-US` writes 3/5 for 5 March).
        zone: The publisher's, for a time that says none.

    Returns:
        The reading; None where the form is unknown, or the date relative or impossible.
    """
    if isinstance(said, int | float) and not abs(said) < _NO_TIME:  # nor what is not a number
        return None
    text = (said.text if isinstance(said, Said) else str(said)).strip()
    number = read_number(text, zone)
    return number or next((found.reading for found in scan(text, language, zone)), None)
