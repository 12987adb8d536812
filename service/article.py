"""The article between cleaning and enriching: every field in its one canonical form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pydantic import JsonValue

from schemas.enriched_article import Caption, Date, Image, Removed


@dataclass(frozen=True, slots=True)
class Hints:
    """What others say about the article: evidence for the enrichers, not facts."""

    language: str | None = None
    """The scraper's word for the language."""
    source: str | None = None
    """The scraper's name or domain of the publisher."""
    page_language: str | None = None
    """What the page declares."""
    page_site_name: str | None = None
    """The publisher or site name in the page's metadata."""
    outlet: str | None = None
    """Who the dateline of the text names."""


@dataclass(frozen=True, slots=True)
class Article:
    """A clean article. Text is in Unicode NFC without control characters; instants are in UTC."""

    paragraphs: tuple[str, ...]
    """The body; at least one."""
    title: str | None = None
    url: str | None = None
    """WHATWG form."""
    canonical_url: str | None = None
    description: str | None = None
    authors: tuple[str, ...] = ()
    attribution: tuple[str, ...] = ()
    captions: tuple[Caption, ...] = ()
    images: tuple[Image, ...] = ()
    section: str | None = None
    keywords: tuple[str, ...] = ()
    published_at: Date | None = None
    modified_at: Date | None = None
    fetched_at: datetime | None = None
    removed: tuple[Removed, ...] = ()
    flags: frozenset[str] = frozenset()
    hints: Hints = Hints()
    extra: Mapping[str, JsonValue] = field(default_factory=dict)

    @property
    def body(self) -> str:
        """The paragraphs, separated by one blank line."""
        return "\n\n".join(self.paragraphs)
