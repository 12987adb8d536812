"""A caption -> where its credit begins, by the form the credit has."""

from __future__ import annotations

import re
from functools import lru_cache

from service.clean.credit.bare import OPEN_OF, SIGN, bare_credit
from service.clean.credit.names import (
    MAX_CHARS,
    MAX_UNSPACED,
    MAX_WORDS,
    SMALL_WORD,
    is_name,
    is_short,
    is_supplied,
)
from service.clean.credit.words import is_marked, may_announce, word
from service.clean.phrases import is_unspaced

_BORDER = re.compile(r"(?:^|[.!?…。！？।؟)\]）】」』\"”»|·•;,/–—-])\s*$")
_SENTENCE_END = re.compile(r"[.!?…。！？।؟][\"”’»)\]」』]*\s*$")
_LAST_SENTENCE = re.compile(r"[.!?…。！？।؟\"”»|]\s*(?:[|–—-]\s*)?(?=\S)")
_SHUTTER = re.compile(
    r"(?:^|(?<=[。，,、；;＝=\s]))([^\s。，,、；;＝=]{2,12}(?: [^\s。，,；;]{1,8})?)\s*"
    r"(?:撮影|(?<![拍])(?:攝影|摄影|攝|摄))$"
)
_OF_SHUTTERS = ("影", "攝", "摄")
_OF_SIGNS = "©(&"
_INITIAL = re.compile(r"(?:^|\W)[^\W\d_]\.\s*$")
_PHOTO_BEHIND = re.compile(r"\b(?:photos?|pictures?|images?)$", re.IGNORECASE)
_CAPITALS = re.compile(r"(?:[^\W\d_]\.|[^\W\d_][^\W\d_'’.-]*)")
_CAPITAL_LETTERS = 6
"""Fewer are an abbreviation."""


def in_brackets(text: str, start: int) -> tuple[int, str | None]:
    """In brackets at the very end: "(Photo: X)", "(Foto dpa)", "(Jane Doe/Agency)"."""
    bare = text.rstrip(" .。")
    opening = OPEN_OF.get(bare[-1:])
    place = bare.rfind(opening, start) if opening else -1
    if place < 0:
        return 0, None
    inner = bare[place + 1 : -1].strip()
    found = word().match(inner)
    rest = inner[found.end() :] if found else ""
    if found and (is_marked(found) or is_name(rest)):
        return place, bare_credit(inner)
    if _SHUTTER.search(inner):
        return place, inner[:-1].strip()
    if SIGN.match(inner) or is_supplied(inner) or _PHOTO_BEHIND.search(inner):
        return place, bare_credit(inner) if _clear(inner, text[:place]) else None
    ended = _SENTENCE_END.search(text[max(0, place - 8) : place]) is not None
    return place, inner if ended and "/" in inner and is_name(inner) else None


def _clear(inner: str, before: str) -> bool:
    """A few capitals in brackets may be the short form of what stands before them."""
    return len(inner) > SMALL_WORD or _SENTENCE_END.search(before[-8:]) is not None


def announced(text: str, start: int) -> tuple[int, str | None]:
    """Behind a word at the end, or as the whole line: "Photo: X"."""
    if not may_announce(text[start:]):
        return 0, None
    for found in word().finditer(text, start):
        rest = text[found.end() :].strip()
        before = text[: found.start()]
        if is_marked(found) and _is_credit(rest, before, found[0]):
            return found.start(), bare_credit(rest) or rest.strip(" .()[]")  # "Photo: Archive"
    return 0, None


def _is_credit(rest: str, before: str, word: str) -> bool:
    if not is_short(rest):
        return False
    if is_name(rest):
        return (
            bool(_BORDER.search(before[-8:]))
            or word[:1] != word[:1].lower()
            or is_unspaced(word[0])
        )
    few = 2 if not before.strip() else MAX_WORDS - 2
    return _BORDER.search(before[-8:]) is not None and len(rest.split()) <= few


def signed(text: str, start: int) -> tuple[int, str | None]:
    """By a sign at the end: "© X"; in Chinese "X 摄"."""
    found = SIGN.search(text, start) if any(map(text.__contains__, _OF_SIGNS)) else None
    if found and is_short(text[found.end() :]):
        return found.start(), bare_credit(text[found.end() :])
    if not text.endswith(_OF_SHUTTERS):
        return 0, None
    shutter = _SHUTTER.search(text, max(start, len(text) - 2 * MAX_UNSPACED))
    if shutter and _BORDER.search(text[: shutter.start()][-8:]):
        return shutter.start(), shutter[1].strip()
    return 0, None


def supplied(text: str, start: int) -> tuple[int, str | None]:
    """By a known name alone: "… on Monday. Jane Doe/Agency", "REUTERS/Jane Doe"."""
    for place in _borders(text, start) or ([] if start else [0]):
        last = text[place:]
        if len(last) <= MAX_CHARS and is_supplied(last) and is_short(last):
            return place, bare_credit(last)
    return 0, None


def named(text: str, start: int) -> tuple[int, str | None]:
    """By a name behind the last sentence: "… on Monday. Jane Doe/Newswire", "… lundi. JANE DOE"."""
    for place in _borders(text, start):
        last = text[place:]
        if (
            (_is_slashed(last) or _is_in_capitals(last))
            and is_short(last)
            and _SENTENCE_END.search(text[:place].rstrip(" |–—-"))
        ):
            return place, bare_credit(last)
    return 0, None


@lru_cache(maxsize=1)  # two forms ask for those of one caption
def _borders(text: str, start: int) -> list[int]:
    """Where something begins behind a mark that may end a sentence."""
    ends = [found.end() for found in _LAST_SENTENCE.finditer(text, max(0, start - 1))]
    return [e for e in ends if not _INITIAL.search(text[max(0, e - 8) : e])]


def _is_slashed(text: str) -> bool:
    """A name and an outlet: "Jane Doe/Newswire", two words at least before the slash."""
    before, slash, behind = text.partition("/")
    few = len(before.split()) in {2, 3} and 0 < len(behind.split()) <= 4  # noqa: PLR2004  as names have
    return bool(slash) and few and all(w[:1].isupper() for w in text.replace("/", " ").split())


def _is_in_capitals(text: str) -> bool:
    """Two or more names in capitals: "ÓSCAR LAHOZ"."""
    names = text.replace("/", " ").split()
    letters = sum(map(str.isalpha, text))
    return (
        len(names) > 1
        and letters >= _CAPITAL_LETTERS
        and text.isupper()
        and all(_CAPITALS.fullmatch(name) for name in names)
    )


def without_tail(text: str) -> str:
    """Take off the marks between a caption and its credit."""
    return text.rstrip(" |·•–—-,;(（[=＝")
