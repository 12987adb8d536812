"""What a reader should know before trusting a body: its counts, and what is peculiar about it."""

from __future__ import annotations

import re
from collections import Counter

from schemas.enriched_article import EnrichedArticle, Language, Quality
from service.article import Article
from service.enrich.language.tags import UNKNOWN
from service.enrich.words import count_words

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
_END_CHARS = 80

FLAGS = {
    "short_body": f"The body has fewer than {_SHORT_WORDS} words.",
    "mixed_language": "A fifth of the body or more is in another language (`language.also`).",
    "repeated_lines": f"A paragraph of {_REPEATED_WORDS} words or more stands in the body twice.",
    "truncated": "The body ends in dots of omission, or breaks off amid a sentence where its other "
    "paragraphs end with one.",
}

NO_DATE, NO_LANGUAGE = "no_date", "no_language"
LACKS = {
    NO_DATE: "No date of publication was found.",
    NO_LANGUAGE: "The language is `und`, or its enricher failed.",
}
"""Flags that only the metrics have: in the article the fact itself says so."""


def assess(article: Article, language: Language | None, words: int) -> Quality:
    """Flag what is peculiar.

    Args:
        article: A clean article, with the flags of cleaning.
        language: As found; None where its enricher failed.
        words: Of the body.
    """
    found = {
        "short_body": words < _SHORT_WORDS,
        "mixed_language": bool(language and language.also),
        "repeated_lines": _repeats(article.paragraphs),
        "truncated": _breaks_off(article.paragraphs),
    }
    flags = article.flags.union(flag for flag, holds in found.items() if holds)
    return Quality(words=words, paragraphs=len(article.paragraphs), flags=tuple(sorted(flags)))


def marks_of(article: EnrichedArticle) -> tuple[str, ...]:
    """Say what a finished article lacks or is peculiar in: its flags and ``LACKS``."""
    language = article.language
    found = {
        NO_DATE: article.published_at is None,
        NO_LANGUAGE: language is None or language.value == UNKNOWN,
    }
    return (*article.quality.flags, *(mark for mark, holds in found.items() if holds))


def _repeats(paragraphs: tuple[str, ...]) -> bool:
    if len(set(paragraphs)) == len(paragraphs):
        return False
    twice = (paragraph for paragraph, count in Counter(paragraphs).items() if count > 1)
    return any(count_words(paragraph) >= _REPEATED_WORDS for paragraph in twice)


def _breaks_off(paragraphs: tuple[str, ...]) -> bool:
    *others, last = paragraphs
    if _CUT.search(last[-_END_CHARS:]):
        return True
    if _is_closed(last) or count_words(last) < _PARAGRAPH_WORDS:
        return False
    whole = [p for p in others if count_words(p) >= _PARAGRAPH_WORDS]
    return len(whole) >= _MIN_PARAGRAPHS and all(map(_is_closed, whole))


def _is_closed(paragraph: str) -> bool:
    return _CLOSED.search(paragraph[-_END_CHARS:]) is not None
