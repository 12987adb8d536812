"""RawArticle -> Article: every field in its one canonical form."""

from __future__ import annotations

from datetime import timedelta

from schemas.dead_letter import Reason
from schemas.enriched_article import Date, Image
from schemas.raw_article import RawArticle
from service.article import Article, Hints
from service.clean.dates import read_date, read_instant
from service.clean.html import NOTHING, Page, read_page
from service.clean.text import CleanText, clean_lines
from service.clean.unicode import has_lone_surrogate, tidy, tidy_line
from service.clean.url import canonical, parse
from service.errors import CleanError

FLAGS = {
    "characters_replaced": "The text held half a character (a lone surrogate); it is now U+FFFD.",
    "no_title": "No headline was given or found.",
    "date_unreadable": "The scraper's date was in no known form, or impossible.",
    "url_unreadable": "The scraper's URL is no absolute http(s) address.",
}


def clean(raw: RawArticle) -> Article:
    """Put every field in its one canonical form.

    Args:
        raw: A valid article; text in any Unicode form.

    Returns:
        Text in NFC, instants in UTC, what was cut in ``removed``.

    Raises:
        CleanError: ``no_text``, ``no_article``, ``page_too_complex``.
    Source: Unicode UAX #15; WHATWG URL.
    """
    page = _read(raw.html, parse(raw.url))
    if not page.body and not raw.text:
        raise CleanError(
            Reason.NO_ARTICLE, f"no article found in {len(raw.html or '')} characters of HTML"
        )
    title = tidy_line(raw.title) or tidy_line(page.title)
    text = clean_lines(tidy(page.body or raw.text or ""), title)
    if not text.paragraphs:
        raise CleanError(Reason.NO_TEXT, "nothing is left when the title is taken away")
    return _assemble(raw, page, text)


def _read(html: str | None, url: str | None) -> Page:
    return read_page(tidy(html), url) if html and not html.isspace() else NOTHING


def _assemble(raw: RawArticle, page: Page, text: CleanText) -> Article:
    url = parse(raw.url) or parse(page.canonical_url)
    fetched_at = read_instant(raw.fetched_at)
    published_at = _better(
        read_date(page.date, "page", fetched_at),
        read_date(raw.published_at, "scraper", fetched_at),
    )
    image_url = parse(raw.image_url) or parse(page.image_url)
    return Article(
        paragraphs=text.paragraphs,
        title=text.title,
        url=url,
        canonical_url=canonical(url),
        description=tidy_line(raw.description) or tidy_line(page.description),
        authors=_authors(raw.authors or page.authors),
        images=(Image(url=image_url),) if image_url else (),
        published_at=published_at,
        fetched_at=fetched_at,
        removed=text.removed,
        flags=_flags(raw, text, published_at),
        hints=Hints(raw.language, tidy_line(raw.source), tidy_line(page.site_name)),
        extra=raw.extra,
    )


def _better(page: Date | None, scraper: Date | None) -> Date | None:
    """The page's own date; where it knows only the day, the scraper's that falls on it."""
    if page is None or scraper is None:
        return page or scraper
    near = abs(page.value - scraper.value) <= timedelta(hours=36)  # midnight in any time zone
    return scraper if near and page.precision == "day" != scraper.precision else page


def _authors(names: tuple[str, ...]) -> tuple[str, ...]:
    tidied = (tidy_line(name) for name in names)
    return tuple(dict.fromkeys(name for name in tidied if name))


def _flags(raw: RawArticle, text: CleanText, published_at: Date | None) -> frozenset[str]:
    found = {
        "characters_replaced": has_lone_surrogate(raw.text or "")
        or "\ufffd" in "".join(text.paragraphs),
        "no_title": text.title is None,
        "date_unreadable": raw.published_at is not None and published_at is None,
        "url_unreadable": raw.url is not None and parse(raw.url) is None,
    }
    return frozenset(flag for flag, holds in found.items() if holds)
