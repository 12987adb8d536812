"""A case -> what Copydesk, and what trafilatura makes of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import trafilatura
from trafilatura.settings import Document

from bench.samples import Case
from schemas.enriched_article import Date
from schemas.raw_article import RawArticle
from service.article import Article
from service.clean import clean
from service.errors import CleanError


@dataclass
class Found:
    """What one subject made of one case."""

    body: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: date | None = None
    seconds: float = 0.0
    article: Article | None = None
    rejected: str = ""


def copydesk(case: Case) -> Found:
    """Ours."""
    return cleaned(case.raw)


def cleaned(raw: RawArticle) -> Found:
    """Run one raw article through cleaning; a refusal has no body."""
    started = time.process_time()
    try:
        article = clean(raw)
    except CleanError as error:
        return Found(rejected=f"{error.reason}: {error.detail}")
    except Exception as error:  # noqa: BLE001  as at the record's border: a fault of ours
        return Found(rejected=f"internal_error: {error!r}")
    seconds = time.process_time() - started
    return Found(
        article.body, article.title, article.authors, _day(article.published_at), seconds, article
    )


def _day(published: Date | None) -> date | None:
    """A day where no more is known, else the instant."""
    if published is None:
        return None
    return published.value.date() if published.precision == "day" else published.value


def stock(case: Case) -> Found:
    """Trafilatura as it comes, with its metadata."""
    return _stock(case, with_metadata=True)


def stock_precision(case: Case) -> Found:
    """Trafilatura told to favour precision."""
    return _stock(case, favor_precision=True)


def _stock(case: Case, **options: Any) -> Found:
    started = time.process_time()
    document = trafilatura.bare_extraction(
        case.raw.html,
        url=case.raw.url,
        include_comments=False,  # on costs it .002 on aeb: compare with its better form
        **options,
    )
    seconds = time.process_time() - started
    if not isinstance(document, Document):
        return Found(seconds=seconds)
    names = tuple(a.strip() for a in (document.author or "").split(";") if a.strip())
    day = date.fromisoformat(document.date) if document.date else None
    return Found(document.text or "", document.title, names, day, seconds)


SUBJECTS: dict[str, Callable[[Case], Found]] = {
    "Copydesk": copydesk,
    "trafilatura": stock,
    "trafilatura, precision": stock_precision,
}
