"""A page -> its body as lines, and its metadata."""

from __future__ import annotations

from dataclasses import dataclass

import trafilatura
from trafilatura.settings import Document

from schemas.dead_letter import Reason
from service.errors import CleanError

_MAX_TAG_CHARS = 64 * 1024
"""A tag of 40,000 attributes (0.45 MB) costs 5 to 11 s in every parser tried."""
_MAX_ELEMENTS = 30_000
"""Counted by `<` before a letter; the largest of 700 article pages measured has under 15,000."""
_DATE_READER = {
    "original_date": True,
    "extensive_search": False,  # it would take dates of related articles
    "max_date": "2200-01-01",  # the default asks the clock, and the core has none
}


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says."""

    body: str
    """One line a block; empty where no article was found."""
    title: str | None
    description: str | None
    authors: tuple[str, ...]
    date: str | None
    site_name: str | None
    image_url: str | None
    canonical_url: str | None


NOTHING = Page("", None, None, (), None, None, None, None)
"""A page that says nothing."""


def read_page(html: str, url: str | None) -> Page:
    """Read a page with trafilatura, default mode.

    Args:
        html: The page, without lone surrogates and NUL (with one, trafilatura returns
            three characters).
        url: Where it was found, for relative addresses.

    Returns:
        Its body and metadata; ``NOTHING`` where there is no article in it.

    Raises:
        CleanError: ``page_too_complex``, before any parser sees it.
    """
    _guard(html)
    document = trafilatura.bare_extraction(
        html,
        url=url,
        include_comments=False,
        deduplicate=False,  # a cache over documents: the 4th delivery would come back empty
        with_metadata=True,
        date_extraction_params=_DATE_READER,
    )
    if not isinstance(document, Document):
        return NOTHING
    return Page(
        body=document.text or "",
        title=document.title,
        description=document.description,
        authors=tuple(a.strip() for a in (document.author or "").split(";") if a.strip()),
        date=document.date,
        site_name=document.sitename,
        image_url=document.image,
        canonical_url=document.url,
    )


def _guard(html: str) -> None:
    """Refuse what would cost seconds, in time linear in the page."""
    elements = 0
    for piece in html.split("<"):
        elements += piece[:1].isalpha()
        end = piece.find(">")
        tag_chars = len(piece) if end < 0 else end
        if tag_chars > _MAX_TAG_CHARS and (piece[:1].isalpha()):
            raise CleanError(
                Reason.PAGE_TOO_COMPLEX,
                f"a tag of {tag_chars} characters, the limit is {_MAX_TAG_CHARS}",
            )
    if elements > _MAX_ELEMENTS:
        raise CleanError(
            Reason.PAGE_TOO_COMPLEX, f"{elements} elements, the limit is {_MAX_ELEMENTS}"
        )
