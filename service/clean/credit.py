"""A caption -> what it says, and who made or supplied the picture."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

from service.clean.phrases import Kind, by_language, is_unspaced

_TAIL_CHARS = 160
"""A credit stands at the end; farther ahead nothing is looked for."""
_MAX_CHARS = 90
_MAX_WORDS = 10
_MAX_LABELS = 3
_MAX_UNSPACED = 24
_SMALL_WORD = 4
"""Letters of "von", "via", "and", "của", "dpa": small letters are no surprise in a name."""

_BORDER = re.compile(r"(?:^|[.!?…。！？।؟)\]）】」』\"”»|·•;,–—-])\s*$")
_SENTENCE_END = re.compile(r"[.!?…。！？।؟][\"”’»)\]」』]*\s*$")
_INNER_END = re.compile(r"[^\W\d_]{3,}[.!?…]\s+\S|[。！？।؟]\s*\S")
_OPEN_OF = {")": "(", "]": "[", "）": "（", "】": "【"}
_SIGN = re.compile(r"(?:©|\(c\)|&copy;)\s*", re.IGNORECASE)
_MADE_BY = r"(?:by|von|de|par|di|por|van|av|af|of|courtesy of|via)"
_BEFORE_BY = re.compile(rf"(\w+)\W{{1,3}}{_MADE_BY}\b", re.IGNORECASE)
_MARKS = ":：=＝/／・"
_LAST_SENTENCE = re.compile(r"(?<=[.!?…。！？।؟\"”»|])\s*(?:[|–—-]\s*)?(?=\S)")
_SHUTTER = re.compile(
    r"(?:^|(?<=[。，,；;\s]))([^\s。，,；;]{2,12}(?: [^\s。，,；;]{1,8})?)\s*(?<![拍])(?:攝影|摄影|攝|摄)$"
)
_INITIAL = re.compile(r"(?:^|\W)[^\W\d_]\.\s*$")
_PHOTO_SLASH = re.compile(r"^photo ?/ ?(?=\S)", re.IGNORECASE)


def split_credit(text: str) -> tuple[str, str | None]:
    """Split the credit off a caption.

    Args:
        text: One line, tidy.

    Returns:
        What the picture shows, and the credit without its announcing word, or None. The text is
        empty where the line is nothing but a credit, and untouched where it holds none.
    """
    start = max(0, len(text) - _TAIL_CHARS)
    for find in (_in_brackets, _announced, _signed, _supplied):
        place, credit = find(text, start)
        if credit:
            return _without_tail(text[:place]), credit
    return text, None


def bare_credit(text: str) -> str | None:
    """Take the announcing word, signs and brackets off what is known to be a credit.

    Args:
        text: What a credit's own element holds: "(Photo: Jane Doe)".

    Returns:
        "Jane Doe"; None where nothing is left, or where it is too long for a credit.
    """
    rest = _unwrapped(text)
    for _ in range(_MAX_LABELS):
        found = _word().match(rest)
        if not found or (not _is_marked(found) and _is_supplied(rest)):
            break  # "picture alliance" opens with such a word and is a name
        rest = _unwrapped(rest[found.end() :])
    return rest if rest and len(rest) <= 2 * _MAX_CHARS else None


def _in_brackets(text: str, start: int) -> tuple[int, str | None]:
    """In brackets at the very end: "(Photo: X)", "(Foto dpa)", "(Jane Doe/Agency)"."""
    bare = text.rstrip(" .。")
    opening = _OPEN_OF.get(bare[-1:])
    place = bare.rfind(opening, start) if opening else -1
    if place < 0:
        return 0, None
    inner = bare[place + 1 : -1].strip()
    found = _word().match(inner)
    rest = inner[found.end() :] if found else ""
    if found and (_is_marked(found) or _is_name(rest)):
        return place, bare_credit(inner)
    if _SHUTTER.search(inner):
        return place, inner[:-1].strip()
    if _SIGN.match(inner) or _is_supplied(inner):
        return place, bare_credit(inner) if _clear(inner, text[:place]) else None
    ended = _SENTENCE_END.search(text[max(0, place - 8) : place]) is not None
    return place, inner if ended and "/" in inner and _is_name(inner) else None


def _clear(inner: str, before: str) -> bool:
    """A few capitals in brackets may be the short form of what stands before them."""
    return len(inner) > _SMALL_WORD or _SENTENCE_END.search(before[-8:]) is not None


def _announced(text: str, start: int) -> tuple[int, str | None]:
    """Behind a word at the end, or as the whole line: "Photo: X"."""
    if not _may_announce(text[start:]):
        return 0, None
    for found in _word().finditer(text, start):
        rest = text[found.end() :].strip()
        before = text[: found.start()]
        if _is_marked(found) and _is_credit(rest, before, found[0]):
            return found.start(), bare_credit(rest)
    return 0, None


def _may_announce(tail: str) -> bool:
    """Cheap to ask before all the words are tried at every place."""
    if any(mark in tail for mark in _MARKS):
        return True
    return any(found[1].casefold() in _last_words() for found in _BEFORE_BY.finditer(tail))


@cache
def _last_words() -> frozenset[str]:
    kinds = by_language().values()
    words = {w.casefold() for kind in kinds for w in kind.get(Kind.CREDIT, ())}
    bare = {re.sub(rf" {_MADE_BY}$", "", word) for word in words}
    return frozenset(re.findall(r"\w+", word)[-1] for word in bare if re.search(r"\w", word))


def _is_marked(found: re.Match[str]) -> bool:
    return any(found.groups())


def _is_credit(rest: str, before: str, word: str) -> bool:
    if not _is_short(rest):
        return False
    if _is_name(rest):
        return (
            bool(_BORDER.search(before[-8:]))
            or word[:1] != word[:1].lower()
            or is_unspaced(word[0])
        )
    few = 2 if not before.strip() else _MAX_WORDS - 2
    return _BORDER.search(before[-8:]) is not None and len(rest.split()) <= few


def _signed(text: str, start: int) -> tuple[int, str | None]:
    """By a sign at the end: "© X"; in Chinese "X 摄"."""
    found = _SIGN.search(text, start)
    if found and _is_short(text[found.end() :]):
        return found.start(), bare_credit(text[found.end() :])
    shutter = _SHUTTER.search(text, max(start, len(text) - 2 * _MAX_UNSPACED))
    if shutter and _BORDER.search(text[: shutter.start()][-8:]):
        return shutter.start(), shutter[1].strip()
    return 0, None


def _supplied(text: str, start: int) -> tuple[int, str | None]:
    """By a known name alone: "… on Monday. Jane Doe/Agency", "REUTERS/Jane Doe"."""
    borders = [
        m.end()
        for m in _LAST_SENTENCE.finditer(text, start)
        if m.end() < len(text) and not _INITIAL.search(text[: m.end()][-8:])
    ]
    for place in borders or ([] if start else [0]):
        last = text[place:]
        if len(last) <= _MAX_CHARS and _is_supplied(last) and _is_short(last):
            return place, bare_credit(last)
    return 0, None


def _is_supplied(text: str) -> bool:
    """Whether it is names of which one is a known supplier of pictures."""
    parts = [p.strip(" .") for p in re.split(r"[/|,／]|\bvia\b|\bfor\b", text)]
    known = [p for p in parts if _is_supplier(p)]
    return (
        bool(known) and all(_is_supplier(p) or _is_name(p) for p in parts if p) and _is_short(text)
    )


@cache
def _suppliers() -> frozenset[str]:
    """Who supplies pictures to newsrooms everywhere, and what stands for a name; case folded."""
    listed = (files("service.clean") / "suppliers.txt").read_text("utf-8")
    return frozenset(listed.splitlines())


def _is_supplier(part: str) -> bool:
    words = part.casefold().split()
    return bool(words) and (
        " ".join(words) in _suppliers()
        or " ".join(words[:2]) in _suppliers()
        or (len(words) == 2 and words[1] == "photo" and words[0] in _suppliers())  # noqa: PLR2004  "AP Photo"
    )


def _is_short(text: str) -> bool:
    return (
        0 < len(text.strip(" .")) <= _MAX_CHARS
        and len(text.split()) <= _MAX_WORDS
        and not text.rstrip().endswith(("?", "!", "？", "！"))
        and not _INNER_END.search(text)
    )


def _is_name(text: str) -> bool:
    """Whether it is written like names: capitals, or few characters of a script without them."""
    words = re.findall(r"[^\W_]+", text)
    if not words or len(text) > _MAX_CHARS:
        return False
    plain = [w for w in words if not _fits_a_name(w)]
    uncased = sum(len(w) for w in words if w.upper() == w.lower() and not w.isdigit())
    return not plain and uncased <= _MAX_UNSPACED and any(_is_capital(w) for w in words)


def _fits_a_name(word: str) -> bool:
    return _is_capital(word) or word.isdigit() or len(word) <= _SMALL_WORD


def _is_capital(word: str) -> bool:
    """A capital, a letter of a script without them, or an agency that writes itself small."""
    first = unicodedata.category(word[0])
    return first in {"Lu", "Lt", "Lo"} or word.casefold() in _suppliers()


def _unwrapped(text: str) -> str:
    """Without brackets around it, signs before it and a full stop behind it."""
    bare = text.strip(" .。|·•–—-,;:：")
    if _OPEN_OF.get(bare[-1:]) == bare[:1] != "":
        bare = bare[1:-1].strip()
    signed = _SIGN.match(bare)
    bare = bare[signed.end() :] if signed else bare
    return _PHOTO_SLASH.sub("", bare, 1).strip(" .。/|·•,;:：")


def _without_tail(text: str) -> str:
    return text.rstrip(" |·•–—-,;(（[=＝")


@cache
def _word() -> re.Pattern[str]:
    """A word that announces a credit, with its mark or its "by" if there is one."""
    words = {w for kinds in by_language().values() for w in kinds.get(Kind.CREDIT, ())}
    bare = {re.sub(rf"[:：=]$| {_MADE_BY}$", "", w) for w in words}
    ordered = sorted(bare, key=lambda w: (-len(w), w))
    spaced = "|".join(re.escape(w) for w in ordered if not is_unspaced(w[0]))
    unspaced = "|".join(re.escape(w) for w in ordered if is_unspaced(w[0]))
    return re.compile(
        rf"(?:(?<!\w)(?:{spaced})(?!\w)\s*(?:([:：=＝])|({_MADE_BY}\b)|(?=\s|$))"
        rf"|(?:{unspaced})\s*([:：=＝/／・]))\s*",
        re.IGNORECASE,
    )
