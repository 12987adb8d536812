"""A line that only the model cuts -> what it probably is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from service.clean.lines.context import SHORT_WORDS, Context
from service.clean.lines.label import Label
from service.clean.lines.looks import Looks
from service.clean.lines.names import are_names
from service.clean.phrases import Kind

_CAPTION_WORDS = (5, 45)
_TAG_WORDS = 3
_HAN_NAME = re.compile("[㐀-鿿]{2,4}|[가-힣]{2,4}")
_OPENS = {
    Kind.CAPTION: Label.CAPTION,
    Kind.CREDIT: Label.CREDIT,
    Kind.ACTION: Label.ACTION,
    Kind.RELATED: Label.TEASER,
    Kind.BOILERPLATE: Label.BOILERPLATE,
    Kind.BYLINE: Label.BYLINE,
    Kind.STAMP: Label.DATELINE,
}


def guess(context: Context, place: int, found: Mapping[int, tuple[Label, str]]) -> Label:
    """Say what a line is.

    Args:
        context: Of all lines.
        place: The line's.
        found: What the lines are that rules found, and those above.
    """
    line = context.lines[place]
    above, below = (found.get(p, (None, ""))[0] for p in (place - 1, place + 1))
    return (
        _by_opening(line)
        or _by_name(context, place)
        or _by_shape(context, place)
        or _by_neighbours(line, above, below)
    )


def _by_opening(line: Looks) -> Label | None:
    if line.is_prose:
        return None
    return next((label for kind, label in _OPENS.items() if line.opens(kind)), None)


def _by_name(context: Context, place: int) -> Label | None:
    """Names over the lead and right under the text are those of the makers."""
    line = context.lines[place]
    over, under = 0 < context.lead - place <= 6, 0 < place - context.last <= 2  # noqa: PLR2004  lines
    is_name = are_names(line.text) or (_HAN_NAME.fullmatch(line.text) and not line.openings)
    return Label.BYLINE if is_name and (over or under) else None


def _by_shape(context: Context, place: int) -> Label | None:
    line = context.lines[place]
    inside = place < context.last and line.ends_sentence
    if inside and _CAPTION_WORDS[0] <= line.words <= _CAPTION_WORDS[1]:
        return Label.CAPTION
    if line.has_address or line.words <= _TAG_WORDS:
        return Label.BOILERPLATE
    return Label.TEASER if context.is_headline(place) else None


def _by_neighbours(line: Looks, above: Label | None, below: Label | None) -> Label:
    if Label.TEASER in {above, below} and (line.is_prose or line.words > SHORT_WORDS):
        return Label.TEASER
    return Label.BOILERPLATE
