"""Where a page says when it was published and changed -> what it says there, unread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from service.clean.dates.said import Place, Said
from service.clean.metadata.document import Document
from service.clean.metadata.items import Item, texts

_MAX_CHARS = 100
"""Longer is no date."""
_PUBLISHED = (
    *("article:published_time", "og:article:published_time", "article:published", "datepublished"),
    *("og:published_time", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime"),
    *("cxenseparse:publishtime", "publish-date", "publish_date", "publishdate", "pubdate"),
    *(
        "publication_date",
        "publication-date",
        "publicationdate",
        "published_time",
        "article.published",
    ),
    *("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dcterms.date"),
    *("dc.date", "citation_publication_date", "citation_online_date", "citation_date", "date"),
)
_MODIFIED = (
    *("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified"),
    *("article:modified", "article:updated_time", "dcterms.modified", "dc.date.modified"),
    *("article.updated", "last-modified", "lastmod", "modified", "revised"),
)


def published(items: Iterable[Item], micro: Item | None, document: Document) -> tuple[Said, ...]:
    """Return when it says it was published, the most trusted place first."""
    return _said(items, micro, document, ("datePublished", "dateCreated"), _PUBLISHED)


def modified(items: Iterable[Item], micro: Item | None, document: Document) -> tuple[Said, ...]:
    """Return when it says it was last changed, the most trusted place first."""
    return _said(items, micro, document, ("dateModified",), _MODIFIED)


def _said(
    items: Iterable[Item],
    micro: Item | None,
    document: Document,
    properties: tuple[str, ...],
    metas: tuple[str, ...],
) -> tuple[Said, ...]:
    listed = list(items)
    found = [
        *(
            Said(said, Place.JSON_LD)
            for name in properties
            for item in listed
            for said in texts(item, name)
        ),
        *(Said(said, Place.META) for name in metas for said in _contents(document, name)),
        *(Said(said, Place.MICRODATA) for name in properties for said in texts(micro or {}, name)),
    ]
    return tuple(dict.fromkeys(said for said in found if len(said.text) <= _MAX_CHARS))


def _contents(document: Document, name: str) -> Iterator[str]:
    yield from document.metas.get(name, ())[:3]
