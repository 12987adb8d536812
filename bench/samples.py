"""The data to measure on (see its README) -> cases, one collection at a time."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from schemas.raw_article import RawArticle


@dataclass(frozen=True)
class Case:
    """One input and what must become of it; empty where the collection does not say."""

    name: str
    raw: RawArticle
    body: str = ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    date: datetime | None = None
    lines: tuple[str, ...] = ()
    labels: str = ""
    gold: dict[str, Any] = field(default_factory=dict)


def aeb(data: Path) -> Iterator[Case]:
    """Pages with their bodies by hand."""
    truth = json.loads((data / "aeb" / "ground-truth.json").read_text("utf-8"))
    for name, gold in truth.items():
        html = _page(data / "aeb" / "html" / f"{name}.html.gz")
        yield Case(name, _raw(html=html, url=gold["url"]), gold["articleBody"])


def fundus(data: Path) -> Iterator[Case]:
    """Pages with all fields, by reviewed parsers."""
    yield from _pages(data / "fundus")


def wcxb(data: Path) -> Iterator[Case]:
    """English pages of blogs and news."""
    yield from _pages(data / "wcxb")


def _pages(folder: Path) -> Iterator[Case]:
    for gold in _rows(folder / "gold.jsonl"):
        html = _page(folder / gold["html"])
        authors = gold.get("authors") or ()
        yield Case(
            gold["id"],
            _raw(html=html, url=gold["url"], fetched_at=gold.get("fetched_at")),
            gold["body"],
            gold.get("title"),
            (authors,) if isinstance(authors, str) else tuple(authors),
            datetime.fromisoformat(gold["date"]) if gold.get("date") else None,
        )


def dirty(data: Path) -> Iterator[Case]:
    """Texts as naive scrapers emit them, labelled line by line."""
    for gold in _rows(data / "dirty" / "texts.jsonl"):
        lines = tuple(gold["lines"])
        yield Case(
            gold["id"],
            _raw(text="\n".join(lines)),
            gold["body"],
            gold["title"],
            lines=lines,
            labels="".join(gold["labels"]),
        )


def seeds(data: Path) -> Iterator[Case]:
    """The two raw articles the project began with."""
    for path in sorted((data / "seeds").glob("*.txt")):
        gold = json.loads((data / "seeds-gold" / f"{path.stem}.json").read_text("utf-8"))
        raw = _raw(text=path.read_text("utf-8"))
        yield Case(path.stem, raw, "\n\n".join(gold["body"]), gold["title"], gold=gold)


def as_text(case: Case) -> RawArticle:
    """Take a gold body for the input: clean text must come out as it went in."""
    return _raw(text=case.body)


def _raw(**fields: str | None) -> RawArticle:
    return RawArticle.model_validate(fields)


def _page(path: Path) -> str:
    return gzip.decompress(path.read_bytes()).decode("utf-8", "replace")


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)
