"""What a reader should know before trusting a body: its counts, and what is peculiar about it."""

from __future__ import annotations

import re
from collections import Counter

from schemas.enriched_article import Language, Quality
from service.article import Article

_WORD = re.compile(r"[^\W_]+")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
"""Kana and Han."""
_LOOSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Thai, Lao, Burmese, Khmer."""
_DENSE_CHARS, _LOOSE_CHARS = 2, 5
_SHORT_WORDS = 40
_REPEATED_WORDS = 5
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|\(…\)|\(\.\.\.\))\s*$")
_CLOSED = re.compile(
    r"[.!?:;\u2026\u3002\uff01\uff1f\uff1a\u061f\u06d4\u0964\u0965\u1362\u17d4\u104b\u0589]"
    r"[\"'\u201d\u2019\u00bb\u300d\u300f)\]\u201c\u203a]*(?:\s*\(.{1,60}\))?\s*$"
    r"|[\"'\u201d\u2019\u00bb\u300d\u300f)\]\u3011]\s*$|(?:#|@|https?:|\w\.\w+/)\S*$"
)
"""Ends as sentences do in the scripts of the world, a credit in brackets behind it; or in a tag."""
_PARAGRAPH_WORDS = 8
_MIN_PARAGRAPHS = 3

FLAGS = {
    "short_body": f"The body has fewer than {_SHORT_WORDS} words.",
    "mixed_language": "A fifth of the body or more is in another language (`language.also`).",
    "repeated_lines": f"A paragraph of {_REPEATED_WORDS} words or more stands in the body twice.",
    "truncated": "The body ends in dots of omission, or breaks off amid a sentence where its other "
    "paragraphs end with one.",
}


def assess(article: Article, language: Language | None) -> Quality:
    """Count and flag.

    Args:
        article: A clean article, with the flags of cleaning.
        language: As found; None where its enricher failed.
    """
    words = count_words(article.body)
    found = {
        "short_body": words < _SHORT_WORDS,
        "mixed_language": bool(language and language.also),
        "repeated_lines": _repeats(article.paragraphs),
        "truncated": _breaks_off(article.paragraphs),
    }
    flags = article.flags.union(flag for flag, holds in found.items() if holds)
    return Quality(words=words, paragraphs=len(article.paragraphs), flags=tuple(sorted(flags)))


def count_words(text: str) -> int:
    """Count words; scripts without spaces by how many characters a word has there on average."""
    if text.isascii():
        return sum(1 for _ in _WORD.finditer(text))
    dense, loose = len(_DENSE.findall(text)), len(_LOOSE.findall(text))
    spaced = _LOOSE.sub(" ", _DENSE.sub(" ", text)) if dense or loose else text
    counted = sum(1 for _ in _WORD.finditer(spaced))
    return counted + round(dense / _DENSE_CHARS + loose / _LOOSE_CHARS)


def _repeats(paragraphs: tuple[str, ...]) -> bool:
    if len(set(paragraphs)) == len(paragraphs):
        return False
    twice = (paragraph for paragraph, count in Counter(paragraphs).items() if count > 1)
    return any(count_words(paragraph) >= _REPEATED_WORDS for paragraph in twice)


def _breaks_off(paragraphs: tuple[str, ...]) -> bool:
    *others, last = paragraphs
    if _CUT.search(last):
        return True
    if _CLOSED.search(last) or count_words(last) < _PARAGRAPH_WORDS:
        return False
    whole = [p for p in others if count_words(p) >= _PARAGRAPH_WORDS]
    return len(whole) >= _MIN_PARAGRAPHS and all(map(_CLOSED.search, whole))
