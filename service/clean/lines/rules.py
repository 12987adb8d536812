"""The rules that say what a line is, in order: structure first, phrases second."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from service.clean.dates.lines import is_stamp
from service.clean.lines.context import SURE, Context
from service.clean.lines.label import Label
from service.clean.lines.looks import LEADERS, Looks
from service.clean.lines.names import are_names
from service.clean.phrases import Kind, by_language, is_unspaced

_SHORT_WORDS = 8
_LIKELY, _QUITE_SURE = 0.3, 0.8
_MAX_QUOTED_CHARS = 300_000
_CAPTION_WORDS = 70
_REPEAT_MIN_CHARS = 25
_NUMBERED = re.compile(r"\D{0,12}\d{1,3}\.?$")
_BRACKETED = re.compile(r"[(（][^()（）]{2,60}[)）]\.?")
_BULLETS = "-–—•·*▶►■◆○●▪‣"
_ORDINAL = re.compile(r"\d{1,2}[.)]\s")

Find = Callable[[Context], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Args:
        name: As in ``removed``.
        label: What the lines are that it finds.
        meaning: For docs/reasons.md.
        find: Gives the places of these lines.
        is_dirt: Whether such a line shows that the text is as scraped, so that the model may cut.
    """

    name: str
    label: Label
    meaning: str
    find: Find
    is_dirt: bool = True


def _titles(context: Context) -> Iterable[int]:
    return context.titles


def _picture_titles(context: Context) -> Iterable[int]:
    """The headline and a number: "<title> ảnh 1", "<title> - Photo 2."."""
    title = context.title or ""
    for place, line in enumerate(context.lines):
        rest = line.text[len(title) :]
        if title and rest and line.text.startswith(title) and _NUMBERED.match(rest):
            yield place


def _repetitions(context: Context) -> Iterable[int]:
    """A recipe or a table may say a line twice; a paragraph does not come again."""
    seen: set[str] = set()
    for place, line in enumerate(context.lines):
        times, doubted = context.times[line.key], context.beliefs[place] < _LIKELY
        often = times > 2 and doubted  # noqa: PLR2004  nobody writes it three times
        again = line.key in seen and (doubted or (line.is_prose and times == 2))  # noqa: PLR2004  as above
        if len(line.text) >= _REPEAT_MIN_CHARS and line.key and (often or again):
            yield place
        seen.add(line.key)


def _same_dateline(context: Context) -> Iterable[int]:
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


def _under_related(context: Context) -> Iterable[int]:
    """A heading such as "Related news" and what stands under it, until the article goes on."""
    place = 0
    while place < len(context.lines):
        line = context.lines[place]
        if not _announces(line):
            place += 1
            continue
        yield place
        if _is_tail(context, place):
            yield from range(place + 1, len(context.lines))
            return
        place += 1
        while place < len(context.lines) and _may_be_teaser(context, place):
            yield place
            place += 1


def _announces(line: Looks) -> bool:
    return line.is_only(Kind.RELATED) or (
        line.opens(Kind.RELATED) and line.text.endswith((":", "：")) and line.words <= _SHORT_WORDS
    )


def _may_be_teaser(context: Context, place: int) -> bool:
    line = context.lines[place]
    if line.is_prose or _announces(line):
        return False
    return context.beliefs[place] < (SURE / 2 if line.ends_sentence else _QUITE_SURE)


def _is_tail(context: Context, heading: int) -> bool:
    """Whether nothing but headlines with a paragraph each follows: no article is written so."""
    if sum(context.is_sure(place) for place in range(heading)) < 3:  # noqa: PLR2004  an article stands above
        return False
    prose = [p for p in range(heading + 1, len(context.lines)) if context.lines[p].is_prose]
    return len(prose) > 1 and all(context.is_headline(p - 1) for p in prose)


def _teaser_links(context: Context) -> Iterable[int]:
    """In one line: "Read more: …", "Xem thêm: …"."""
    for place, line in enumerate(context.lines):
        if not line.opens(Kind.RELATED) or line.is_prose:
            continue
        rest = line.folded.lstrip(LEADERS)[line.openings[Kind.RELATED] :].lstrip()
        is_link = rest[:1] in {":", "："} and not line.ends_sentence
        if is_link or context.beliefs[place] < SURE:
            yield place


