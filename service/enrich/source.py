"""The publisher of the article: from its address, else from what page, scraper or text call it."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.enriched_article import Source
from service.article import Article
from service.domain import host_of, registrable
from service.outcome import Standing
from service.publishers import Publisher, by_domain, by_host
from service.publishers.names import Named, by_name

Provenance = Literal["url", "hint", "page", "dateline", "credit"]

_KNOWN = {"url": 0.95, "page": 0.8, "hint": 0.8, "dateline": 0.85, "credit": 0.5}
_UNKNOWN = {"url": 0.6, "page": 0.4, "hint": 0.4}
"""Of a publisher that is not in the registry: its domain or the name it goes by stands in. What
a text calls itself and nobody knows is no publisher."""
_FROM_ADDRESS = 0.5
"""The country is the one that the domain's ending belongs to."""
_BY_LANGUAGE = 0.6
"""Several go by that name, and one of them writes in the article's language."""
_AMBIGUOUS = 0.4
_AGENCY = 0.5
"""Many print what an agency sends, its dateline with it."""
_OPEN_ENDINGS = frozenset(
    [
        *("ac", "ag", "ai", "am", "as", "bz", "cc", "cd", "ci", "co", "cx", "dj", "fm", "gg", "gl"),
        *("gs", "im", "io", "is", "la", "li", "ly", "me", "ms", "mu", "nu", "pw", "re", "sc", "sh"),
        *("st", "su", "sx", "tk", "tl", "to", "tv", "vc", "vg", "vu", "ws", "eu"),
    ]
)
"""Two letters that say little of a country: sold to anybody, or not one country's."""


class SourceEnricher:
    """Asks the registry, by host first; of a name that several go by no country is guessed."""

    name: ClassVar[str] = "source"

    def __call__(self, article: Article) -> Source | None:
        """Find the publisher; None where nothing names one."""
        language = article.hints.page_language or article.hints.language or ""
        if source := _by_address(article.canonical_url or article.url, "url"):
            return source
        called: tuple[tuple[Provenance, str | None], ...] = (
            ("page", article.hints.page_site_name),
            ("hint", article.hints.source),
        )
        for provenance, said in called:
            if said and (source := _as_called(said, provenance, language)):
                return source
        if article.hints.outlet and (
            source := _in_text(article.hints.outlet, "dateline", language)
        ):
            return source
        credited = (_in_text(said, "credit", language) for said in article.attribution)
        return next((source for source in credited if source), None)


def standing_of(source: Source | None) -> Standing:
    """Say whether the registry has a publisher."""
    if source is None:
        return Standing.NONE
    return Standing.KNOWN if source.domain and by_domain(source.domain) else Standing.UNKNOWN


def _by_address(said: str | None, provenance: Provenance) -> Source | None:
    host = host_of(said)
    if not host:
        return None
    if publisher := by_host(host):
        return _known(publisher, provenance)
    domain = registrable(host)
    if not domain:
        return None
    country = _country_of(domain)
    confidence = _FROM_ADDRESS if country else _UNKNOWN[provenance]
    return Source(
        name=domain, domain=domain, country=country, provenance=provenance, confidence=confidence
    )


def _as_called(said: str, provenance: Provenance, language: str) -> Source | None:
    """By what page or scraper say: a name, a host or an address."""
    if "://" in said or host_of(said):
        return _by_address(said, provenance)
    if not any(map(str.isalnum, said)):
        return None
    found = by_name(said, with_case=False)
    return _settled(found, said, provenance, language) or Source(
        name=said[:300], provenance=provenance, confidence=_UNKNOWN[provenance]
    )


def _in_text(said: str, provenance: Provenance, language: str) -> Source | None:
    """By what a dateline or credit says; an agency only where no other is named beside it."""
    found = by_name(said, with_case=True)
    papers = tuple(p for p in found.publishers if p.kind != "agency")
    source = _settled(Named(papers or found.publishers, found.is_sure), said, provenance, language)
    if source and source.kind == "agency":
        return source.model_copy(update={"confidence": min(source.confidence, _AGENCY)})
    return source


def _settled(found: Named, said: str, provenance: Provenance, language: str) -> Source | None:
    if not found.publishers:
        return None
    if found.is_sure:
        return _known(found.publishers[0], provenance)
    spoken = language.replace("_", "-").partition("-")[0].casefold()
    native = [p for p in found.publishers if spoken and p.languages[0] == spoken]
    if len(native) == 1 and len(found.publishers) > 1:
        return _known(native[0], provenance, min(_BY_LANGUAGE, _KNOWN[provenance]))
    return Source(name=said[:300], provenance=provenance, confidence=_AMBIGUOUS)


def _known(publisher: Publisher, provenance: Provenance, confidence: float | None = None) -> Source:
    return Source(
        name=publisher.name,
        domain=publisher.domain,
        country=publisher.country or None,
        kind=publisher.kind or None,
        provenance=provenance,
        confidence=_KNOWN[provenance] if confidence is None else confidence,
    )


def _country_of(domain: str) -> str | None:
    """The country whose ending a domain has."""
    ending = domain.rpartition(".")[2]
    if len(ending) != 2 or ending in _OPEN_ENDINGS or not ending.isalpha():  # noqa: PLR2004  ccTLD
        return None
    return {"uk": "GB"}.get(ending, ending.upper())
