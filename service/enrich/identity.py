"""Who the article is: its id, its fingerprint, its counts; and the finished record."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from schemas.enriched_article import EnrichedArticle, Fingerprint, ProcessedBy, Quality
from service import NAME, VERSION
from service.article import Article
from service.clean.url import url_key
from service.enrich.near import near_fingerprint

_WORD = re.compile(r"[^\W_]+")
_DENSE = re.compile("[\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]")
"""Kana and Han."""
_LOOSE = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Thai, Lao, Burmese, Khmer."""
_DENSE_CHARS, _LOOSE_CHARS = 2, 5
_SHORT_WORDS = 40

FLAGS = {"short_body": f"The body has fewer than {_SHORT_WORDS} words."}

_MADE_BY = ProcessedBy(service=NAME, version=VERSION)


def assemble(
    article: Article, facts: Mapping[str, Any], failed: tuple[str, ...]
) -> EnrichedArticle:
    """Put an article and its facts together.

    Args:
        article: A clean article.
        facts: By field name, as the enrichers found them.
        failed: Names of the enrichers that failed.

    Returns:
        The record to be published.
    """
    body = article.body
    fingerprint = content_fingerprint(body)
    words = count_words(body)
    flags = article.flags | ({"short_body"} if words < _SHORT_WORDS else frozenset())
    return EnrichedArticle(
        id=identify(article.canonical_url, article.title, fingerprint),
        url=article.url,
        canonical_url=article.canonical_url,
        title=article.title,
        description=article.description,
        body=body,
        authors=article.authors,
        attribution=article.attribution,
        captions=article.captions,
        images=article.images,
        section=article.section,
        keywords=article.keywords,
        published_at=article.published_at,
        modified_at=article.modified_at,
        fetched_at=article.fetched_at,
        removed=article.removed,
        quality=Quality(
            words=words, paragraphs=len(article.paragraphs), flags=tuple(sorted(flags))
        ),
        fingerprint=Fingerprint(content=fingerprint, near=near_fingerprint(body)),
        failed_enrichers=failed,
        extra=dict(article.extra),
        processed_by=_MADE_BY,
        **facts,
    )


def count_words(body: str) -> int:
    """Count words; scripts without spaces by how many characters a word has there on average."""
    if body.isascii():
        return sum(1 for _ in _WORD.finditer(body))
    dense, loose = len(_DENSE.findall(body)), len(_LOOSE.findall(body))
    spaced = _LOOSE.sub(" ", _DENSE.sub(" ", body)) if dense or loose else body
    counted = sum(1 for _ in _WORD.finditer(spaced))
    return counted + round(dense / _DENSE_CHARS + loose / _LOOSE_CHARS)


def content_fingerprint(body: str) -> str:
    """Fingerprint a body: SHA-256 over its letters and digits, case folded, in hex."""
    return hashlib.sha256(_letters(body).encode()).hexdigest()


def identify(canonical_url: str | None, title: str | None, fingerprint: str) -> str:
    """Name an article: by its URL without what only spells it, or else by its title and body.

    Args:
        canonical_url: Without tracking parameters.
        title: The headline.
        fingerprint: Of the body.

    Returns:
        32 hex digits (half of a SHA-256: no two of 10^15 articles share it by chance).
    """
    if canonical_url:
        name = f"url:{url_key(canonical_url)}"
    else:
        name = f"text:{_letters(title or '')}:{fingerprint}"
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _letters(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))
