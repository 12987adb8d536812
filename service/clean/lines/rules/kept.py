"""Short lines that belong to the article all the same: lists, questions, subheads."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.clean.lines.context import LIKELY, SHORT_WORDS, SURE, Context
from service.clean.lines.looks import Looks

_BULLETS = "-–—•·*▶►■◆○●▪‣"
_ORDINAL = re.compile(r"\d{1,2}[.)]\s")


def list_items(context: Context) -> Iterable[int]:
    """Two or more lines behind each other with the same bullet, inside the article."""
    run: list[int] = []
    for place in range(context.lead + 1, len(context.lines) + 1):
        mark = _bullet(context.lines[place]) if place < len(context.lines) else None
        if run and mark != _bullet(context.lines[run[0]]):
            if len(run) > 1 and _goes_on(context, run[0] - 1):
                yield from run
            run = []
        if mark:
            run.append(place)


def _bullet(line: Looks) -> str | None:
    if line.text[0] in _BULLETS:
        return line.text[0]
    return "1" if _ORDINAL.match(line.text) else None


def _goes_on(context: Context, place: int) -> bool:
    """Whether the article is still going on at a line."""
    line = context.lines[place]
    return (
        context.beliefs[place] >= SURE
        or line.text.endswith((":", "："))
        or context.lead <= place < context.last
    )


def under_colon(context: Context) -> Iterable[int]:
    """A line that ends in a colon inside the article, and the short lines under it."""
    for place in range(context.lead + 1, context.last):
        line = context.lines[place]
        if line.openings or not line.text.endswith((":", "：")):
            continue
        yield place
        for below in range(place + 1, context.last):
            if context.lines[below].is_prose or context.lines[below].openings:
                break
            yield below


def questions(context: Context) -> Iterable[int]:
    """Of an interview: a question, and the answer below."""
    for place in range(context.lead + 1, context.last):
        if context.lines[place].text.endswith(("?", "？", "؟")) and context.is_sure(place + 1):
            yield place


def subheads(context: Context) -> Iterable[int]:
    """A few words between paragraphs of the article."""
    for place in range(context.lead + 1, context.last):
        line = context.lines[place]
        if (
            line.words <= SHORT_WORDS - 1
            and not line.openings
            and not line.has_date
            and not line.text.isupper()
            and context.is_sure(place - 1)
            and context.lines[place + 1].is_prose
            and context.beliefs[place + 1] >= LIKELY
        ):
            yield place
