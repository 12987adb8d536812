"""Lines that say who wrote the text, where it is from, and when."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from service.clean.credit.names import is_supplier
from service.clean.lines.context import SHORT_WORDS, SURE, Context
from service.clean.lines.looks import Looks
from service.clean.lines.names import are_names, attributed, credited, named
from service.clean.lines.outlets import is_outlet
from service.clean.phrases import Kind, by_language, is_unspaced

_ROLE_CHARS = 6
_ROLE_END = 2
_MAIL = re.compile(r"\s*\S{1,60}@\S{1,60}$")
_BRACKETED = re.compile(r"[(（][^()（）]{2,60}[)）]\.?")


def stamps(context: Context) -> Iterable[int]:
    """A date or a time: "Thứ bảy, 12/04/2026", "3 hours ago"."""
    for place, line in enumerate(context.lines):
        if line.words > SHORT_WORDS + 6 or line.is_prose or place in context.titles:
            continue
        if (
            _says_only_when(context, place)
            or line.is_only(Kind.STAMP)
            or (line.opens(Kind.STAMP) and line.has_digit and context.beliefs[place] < SURE)
        ):
            yield place


def _says_only_when(context: Context, place: int) -> bool:
    """In a chronicle "12 June" stands over what happened then."""
    line = context.lines[place]
    heads = place > context.lead + 1 and context.is_sure(place - 1) and context.is_sure(place + 1)
    return line.is_stamp or (not heads and line.is_part_of_stamp)


def attributions(context: Context) -> Iterable[int]:
    """On a line of its own behind the lead: "Theo AMN", "Quelle: dpa", "(TTXVN)"; a known one before."""
    for place, line in enumerate(context.lines):
        if line.words > SHORT_WORDS or place in context.titles:
            continue
        if place <= context.lead:
            if line.opens(Kind.ATTRIBUTION) and any(map(is_outlet, attributed(line))):
                yield place
            continue
        alone = _BRACKETED.fullmatch(line.text) and place > context.last
        if alone or (line.opens(Kind.ATTRIBUTION) and _is_named(line)) or _is_by_an_agency(line):
            yield place


def _is_by_an_agency(line: Looks) -> bool:
    """Says of an agency that it wrote it: "Von dpa" names no person."""
    rest = line.behind(Kind.BYLINE).strip(" :.()") if line.opens(Kind.BYLINE) else ""
    return bool(rest) and is_supplier(rest)


def _is_named(line: Looks) -> bool:
    """Whether what follows the phrase is a name: capitals, no sentence."""
    rest = line.text.strip("()[]（）").split()
    if line.text.rstrip().endswith((".", "?", "!", ",")):
        return False
    return all(w[0].isupper() or not w[0].isalpha() or not w.isascii() for w in rest[1:]) or (
        ":" in line.text or "：" in line.text
    )


def bylines(context: Context) -> Iterable[int]:
    """Names, or words such as "By", over the lead or under the text."""
    for place, line in enumerate(context.lines):
        if line.is_prose or line.words > 2 * SHORT_WORDS or place in context.titles:
            continue
        said = line.opens(Kind.BYLINE) or _has_role(line)
        near = abs(place - context.lead) <= 4 or 0 < place - context.last <= 2  # noqa: PLR2004  over the lead, under the text
        if (said or (near and _names_people(line))) and context.beliefs[place] < SURE:
            if not line.ends_sentence or not said:
                yield place
        elif place < context.lead and line.opens(Kind.BYLINE) and (named(line) or credited(line)):
            yield place


def _has_role(line: Looks) -> bool:
    """Behind the name, or in East Asia before it and a space: "记者 李明"."""
    text = _MAIL.sub("", line.folded) if "@" in line.folded else line.folded
    text = text.rstrip(" .)）】")
    if text[-_ROLE_END:] in _role_ends() and text.endswith(_roles()):
        return True
    first, space, _ = line.bare.replace("：", " ").replace("／", " ").partition(" ")
    return bool(space) and bool(first) and is_unspaced(first[0]) and first in _roles()


def _names_people(line: Looks) -> bool:
    return not line.openings and are_names(line.text)


@cache
def _roles() -> tuple[str, ...]:
    """Words that follow a name: 記者, 기자, "staff writer"; "by" and "von" end nothing."""
    kinds = by_language().values()
    words = {w.casefold() for kind in kinds for w in kind.get(Kind.BYLINE, ())}
    return tuple(sorted(w for w in words if len(w) >= _role_chars(w)))


@cache
def _role_ends() -> frozenset[str]:
    """Tells most lines from those that end with a role, at a tenth of the time."""
    return frozenset(role[-_ROLE_END:] for role in _roles())


def _role_chars(word: str) -> int:
    """As long as a role is at least; a syllable of Hangul says as much as a Han character."""
    return 2 if is_unspaced(word[0]) or "\uac00" <= word[0] <= "\ud7a3" else _ROLE_CHARS
