"""A page -> its body as lines, its metadata, its figures, and what kind of page it is."""

from __future__ import annotations

from dataclasses import dataclass, field

import trafilatura
from selectolax.lexbor import LexborHTMLParser
from trafilatura.settings import Document

from schemas.enriched_article import Caption, Image
from service.clean.dates.address import from_url
from service.clean.dates.page import visible_dates
from service.clean.dates.said import Said
from service.clean.metadata import Metadata, read_metadata
from service.clean.page.body import Told, extract
from service.clean.page.body import key as letters_of
from service.clean.page.extent import find_extent, key
from service.clean.page.figures import read_figures
from service.clean.page.guard import guard
from service.clean.page.kind import Evidence, PageKind, Verdict, judge, kind_of_root
from service.clean.page.shape import weight

_SURE = 0.91
"""Confidence below which the extractor hands a page over: about a tenth of them."""
_LITTLE = 250
"""Less than this from a page that calls itself an article is looked for again."""
_ALL = 0.9
_BLOCKS = "p, div, li, br, h1, h2, h3, h4, h5, h6, blockquote, tr"


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


def read_page(html: str, url: str | None, http_status: int | None = None) -> Page:
    """Read a page from one tree: the body, metadata, figures; unsure bodies are trafilatura's.

    Args:
        html: The page, without lone surrogates and NUL (with one, trafilatura returns
            three characters).
        url: Where it was found, for relative addresses.
        http_status: What the scraper was answered.

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
    body = _body(html, tree, metadata)
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


def _body(html: str, tree: LexborHTMLParser, metadata: Metadata) -> str:
    """Find the body; what JSON-LD has of it where less than half of that is found."""
    told = _plain(metadata.article_body or "")
    body = _found(html, tree, metadata, told)
    if _says_more(told, body) and _is_same(body, told):
        return told
    if weight(body) < _LITTLE and (body or metadata.title):
        again = _extracted(html, favor_recall=True)
        return again if len(again) > 2 * len(body) else body
    return body


def _found(html: str, tree: LexborHTMLParser, metadata: Metadata, told: str) -> str:
    """Ask our own extractor, and trafilatura where that is not sure."""
    evidence = Told(
        letters_of(metadata.title or ""), letters_of(metadata.description or ""), letters_of(told)
    )
    found = extract(tree, evidence)
    if found.confidence >= _SURE:
        return found.text
    return _extracted(html, favor_precision=True) or found.text


def _says_more(told: str, body: str) -> bool:
    """Whether it is twice as long, or has the lines that a body in one line has lost."""
    if len(told) > max(2 * len(body), _LITTLE):
        return True
    return "\n" in told.strip() and "\n" not in body and len(told) >= _ALL * len(body)


def _extracted(html: str, *, favor_recall: bool = False, favor_precision: bool = False) -> str:
    document = trafilatura.bare_extraction(
        html,
        include_comments=False,
        deduplicate=False,  # a cache over documents: the 4th delivery would come back empty
        with_metadata=False,
        favor_recall=favor_recall,
        favor_precision=favor_precision,
    )
    return (document.text or "") if isinstance(document, Document) else ""


def _is_same(body: str, told: str) -> bool:
    """Whether two bodies are of one article: a line of the one is in the other, or one is empty."""
    letters = "".join(filter(str.isalnum, told))
    keys = [k for k in map(key, body.split("\n")) if k]
    return not keys or any(k in letters for k in keys)


def _plain(told: str) -> str:
    """Bring an ``articleBody`` to lines: some are HTML."""
    if "<" not in told or ">" not in told:
        return told
    tree = LexborHTMLParser(told)
    for block in tree.css(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    text = tree.body.text() if tree.body else ""
    return "\n".join(line for line in map(str.strip, text.split("\n")) if line)
