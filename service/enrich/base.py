"""What an enricher is: one fact about an article, found without clock, chance or network."""

from __future__ import annotations

from typing import ClassVar, Protocol

from pydantic import BaseModel

from service.article import Article


class Enricher(Protocol):
    """Finds one fact. Its tables and models are loaded once, when it is made.

    tests/unit/test_enrichers.py holds every enricher of ``ENRICHERS`` to this.
    """

    name: ClassVar[str]
    """The fact: the field of ``EnrichedArticle``, the label in metrics, the module."""

    def __call__(self, article: Article) -> BaseModel | None:
        """Find the fact.

        Args:
            article: A clean article.

        Returns:
            The value of the field named ``name``; None where it is unknown. The same article
            gives the same fact in every process.

        Raises:
            Exception: Whatever goes wrong costs this fact only and is counted.
        """
        ...