def _stamps(context: Context) -> Iterable[int]:
    for place, line in enumerate(context.lines):
        if line.words > _SHORT_WORDS + 6 or line.is_prose or place in context.titles:
            continue
        digits = sum(map(str.isdigit, line.text)) / len(line.text)
        if (
            (digits and is_stamp(line.text))
            or line.is_only(Kind.STAMP)
            or (line.opens(Kind.STAMP) and digits and context.beliefs[place] < SURE)
        ):
            yield place


def _attributions(context: Context) -> Iterable[int]:
    """On a line of its own behind the lead: "Theo AMN", "Quelle: dpa", "(TTXVN)"."""
    for place in range(context.lead + 1, len(context.lines)):
        line = context.lines[place]
        if line.words > _SHORT_WORDS:
            continue
        alone = _BRACKETED.fullmatch(line.text) and place > context.last
        if alone or (line.opens(Kind.ATTRIBUTION) and _is_named(line)):
            yield place


def _is_named(line: Looks) -> bool:
    """Whether what follows the phrase is a name: capitals, no sentence."""
    rest = line.text.strip("()[]（）").split()
    if line.text.rstrip().endswith((".", "?", "!", ",")):
        return False
    return all(w[0].isupper() or not w[0].isalpha() or not w.isascii() for w in rest[1:]) or (
        ":" in line.text or "：" in line.text
    )


def _captions(context: Context) -> Iterable[int]:
    for place, line in enumerate(context.lines):
        if line.words <= _CAPTION_WORDS and place not in context.titles:
            text, credit = line.credit
            if credit and text and line.inner_ends <= 3:  # noqa: PLR2004  longer ones are paragraphs
                yield place


def _credits(context: Context) -> Iterable[int]:
    for place, line in enumerate(context.lines):
        if place not in context.titles and line.words <= 2 * _SHORT_WORDS:
            text, credit = line.credit
            if credit and not text:
                yield place


def _bylines(context: Context) -> Iterable[int]:
    for place, line in enumerate(context.lines):
        if line.is_prose or line.words > 2 * _SHORT_WORDS or place in context.titles:
            continue
        said = line.opens(Kind.BYLINE) or line.folded.rstrip(" .)）】").endswith(_roles())
        near = abs(place - context.lead) <= 4 or 0 < place - context.last <= 2  # noqa: PLR2004  over the lead, under the text
        if (said and not line.ends_sentence and context.beliefs[place] < SURE) or (
            near and _names_people(line) and context.beliefs[place] < SURE
        ):
            yield place


def _names_people(line: Looks) -> bool:
    return not line.openings and are_names(line.text)


@cache
def _roles() -> tuple[str, ...]:
    """Words that follow a name: 記者, 기자, "staff writer"."""
    kinds = by_language().values()
    words = {w.casefold() for kind in kinds for w in kind.get(Kind.BYLINE, ())}
    return tuple(sorted(w for w in words if is_unspaced(w[0]) or len(w) > 5 or w == "기자"))  # noqa: PLR2004  "by", "von" end nothing


def _actions(context: Context) -> Iterable[int]:
    for place, line in enumerate(context.lines):
        if (
            line.opens(Kind.ACTION)
            and (context.beliefs[place] < SURE or line.is_only(Kind.ACTION))
            and not (line.is_prose and context.beliefs[place] >= SURE / 2)
        ):
            yield place


def _furniture(context: Context) -> Iterable[int]:
    for place, line in enumerate(context.lines):
        if line.is_only(Kind.BOILERPLATE) or (
            line.opens(Kind.BOILERPLATE) and context.beliefs[place] < SURE and not line.is_prose
        ):
            yield place


def _buttons(context: Context) -> Iterable[int]:
    return (p for p, line in enumerate(context.lines) if line.is_only(Kind.ACTION))


