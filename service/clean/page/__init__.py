"""A page -> its body as lines, its metadata, its figures, and what kind of page it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from schemas.enriched_article import Caption, Image
from service.clean.dates.address import from_url
from service.clean.dates.page import visible_dates
from service.clean.dates.said import Said
from service.clean.metadata import Metadata, read_metadata
from service.clean.page.choice import TRAFILATURA_SHARE, choose_body
from service.clean.page.extent import find_extent
from service.clean.page.figures import read_figures
from service.clean.page.guard import guard
from service.clean.page.kind import Evidence, PageKind, Verdict, judge, kind_of_root


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says."""

    body: str = ""
    """One line a block; empty where there is no article."""
    metadata: Metadata = field(default_factory=Metadata)
    captions: tuple[Caption, ...] = ()
    images: tuple[Image, ...] = ()
    """Those of the metadata first."""
    kind: PageKind = PageKind.EMPTY
    flags: frozenset[str] = frozenset()
    """What is doubtful: of ``service.clean.page.kind.FLAGS``."""
    published: tuple[Said, ...] = ()
    """The most trusted first: metadata, what is visible, the address."""
    modified: tuple[Said, ...] = ()


NOTHING = Page()
"""A page that says nothing."""


def read_page(
    html: str,
    url: str | None,
    http_status: int | None = None,
    trafilatura_share: float = TRAFILATURA_SHARE,
) -> Page:
    """Read a page from one tree: the body, metadata, figures; unsure bodies are trafilatura's.

    Args:
        html: The page, without lone surrogates and NUL (with one, trafilatura returns
            three characters).
        url: Where it was found, for relative addresses.
        http_status: What the scraper was answered.
        trafilatura_share: See ``choose_body``.

    Returns:
        What it says; without a body where it is surely no article, ``kind`` says what instead.

    Raises:
        CleanError: ``page_too_complex``, before any parser sees it.
    """
    guard(html)
    other = kind_of_root(html)
    if other:
        return Page(kind=other)
    tree = LexborHTMLParser(html)
    metadata = read_metadata(tree, url)
    body = choose_body(html, tree, metadata, trafilatura_share)
    verdict = judge(tree, Evidence(body, metadata.kinds, metadata.is_free, url, http_status))
    if verdict.kind is not PageKind.ARTICLE:
        return Page(metadata=metadata, kind=verdict.kind)
    return _article(tree, url, body, metadata, verdict)


def _article(
    tree: LexborHTMLParser, url: str | None, body: str, metadata: Metadata, verdict: Verdict
) -> Page:
    figures = read_figures(tree, find_extent(tree, body), url, metadata.images)
    published, modified = visible_dates(tree)
    day = from_url(url or metadata.canonical_url)
    return Page(
        body=body,
        metadata=metadata,
        captions=figures.captions,
        images=figures.images,
        kind=verdict.kind,
        flags=verdict.flags,
        published=(*metadata.published, *published, *((day,) if day else ())),
        modified=(*metadata.modified, *modified),
    )
