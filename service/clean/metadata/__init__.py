"""A parsed page -> what its markup says about its article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from schemas.enriched_article import Image
from service.clean.dates.said import Said
from service.clean.metadata.access import is_free
from service.clean.metadata.authors import Credit, credits_in_metas, credits_of, read_authors
from service.clean.metadata.images import read_images
from service.clean.metadata.items import Item, address, kinds, text
from service.clean.metadata.main_item import page_kinds
from service.clean.metadata.moments import modified, published
from service.clean.metadata.page import (
    Page,
    first,
    publisher_of,
    read_page,
    site_name_of,
    site_names,
)
from service.clean.metadata.site import Site
from service.clean.metadata.summary import description, keywords
from service.clean.metadata.title import read_title
from service.clean.metadata.visible_byline import read_bylines
from service.clean.url import resolve

_MAX_BODY_CHARS = 2_000_000


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about its article; nothing in it is judged, only read."""

    title: str | None = None
    """The headline, without the site's name."""
    headline: str | None = None
    """As JSON-LD has it."""
    description: str | None = None
    authors: tuple[str, ...] = ()
    """People."""
    agencies: tuple[str, ...] = ()
    """Organisations in the place of authors, but for the site itself."""
    credited_site: tuple[str, ...] = ()
    """The site's own name in the place of authors."""
    images: tuple[Image, ...] = ()
    canonical_url: str | None = None
    """The page's claim, absolute."""
    site_name: str | None = None
    publisher: str | None = None
    section: str | None = None
    keywords: tuple[str, ...] = ()
    language: str | None = None
    """As said: ``de``, ``en_US``, ``German``."""
    is_free: bool | None = None
    kinds: frozenset[str] = frozenset()
    """Types of the main thing in JSON-LD, and ``og:type`` with its prefix (``og:article``)."""
    article_body: str | None = None
    """JSON-LD ``articleBody``, as written."""
    published: tuple[Said, ...] = ()
    """The most trusted first."""
    modified: tuple[Said, ...] = ()


def read_metadata(tree: LexborHTMLParser, url: str | None) -> Metadata:
    """Read JSON-LD, OpenGraph and other ``meta``, microdata, headings and bylines.

    Args:
        tree: The page; it is left as it was.
        url: Where the page was found, absolute.

    Returns:
        What is said of the page's article; of a page without one, what is said of the page.
        Bounded in tags, items and depth, and linear in the size of the page.
    """
    page = read_page(tree, url)
    items, document = page.all_items, page.document
    site = site_names(page)
    section = page.fact("articleSection") or page.meta("article:section", "parsely-section")
    authors = read_authors(_author_sources(page, tree), site)
    return Metadata(
        title=_title(page, site, section),
        headline=first(page.items, "headline"),
        description=description(items, document),
        authors=authors.people,
        agencies=authors.agencies,
        credited_site=authors.site,
        images=read_images(items, page.graph, document, page.base),
        canonical_url=_canonical(page),
        site_name=site_name_of(page),
        publisher=publisher_of(page),
        section=section,
        keywords=keywords(items, document),
        language=document.language
        or page.fact("inLanguage")
        or page.meta("og:locale", "content-language", "dc.language", "language"),
        is_free=is_free(items, document),
        kinds=_kinds(page),
        article_body=_article_body(page.items),
        published=published(page.items, page.micro, document),
        modified=modified(page.items, page.micro, document),
    )


def _title(page: Page, site: Site, section: str | None) -> str | None:
    marked = text(page.micro or {}, "headline")  # what microdata marks is a visible heading
    headings = dict.fromkeys([*page.document.headings, *([marked] if marked else [])])
    claims = [first(page.items, "headline"), *page.titles]
    return read_title(tuple(headings), claims, site, [section] if section else [])


def _author_sources(page: Page, tree: LexborHTMLParser) -> Iterator[list[Credit]]:
    """Return the sources one by one: the visible ones cost most, and are seldom asked."""
    for item in page.items:
        yield credits_of(item, page.graph)
    yield from credits_in_metas(page.document.metas)
    if page.micro:
        yield credits_of(page.micro, page.graph)
    for lines in read_bylines(tree):
        yield [Credit(line, is_visible=True) for line in lines]


def _canonical(page: Page) -> str | None:
    if page.claims:
        return page.claims[0]
    said = (address(item, "mainEntityOfPage", "url") for item in page.items)
    return next((where for claim in said if (where := resolve(claim, page.base))), None)


def _kinds(page: Page) -> frozenset[str]:
    main = kinds(page.items[0]) if page.items else page_kinds(page.graph)
    kind = page.meta("og:type")
    return main | ({f"og:{kind.lower()}"} if kind else set())


def _article_body(items: Sequence[Item]) -> str | None:
    bodies = (item.get("articleBody") for item in items)
    found = next((body for body in bodies if isinstance(body, str) and body.strip()), None)
    return found[:_MAX_BODY_CHARS] if found else None
