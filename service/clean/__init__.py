"""RawArticle -> Article: every field in its one canonical form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.dead_letter import Reason
from schemas.enriched_article import Caption, Image
from schemas.raw_article import RawArticle
from service.article import Article, Hints
from service.clean.mojibake import repair
from service.clean.moments import FLAGS as DATE_FLAGS
from service.clean.moments import read_moments
from service.clean.page import NOTHING, Page, read_page
from service.clean.page.choice import TRAFILATURA_SHARE
from service.clean.page.guard import guard_text
from service.clean.page.kind import FLAGS as PAGE_FLAGS
from service.clean.page.kind import PageKind
from service.clean.site_name import site
from service.clean.text import CleanText, clean_lines
from service.clean.unicode import REPLACEMENT, has_lone_surrogate, tidy_line, tidy_markup, tidy_text
from service.clean.url import canonical, parse
from service.errors import CleanError

FLAGS = (
    PAGE_FLAGS
    | DATE_FLAGS
    | {
        "characters_replaced": "Some characters could not be read; they are U+FFFD now.",
        "mojibake_repaired": "Text that was decoded with a wrong code page was repaired.",
        "no_title": "No headline was given or found.",
        "url_unreadable": "The scraper's URL is no absolute http(s) address.",
        "too_many_lines": "So many lines that they were not looked at one by one.",
    }
)
_MAX_NAMES = 50


def clean(raw: RawArticle, trafilatura_share: float = TRAFILATURA_SHARE) -> Article:
    """Put every field in its one canonical form.

    Args:
        raw: A valid article; text in any Unicode form.
        trafilatura_share: Of pages, whose body trafilatura finds: 0 none, 1 all.

    Returns:
        Text in NFC, instants in UTC, what was cut in ``removed``.

    Raises:
        CleanError: ``no_text``, ``no_article``, ``not_an_article``, ``page_too_complex``.
    Source: Unicode UAX #15; WHATWG URL.
    """
    read = _read(raw, trafilatura_share)
    metadata = read.page.metadata
    url = parse(raw.url) or parse(metadata.canonical_url)
    whose = site(url, (raw.source, metadata.publisher, metadata.site_name))
    text = clean_lines(read.text, tidy_line(raw.title) or tidy_line(metadata.title), whose)
    if not text.paragraphs:
        raise CleanError(Reason.NO_TEXT, "nothing is left when the title is taken away")
    return _assemble(raw, read, text, url)


@dataclass(frozen=True, slots=True)
class _Read:
    """What a raw article says, before its lines are looked at."""

    text: str
    """Tidy; a line a block."""
    page: Page
    is_repaired: bool


def _read(raw: RawArticle, trafilatura_share: float) -> _Read:
    """Read the page; where there is none, or no article in it, the text."""
    page, page_repaired = _read_page(raw, trafilatura_share)
    if page.body:
        guard_text(page.body)
        return _Read(tidy_text(page.body), page, page_repaired)
    if not raw.text or raw.text.isspace():
        raise _refusal(raw, page)
    guard_text(raw.text)
    text, repaired = repair(raw.text)
    return _Read(tidy_text(text), page, repaired)


def _read_page(raw: RawArticle, trafilatura_share: float) -> tuple[Page, bool]:
    if not raw.html or raw.html.isspace():
        return NOTHING, False
    html, repaired = repair(raw.html)
    url = parse(raw.url)
    return read_page(tidy_markup(html), url, raw.http_status, trafilatura_share), repaired


def _refusal(raw: RawArticle, page: Page) -> CleanError:
    size = f"{len(raw.html or '')} characters of HTML"
    if page.kind in {PageKind.EMPTY, PageKind.ARTICLE}:
        return CleanError(Reason.NO_ARTICLE, f"no article found in {size}")
    return CleanError(Reason.NOT_AN_ARTICLE, f"{page.kind}: {size}")


def _assemble(raw: RawArticle, read: _Read, text: CleanText, url: str | None) -> Article:
    metadata = read.page.metadata
    address = canonical(url, metadata.canonical_url)
    moments = read_moments(raw, read.page, address or url, read.text)
    return Article(
        paragraphs=text.paragraphs,
        title=text.title,
        url=url,
        canonical_url=address,
        description=tidy_line(raw.description) or tidy_line(metadata.description),
        authors=_names(raw.authors) or _names(metadata.authors) or text.authors,
        attribution=_names((*text.attribution, *metadata.agencies)),
        captions=_captions((*read.page.captions, *text.captions)),
        images=_images(raw, read.page),
        section=tidy_line(metadata.section),
        keywords=_names(metadata.keywords),
        published_at=moments.published,
        modified_at=moments.modified,
        fetched_at=moments.fetched_at,
        removed=text.removed,
        flags=read.page.flags | moments.flags | _flags(raw, read, text),
        hints=Hints(
            language=raw.language,
            page_language=metadata.language,
            source=tidy_line(raw.source),
            page_site_name=tidy_line(metadata.publisher) or tidy_line(metadata.site_name),
            outlet=text.outlet,
        ),
        extra=raw.extra,
    )


def _images(raw: RawArticle, page: Page) -> tuple[Image, ...]:
    """The scraper's lead picture first, then those of the page."""
    lead = parse(raw.image_url)
    known = any(image.url == lead for image in page.images)
    images = (Image(url=lead), *page.images) if lead and not known else page.images
    return tuple(
        Image(
            url=image.url,
            alt=tidy_line(image.alt),
            caption=tidy_line(image.caption),
            credit=tidy_line(image.credit),
        )
        for image in images
    )


def _captions(captions: Iterable[Caption]) -> tuple[Caption, ...]:
    tidied = (Caption(text=tidy_line(c.text) or "", credit=tidy_line(c.credit)) for c in captions)
    return tuple(dict.fromkeys(c for c in tidied if c.text))


def _names(names: Iterable[str]) -> tuple[str, ...]:
    tidied = (tidy_line(name) for name in names)
    return tuple(dict.fromkeys(name for name in tidied if name))[:_MAX_NAMES]


def _flags(raw: RawArticle, read: _Read, text: CleanText) -> frozenset[str]:
    found = {
        "characters_replaced": has_lone_surrogate(raw.text or "")
        or any(REPLACEMENT in paragraph for paragraph in text.paragraphs),
        "mojibake_repaired": read.is_repaired,
        "no_title": text.title is None,
        "url_unreadable": raw.url is not None and parse(raw.url) is None,
        "too_many_lines": not text.is_labelled,
    }
    return frozenset(flag for flag, holds in found.items() if holds)
