"""The words that announce a credit in any language -> a pattern, and a cheap question before it."""

from __future__ import annotations

import re
from functools import cache

from service.clean.either import either
from service.clean.phrases import Kind, by_language, fold, is_unspaced

_MADE_BY = r"(?:by|von|de|par|di|por|van|av|af|courtesy of|via)"
_BEFORE_BY = re.compile(rf"(\w+)\W{{1,3}}{_MADE_BY}\b", re.IGNORECASE)
_BY = re.compile(rf"\W{_MADE_BY}\b", re.IGNORECASE)
_MARK = re.compile("[:：=＝/／・]")
_PAIR = 2
"""So many letters before a mark tell most texts from those that may announce a credit."""


@cache
def _bare_words() -> frozenset[str]:
    words = {w for kinds in by_language().values() for w in kinds.get(Kind.CREDIT, ())}
    return frozenset(re.sub(rf"[:：=]$| {_MADE_BY}$", "", w) for w in words)


@cache
def word() -> re.Pattern[str]:
    """A word that announces a credit, with its mark or its "by" if there is one."""
    bare = _bare_words()
    spaced = either(w for w in bare if not is_unspaced(w[0]))
    unspaced = either(w for w in bare if is_unspaced(w[0]))
    return re.compile(
        rf"(?:(?<!\w){spaced}(?!\w)\s*(?:([:：=＝])|({_MADE_BY}\b)|(?=\s|$))"
        rf"|{unspaced}\s*([:：=＝/／・]))\s*",
        re.IGNORECASE,
    )


def may_announce(tail: str) -> bool:
    """Cheap to ask before all the words are tried at every place."""
    folded = fold(tail)
    for mark in _MARK.finditer(folded):
        before = folded[: mark.start()].rstrip()
        if before[-_PAIR:] in _last_pairs() or before[-1:] in _last_pairs():
            return True
    if not _BY.search(tail):
        return False
    return any(found[1].casefold() in _last_words() for found in _BEFORE_BY.finditer(tail))


@cache
def _last_pairs() -> frozenset[str]:
    """The last letters of these words, folded; of one letter the letter."""
    return frozenset(fold(word).strip()[-_PAIR:] for word in _bare_words())


@cache
def _last_words() -> frozenset[str]:
    kinds = by_language().values()
    words = {w.casefold() for kind in kinds for w in kind.get(Kind.CREDIT, ())}
    bare = {re.sub(rf" {_MADE_BY}$", "", word) for word in words}
    return frozenset(re.findall(r"\w+", word)[-1] for word in bare if re.search(r"\w", word))


def is_marked(found: re.Match[str]) -> bool:
    """Whether a mark or a "by" stands behind the word."""
    return any(found.groups())
