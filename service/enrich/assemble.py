"""An article and its facts -> the finished record."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from schemas.enriched_article import EnrichedArticle, Fingerprint, ProcessedBy
from service import NAME, VERSION
from service.article import Article
from service.enrich.identity import content_fingerprint, identify
from service.enrich.near import near_fingerprint
from service.enrich.quality import assess
from service.enrich.words import count_words, words_of
from service.publishers import registry


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
    words = words_of(body)
    fingerprint = content_fingerprint(words)
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
        quality=assess(article, facts.get("language"), count_words(body, words)),
        fingerprint=Fingerprint(content=fingerprint, near=near_fingerprint(words)),
        failed_enrichers=failed,
        extra=dict(article.extra),
        processed_by=_made_by(registry().version),
        **facts,
    )


@lru_cache(maxsize=2)
def _made_by(sources: str) -> ProcessedBy:
    return ProcessedBy(service=NAME, version=VERSION, sources=sources)
