"""All that scraper, page and text say of dates -> when the article was published and changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from schemas.enriched_article import Date
from schemas.raw_article import RawArticle
from service.clean.dates import FLAGS, Place, Said, choose, consistent, from_lines, from_url, read
from service.clean.page import Page
from service.clean.url import host_of
from service.publishers import Publisher, by_host, zone_of

__all__ = ["FLAGS", "Moments", "read_moments"]


@dataclass(frozen=True, slots=True)
class Moments:
    """The instants of an article, in UTC."""

    published: Date | None
    modified: Date | None
    fetched_at: datetime | None
    flags: frozenset[str]


def read_moments(raw: RawArticle, page: Page, address: str | None, text: str) -> Moments:
    """Find the dates.

    Args:
        raw: Its own fields are the last to be believed.
        page: What the page says.
        address: Of the article: its path may have a day, its publisher a time zone.
        text: The dirty lines: a stamp may stand alone among the first.
    """
    publisher = by_host(host_of(address))
    language = _language(raw, page, publisher)
    zone: tzinfo | None = zone_of(publisher) if publisher else None
    fetched = read(raw.fetched_at) if raw.fetched_at is not None else None
    fetched_at = fetched.value if fetched else None
    said = list(page.published)
    if not page.body:
        said += [s for s in (from_url(address), from_lines(text.split("\n"), language)) if s]
    if raw.published_at is not None:
        said.append(Said(str(raw.published_at), Place.SCRAPER))
    published = choose(said, fetched_at=fetched_at, language=language, zone=zone)
    modified = choose(page.modified, fetched_at=fetched_at, language=language, zone=zone)
    return Moments(
        published.date,
        consistent(published.date, modified.date),
        fetched_at,
        published.flags | modified.flags,
    )


def _language(raw: RawArticle, page: Page, publisher: Publisher | None) -> str | None:
    """The language dates are written in, with the country whose habits count (`en-US`)."""
    said = page.metadata.language or raw.language
    if publisher is None:
        return said
    language = said or publisher.languages[0]
    return language if "-" in language or "_" in language else f"{language}-{publisher.country}"
