"""The lines of a plain text -> the stamp that stands alone among the first."""

from __future__ import annotations

import re
from collections.abc import Sequence

from service.clean.dates.labels import Label, label_of, without_labels
from service.clean.dates.said import Place, Said
from service.clean.dates.scan import Found, scan

MAX_STAMP = 90
_PARAGRAPH_CHARS = 120
_MAX_LINES = 12
_MARKER = re.compile(r"[MPW]\d{1,2}|AM|PM|Z[^\W\d_]{2,4}")
_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORD = 4
_SMALL_WORDS = 3
"""A stamp's own: "ngày", "lúc", "Uhr", "den", "kl", "at"."""


def from_lines(lines: Sequence[str], language: str | None) -> Said | None:
    """Find the line that is wholly a stamp, before the body or right after its first paragraph.

    Args:
        lines: A plain text's, in order; blank ones say nothing.
        language: A tag; None where unknown.

    Returns:
        What the line says of the published date; None where no line is one. A date in a sentence
        is no stamp.
    """
    paragraphs = 0
    for line in [line.strip() for line in lines[: 2 * _MAX_LINES] if line.strip()][:_MAX_LINES]:
        dates = stamps(line, language) if len(line) <= MAX_STAMP else []
        published = [date for date in dates if label_of(date.before) is not Label.UPDATED]
        if published:
            first = published[0]
            text = line if len(dates) == 1 else line[first.start : first.end].strip()
            return Said(text, Place.TEXT)
        if paragraphs and not dates:
            return None
        paragraphs += len(line) >= _PARAGRAPH_CHARS
    return None


def stamps(line: str, language: str | None) -> list[Found]:
    """Read a line that says whole dates and nothing else; of several, each has its label."""
    dates = list(scan(line, language, None))
    labels = {label_of(date.before) for date in dates}
    is_stamp = all(_is_bare(date) for date in dates) and len(labels) == len(dates)
    return dates if is_stamp else []


def _is_bare(date: Found) -> bool:
    return are_small(without_labels(date.beside))


def are_small(spelled: str) -> bool:
    """Whether the words beside a date are its own: few and short."""
    words = _WORD.findall(_MARKER.sub(" ", spelled))
    return len(words) <= _SMALL_WORDS and all(len(word) <= _SMALL_WORD for word in words)
