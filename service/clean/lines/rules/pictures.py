"""Lines that stand under pictures: captions and credits."""

from __future__ import annotations

from collections.abc import Iterable

from service.clean.lines.context import QUITE_SURE, SHORT_WORDS, SURE, Context
from service.clean.lines.looks import LEADERS, Looks
from service.clean.lines.rules.repeated import REPEAT_MIN_CHARS
from service.clean.phrases import Kind

_CAPTION_WORDS = 70
_SHORT_CAPTION_WORDS = 40
_CREDIT_WORDS = 16
_PICTURES = (Kind.CAPTION, Kind.CREDIT)


def captions(context: Context) -> Iterable[int]:
    """What a picture shows, and its credit."""
    for place, line in enumerate(context.lines):
        if line.words <= _CAPTION_WORDS and place not in context.titles:
            text, credit = line.credit
            if credit and text and line.inner_ends <= 3:  # noqa: PLR2004  longer ones are paragraphs
                yield place


def credit_lines(context: Context) -> Iterable[int]:
    """Who made a picture, alone: "Photo: Jane Doe"."""
    for place, line in enumerate(context.lines):
        if place not in context.titles and line.words <= _CREDIT_WORDS:
            text, credit = line.credit
            if credit and not text and not _is_of_the_site(context, place):
                yield place


def _is_of_the_site(context: Context, place: int) -> bool:
    """A © with a year, or behind the article, is the site's and no picture's."""
    line = context.lines[place]
    return line.bare[:1] in {"©", "ⓒ"} and (line.has_date or place > context.last)


def shown(line: Looks) -> str:
    """What a picture shows: a caption without its credit and the words that announce it."""
    text = line.credit[0]
    name = line.bracketed_name
    if name and not line.credit[1]:
        text = text[: text.rindex(name)].rstrip(" (（")
    if line.opens(Kind.CAPTION):
        text = text.lstrip(LEADERS)[line.openings[Kind.CAPTION] :].lstrip(" :：,，、")
    return text


def credit_words(context: Context) -> Iterable[int]:
    """Opens like a credit ("Image source, …") where nothing says that the article goes on."""
    for place, line in context.openings[Kind.CREDIT]:
        if not line.ends_sentence and line.words <= SHORT_WORDS and context.beliefs[place] < SURE:
            yield place


def announced(context: Context) -> Iterable[int]:
    """Said to be one: "Image caption, …", "Bildunterschrift: …"."""
    for place, line in context.openings[Kind.CAPTION]:
        if line.words <= _CAPTION_WORDS and _is_marked(line):
            yield place


def _is_marked(line: Looks) -> bool:
    """Whether a colon or a comma stands behind the phrase, or nothing; 图为 needs none."""
    return line.bare[:2] in {"图为", "圖為"} or line.behind(Kind.CAPTION)[:1] in {
        "",
        ":",
        "：",
        ",",
        "，",
        "、",
    }


def over_credits(context: Context) -> Iterable[int]:
    """A line over a picture's credit, or one that says what a caption with its credit says."""
    spoken = [line.key for line in context.lines if all(line.credit)]
    for place, line in enumerate(context.lines):
        if place in context.titles or not _may_be_caption(context, place):
            continue
        again = len(line.text) >= REPEAT_MIN_CHARS and any(k.startswith(line.key) for k in spoken)
        if again or _stands_over_credit(context, place):
            yield place


def _stands_over_credit(context: Context, place: int) -> bool:
    """The last sentence of an article stands over the © of its site."""
    if place + 1 == len(context.lines) or not _is_credit(context.lines[place + 1]):
        return False
    return not context.lines[place].ends_sentence or place + 1 < context.last


def _may_be_caption(context: Context, place: int) -> bool:
    line, belief = context.lines[place], context.beliefs[place]
    return (
        SHORT_WORDS / 2 <= line.words <= _SHORT_CAPTION_WORDS
        and line.openings.keys().isdisjoint((Kind.ACTION, Kind.RELATED, Kind.CREDIT))
        and not line.has_address
        and belief < (SURE if line.ends_sentence else QUITE_SURE)
    )


def _is_credit(line: Looks) -> bool:
    if line.ends_sentence or line.opens(Kind.ACTION) or line.opens(Kind.ATTRIBUTION):
        return False
    text, credit = line.credit
    return bool(credit and not text) or (line.opens(Kind.CREDIT) and line.words <= SHORT_WORDS)


def named_behind(context: Context) -> Iterable[int]:
    """Ends with a name in brackets, without a sentence's end before it: "The bell (Jane Doe)"."""
    named = [bool(line.bracketed_name) for line in context.lines]
    for place, line in enumerate(context.lines):
        listed = any(named[max(0, place - 1) : place]) or any(named[place + 1 : place + 2])
        if (
            named[place]
            and not listed
            and place not in context.titles
            and _may_be_caption(context, place)
            and context.beliefs[place] < SURE
            and not line.opens(Kind.ATTRIBUTION)
        ):
            yield place
