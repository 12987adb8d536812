"""A parsed page -> its markup, with the article found in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from service.clean.metadata.document import Document, read_document
from service.clean.metadata.items import Item, text, texts, values
from service.clean.metadata.json_ld import Graph, read_graph
from service.clean.metadata.main_item import main_items
from service.clean.metadata.microdata import read_microdata
from service.clean.metadata.site import Site, site_of
from service.clean.metadata.words import plain
from service.clean.url import resolve

_TITLES = ("og:title", "twitter:title", "title", "dc.title", "citation_title", "parsely-title")
_SITE_NAMES = (
    *("og:site_name", "application-name", "apple-mobile-web-app-title", "site_name"),
    *("publisher", "dc.publisher", "copyright"),
)


@dataclass(frozen=True, slots=True)
class Page:
    """What all readers share."""

    document: Document
    graph: Graph
    items: list[Item]
    """The article in JSON-LD, and others on the same thing that may fill its gaps."""
    micro: Item | None
    """The article in microdata; not read where JSON-LD tells all."""
    titles: list[str]
    """What it is called in the head, the most trusted first."""
    claims: list[str]
    """What it calls its own address, absolute."""
    base: str | None
    """What its addresses are relative to."""
    url: str | None

    @property
    def all_items(self) -> list[Item]:
        """Return the items of JSON-LD, then of microdata."""
        return [*self.items, *([self.micro] if self.micro else [])]

    def meta(self, *names: str) -> str | None:
        """Return the first of these ``meta`` that says something, as a tidy line."""
        return plain(self.document.meta(*names) or "")

    def fact(self, *names: str) -> str | None:
        """Return the first of these properties that an item of the article has."""
        return first(self.all_items, *names)


def first(items: Sequence[Item], *names: str) -> str | None:
    """Return the first of these properties that one of the items has."""
    return next((found for item in items if (found := text(item, *names))), None)


def read_page(tree: LexborHTMLParser, url: str | None) -> Page:
    """Read a page's markup, and find its article."""
    document = read_document(tree)
    base = resolve(document.base, url) or url
    said = (resolve(where, base) for where in (document.canonical, document.meta("og:url")))
    claims = [where for where in said if where]
    named = [plain(document.meta(name) or "") for name in _TITLES]
    titles = [title for title in (*named, document.title) if title]
    graph = read_graph(document.scripts)
    addresses = [url, *claims] if url else claims
    items = main_items(graph, [*document.headings, *titles], addresses)
    micro = None if _is_whole(items) else read_microdata(tree)
    return Page(document, graph, items, micro, titles, claims, base, url)


def _is_whole(items: list[Item]) -> bool:
    return bool(items) and {"headline", "datePublished", "author"} <= items[0].keys()


def publisher_of(page: Page) -> str | None:
    """Return the publisher's name in JSON-LD or microdata."""
    return next(_publisher_names(page, "name", "legalName", "alternateName"), None)


def site_name_of(page: Page) -> str | None:
    """Return what the page calls its site: OpenGraph's word, else JSON-LD's, else the app's."""
    app = page.meta("application-name")
    app = None if app and "://" in app else app
    return page.meta("og:site_name") or next(_website_names(page), None) or app


def _website_names(page: Page) -> Iterator[str]:
    for node in page.graph.nodes:
        if "WebSite" in node.kinds:
            yield from texts(node.item, "name", "alternateName")


def site_names(page: Page) -> Site:
    """Collect what the page calls its site and its publisher."""
    metas = page.document.metas
    said = [plain(content) for name in _SITE_NAMES for content in metas.get(name, ())[:2]]
    handles = [handle.lstrip("@") for handle in metas.get("twitter:site", ())[:1]]
    published = [*_publisher_names(page, "name"), *_publisher_names(page, "alternateName")]
    published.extend(_website_names(page))
    return site_of([*published, *said, *(name for name in handles if "/" not in name)], page.url)


def _publisher_names(page: Page, *names: str) -> Iterator[str]:
    for item in page.all_items:
        for value in (*values(item.get("publisher")), *values(item.get("sourceOrganization"))):
            if isinstance(value, dict):
                yield from texts(page.graph.resolved(value), *names)
            else:
                yield from texts({"name": value}, "name")
