"""The publisher of the article: from its URL, else from what scraper or page call it."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import ClassVar, Literal

from ada_url import URL

from schemas.enriched_article import Source
from service.article import Article
from service.domain import registrable

Provenance = Literal["url", "hint", "page"]

_KNOWN = {"url": 0.95, "hint": 0.8, "page": 0.75}
_UNKNOWN = {"url": 0.6, "hint": 0.4, "page": 0.4}
"""Of a publisher that is not in the table: its domain or the name it goes by stands in."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """One row of the table."""

    domain: str
    name: str
    country: str | None
    kind: str | None


class SourceEnricher:
    """Looks in a table, by domain first; without a row the domain is named, no country guessed."""

    name: ClassVar[str] = "source"

    def __init__(self) -> None:
        self._by_domain = {publisher.domain: publisher for publisher in _table()}
        self._by_name = _unambiguous(_table())

    def __call__(self, article: Article) -> Source | None:
        """Find the publisher; None where nothing names one."""
        evidence: tuple[tuple[Provenance, str | None], ...] = (
            ("url", article.canonical_url or article.url),
            ("hint", article.hints.source),
            ("page", article.hints.page_site_name),
        )
        for provenance, said in evidence:
            if said and (source := self._find(said, provenance)):
                return source
        return None

    def _find(self, said: str, provenance: Provenance) -> Source | None:
        host = _host(said)
        if host is None and "://" in said:
            return None
        if host is None:
            publisher = self._by_name.get(said.casefold())
            return _known(publisher, provenance) if publisher else _named(said, None, provenance)
        parts = host.split(".")
        for start in range(len(parts) - 1):  # the longest host that has a row
            if publisher := self._by_domain.get(".".join(parts[start:])):
                return _known(publisher, provenance)
        domain = registrable(host)
        return _named(domain, domain, provenance) if domain else None


def _host(said: str) -> str | None:
    """The host of a URL, or of something that has the look of one; None for a name."""
    is_address = "://" in said
    if not is_address and (" " in said or "." not in said):
        return None
    try:
        return str(URL(said if is_address else f"https://{said}").hostname).rstrip(".")
    except ValueError:
        return None


def _known(publisher: Publisher, provenance: Provenance) -> Source:
    return Source(
        name=publisher.name,
        domain=publisher.domain,
        country=publisher.country,
        kind=publisher.kind,
        provenance=provenance,
        confidence=_KNOWN[provenance],
    )


def _named(name: str, domain: str | None, provenance: Provenance) -> Source:
    return Source(
        name=name[:300], domain=domain, provenance=provenance, confidence=_UNKNOWN[provenance]
    )


def _unambiguous(table: tuple[Publisher, ...]) -> dict[str, Publisher]:
    """Publishers by name; of several domains under one name, the first row counts."""
    by_name: dict[str, Publisher] = {}
    for publisher in table:
        by_name.setdefault(publisher.name.casefold(), publisher)
    return by_name


@cache
def _table() -> tuple[Publisher, ...]:
    """The built-in table, read once a process."""
    with (files("service.enrich") / "sources.csv").open(encoding="utf-8") as file:
        return tuple(
            Publisher(row["domain"], row["name"], row["country"] or None, row["kind"] or None)
            for row in csv.DictReader(file)
        )