def _signs(context: Context) -> Iterable[int]:
    return (p for p, line in enumerate(context.lines) if line.is_only(Kind.BOILERPLATE))


def _list_items(context: Context) -> Iterable[int]:
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


def _under_colon(context: Context) -> Iterable[int]:
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


def _questions(context: Context) -> Iterable[int]:
    """Of an interview: a question, and the answer below."""
    for place in range(context.lead + 1, context.last):
        if context.lines[place].text.endswith(("?", "？", "؟")) and context.is_sure(place + 1):
            yield place


def _subheads(context: Context) -> Iterable[int]:
    for place in range(context.lead + 1, context.last):
        line = context.lines[place]
        if (
            line.words <= _SHORT_WORDS - 1
            and not line.openings
            and not line.has_date
            and not line.text.isupper()
            and context.is_sure(place - 1)
            and context.lines[place + 1].is_prose
            and context.beliefs[place + 1] >= _LIKELY
        ):
            yield place


def _pulled_quotes(context: Context) -> Iterable[int]:
    """A line that stands word for word inside a paragraph is shown twice."""
    paragraphs = "\n".join(line.key for line in context.lines if line.is_prose)
    if len(paragraphs) > _MAX_QUOTED_CHARS:
        return
    for place, line in enumerate(context.lines):
        if context.beliefs[place] >= SURE / 2 or len(line.text) < _REPEAT_MIN_CHARS:
            continue
        if paragraphs.count(line.key) > line.is_prose:
            yield place


RULES: tuple[Rule, ...] = (
    Rule("repeated_title", Label.TITLE, "The headline said again.", _titles, is_dirt=False),
    Rule(
        "picture_title",
        Label.CAPTION,
        "The headline with a picture's number: the picture's alternative text.",
        _picture_titles,
    ),
    Rule("button", Label.ACTION, "A line that is only such a phrase: share, follow.", _buttons),
    Rule(
        "sign",
        Label.BOILERPLATE,
        "A line that is only what stands around articles: advertisement, tags.",
        _signs,
    ),
    Rule("dateline", Label.DATELINE, "A line that is only a date or a time.", _stamps),
    Rule(
        "attribution",
        Label.ATTRIBUTION,
        "A line that says only where the text is from; the name is in `attribution`.",
        _attributions,
    ),
    Rule(
        "same_dateline",
        Label.TEASER,
        "A later line with the lead's dateline, and the headlines around such lines: other "
        "articles of the outlet.",
        _same_dateline,
    ),
    Rule(
        "under_related",
        Label.TEASER,
        "A heading such as “Related news”, and what stands under it.",
        _under_related,
    ),
    Rule("credit", Label.CREDIT, "A line that is only a picture's credit.", _credits),
    Rule("caption", Label.CAPTION, "A caption with its credit; it is in `captions`.", _captions),
    Rule(
        "repeated_line",
        Label.BOILERPLATE,
        f"A line of {_REPEAT_MIN_CHARS} characters or more that stood before, or stands three "
        "times.",
        _repetitions,
    ),
    Rule(
        "pulled_quote",
        Label.BOILERPLATE,
        "A line that stands word for word in a paragraph.",
        _pulled_quotes,
    ),
    Rule("byline", Label.BYLINE, "A line that says only who wrote it.", _bylines),
    Rule("action", Label.ACTION, "A line that asks the reader to do something.", _actions),
    Rule("teaser", Label.TEASER, "A line that leads to another article.", _teaser_links),
    Rule("boilerplate", Label.BOILERPLATE, "A line that begins like a sign.", _furniture),
    Rule("list_item", Label.BODY, "Kept: a list of the article.", _list_items, is_dirt=False),
    Rule(
        "under_colon",
        Label.BODY,
        "Kept: a line of the article that ends in a colon, and the short lines under it.",
        _under_colon,
        is_dirt=False,
    ),
    Rule("question", Label.BODY, "Kept: an interviewer's.", _questions, is_dirt=False),
    Rule("subhead", Label.BODY, "Kept: a heading inside the article.", _subheads, is_dirt=False),
)
"""Of two rules that find a line, the first counts."""
