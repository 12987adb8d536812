"""Article -> EnrichedArticle: each enricher adds its fact, a failing one only loses its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from schemas.enriched_article import EnrichedArticle
from service.article import Article
from service.enrich.assemble import assemble
from service.enrich.base import Enricher
from service.enrich.language import LanguageEnricher
from service.enrich.source import SourceEnricher
from service.errors import path_of
from service.outcome import Failure

ENRICHERS: tuple[type[Enricher], ...] = (LanguageEnricher, SourceEnricher)
"""In order. To add one: its file, a line here, its test, a nullable field in the contract."""


class Enrich:
    """Runs the enrichers over an article.

    Args:
        enrichers: Made once a process; ``None`` makes those of ``ENRICHERS``.
    """

    def __init__(self, enrichers: Sequence[Enricher] | None = None) -> None:
        self._enrichers = [make() for make in ENRICHERS] if enrichers is None else enrichers

    def __call__(self, article: Article) -> tuple[EnrichedArticle, tuple[Failure, ...]]:
        """Find every fact.

        Args:
            article: A clean article.

        Returns:
            The article with its facts, and the enrichers that failed on it.
        """
        facts: dict[str, Any] = {}
        failures: list[Failure] = []
        for enricher in self._enrichers:
            try:
                facts[enricher.name] = enricher(article)
            except Exception as error:  # noqa: BLE001  law 4: it costs its own fact, whatever it is
                failures.append(Failure(enricher.name, path_of(error)))
        return assemble(article, facts, tuple(f.enricher for f in failures)), tuple(failures)
