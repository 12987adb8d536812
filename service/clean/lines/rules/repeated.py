"""Lines that say again what stands elsewhere: the headline, a paragraph, a quotation."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.clean.lines.context import LIKELY, SURE, Context

REPEAT_MIN_CHARS = 25
_MAX_QUOTED_CHARS = 300_000
_NUMBERED = re.compile(r"\D{0,12}\d{1,3}\.?$")


def titles(context: Context) -> Iterable[int]:
    """The headline, each time."""
    return context.titles


def picture_titles(context: Context) -> Iterable[int]:
    """The headline and a number: "<title> ảnh 1", "<title> - Photo 2."."""
    title = context.title or ""
    for place, line in enumerate(context.lines):
        rest = line.text[len(title) :]
        if title and rest and line.text.startswith(title) and _NUMBERED.match(rest):
            yield place


def repetitions(context: Context) -> Iterable[int]:
    """A recipe or a table may say a line twice; a paragraph does not come again."""
    seen: set[str] = set()
    for place, line in enumerate(context.lines):
        times, doubted = context.times[line.key], context.beliefs[place] < LIKELY
        often = times > 2 and doubted  # noqa: PLR2004  nobody writes it three times
        again = line.key in seen and (doubted or (line.is_prose and times == 2))  # noqa: PLR2004  as above
        if len(line.text) >= REPEAT_MIN_CHARS and line.key and (often or again):
            yield place
        seen.add(line.key)


def pulled_quotes(context: Context) -> Iterable[int]:
    """A line that stands word for word inside a paragraph is shown twice."""
    paragraphs = "\n".join(line.key for line in context.lines if line.is_prose)
    if len(paragraphs) > _MAX_QUOTED_CHARS:
        return
    for place, line in enumerate(context.lines):
        if context.beliefs[place] >= SURE / 2 or len(line.text) < REPEAT_MIN_CHARS:
            continue
        if paragraphs.count(line.key) > line.is_prose:
            yield place
