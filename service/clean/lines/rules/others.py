"""Lines of other articles: headlines, summaries, links, and the headings over them."""

from __future__ import annotations

from collections.abc import Iterable

from service.clean.lines.context import QUITE_SURE, SHORT_WORDS, SURE, Context
from service.clean.lines.looks import Looks
from service.clean.phrases import Kind

_TAG_WORDS = 3


def same_dateline(context: Context) -> Iterable[int]:
    """Later lines with the lead's dateline open other articles; so do the headlines over them."""
    for again in _repeated_datelines(context):
        yield from again
        for place in again:
            above = place - 1
            while above > context.lead and not _ends_article(context.lines[above]):
                yield above
                above -= 1
        end = again[-1] + 1
        while end < len(context.lines) and not context.lines[end].is_prose:
            if not _is_furniture(context.lines[end]):
                yield end
            end += 1


def _ends_article(line: Looks) -> bool:
    """What stands between an article and the headlines of others, or belongs to it."""
    return line.is_prose or line.opens(Kind.ACTION)


def _repeated_datelines(context: Context) -> Iterable[list[int]]:
    """Places behind the lead of datelines that are said again; the lead's own is the article's."""
    places: dict[str, list[int]] = {}
    for place, dateline in enumerate(context.datelines):
        if dateline and place >= context.lead:
            places.setdefault((dateline.outlet or dateline.text).casefold(), []).append(place)
    for found in places.values():
        if len(found) < 2:  # noqa: PLR2004  once is a dateline, twice a list
            continue
        if found[0] <= context.lead + 2 and not context.is_headline(found[0] - 1):
            yield found[1:]
        elif all(context.is_headline(place - 1) for place in found[1:]):
            yield found[1:] if found[0] == context.lead else found


def under_related(context: Context) -> Iterable[int]:
    """A heading such as "Related news" and what stands under it, until the article goes on."""
    place = 0
    while place < len(context.lines) and context.openings[Kind.RELATED]:
        line = context.lines[place]
        if not _announces(line):
            place += 1
            continue
        yield place
        if _is_tail(context, place):
            below = range(place + 1, len(context.lines))
            yield from (p for p in below if not _is_other(context, p))
            return
        place += 1
        while place < len(context.lines) and _may_be_teaser(context, place):
            if not _is_other(context, place):
                yield place
            place += 1


def _is_other(context: Context, place: int) -> bool:
    """Buttons, signs, and behind the article what is too short for a headline: tags, sections."""
    line = context.lines[place]
    return _is_furniture(line) or (place > context.last and line.words <= _TAG_WORDS)


def _is_furniture(line: Looks) -> bool:
    """What a site puts among its headlines, too; its own rules and the model say what it is."""
    return not line.is_prose and (line.opens(Kind.ACTION) or line.opens(Kind.BOILERPLATE))


def _announces(line: Looks) -> bool:
    return line.is_only(Kind.RELATED) or (
        line.opens(Kind.RELATED) and line.text.endswith((":", "：")) and line.words <= SHORT_WORDS
    )


def _may_be_teaser(context: Context, place: int) -> bool:
    line = context.lines[place]
    if line.is_prose or _announces(line) or place in context.titles:
        return False
    return context.beliefs[place] < (SURE / 2 if line.ends_sentence else QUITE_SURE)


def _is_tail(context: Context, heading: int) -> bool:
    """Whether nothing but headlines with a paragraph each follows: no article is written so."""
    if sum(context.is_sure(place) for place in range(heading)) < 3:  # noqa: PLR2004  an article stands above
        return False
    prose = [p for p in range(heading + 1, len(context.lines)) if context.lines[p].is_prose]
    return len(prose) > 1 and all(context.is_headline(p - 1) for p in prose)


def teaser_links(context: Context) -> Iterable[int]:
    """In one line: "Read more: …", "Xem thêm: …"."""
    for place, line in context.openings[Kind.RELATED]:
        if line.is_prose:
            continue
        rest = line.behind(Kind.RELATED).lstrip(" ])】）")
        is_link = rest[:1] in {":", "："} and not line.ends_sentence
        if is_link or context.beliefs[place] < SURE:
            yield place
