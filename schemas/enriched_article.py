"""The clean article with its facts: what search indexes, archives and ML jobs read."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, JsonValue

from schemas.contract import MAX_URL, Contract, fact

Confidence = Annotated[float, Field(ge=0, le=1)]
OPEN = "The list may grow within v1: treat a value you do not know like the weakest one. "


class Date(Contract):
    """An instant and how it is known."""

    value: datetime = fact("In UTC.", "2026-03-05T07:05:00Z")
    precision: Literal["day", "minute", "second"] = fact(
        OPEN + "`day`: the time of day is unknown and given as midnight.", "second"
    )
    provenance: Literal["json_ld", "meta", "microdata", "time", "url", "text", "scraper"] = fact(
        OPEN + "Where it was said. In the page: `json_ld`, `meta`, `microdata`, a `time` element, "
        "`text` that readers see; `url`: the address's path; `scraper`: the raw article's field.",
        "json_ld",
    )
    confidence: Confidence = fact("0 to 1. A date without a time zone is at most 0.7.", 0.9)


class Language(Contract):
    """The language of the body."""

    value: str = fact(
        "BCP 47: the language, with its script where it has two in daily use (`zh-Hans`, `sr-Latn`) or "
        "an unusual one (`uz-Cyrl`); `und` when unknown or no language.",
        "vi",
        min_length=2,
        max_length=35,
    )
    script: str | None = fact(
        "ISO 15924 script most letters are in; of Chinese `Hans` or `Hant`.",
        "Latn",
        default=None,
        min_length=4,
        max_length=4,
    )
    confidence: Confidence = fact("0 to 1; under 0.5 the value is `und`.", 0.99)
    provenance: Literal["body", "title", "page", "hint", "publisher", "none"] = fact(
        OPEN + "What it was read from: `body`, or `title` where the body has no letters. Where the "
        "text leaves a doubt, who settled it: `page` (its `html lang`), `hint` (the scraper's "
        "`language`), `publisher` (what it prints in). `none`: there was too little text to tell.",
        "body",
    )
    also: tuple[str, ...] = fact(
        "Other languages that a fifth of the body or more is in, the larger first.",
        ["en"],
        default=(),
    )


class Source(Contract):
    """The publisher of the article."""

    name: str = fact("The publisher's own name, or its domain.", "VOV", max_length=300)
    domain: str | None = fact("Registrable domain.", "vov.vn", default=None, max_length=253)
    country: str | None = fact(
        "ISO 3166-1 alpha-2 of the newsroom.", "VN", default=None, min_length=2, max_length=2
    )
    kind: str | None = fact(
        "newspaper, broadcaster, agency, magazine, online or aggregator. The list may grow.",
        "broadcaster",
        default=None,
        max_length=30,
    )
    provenance: Literal["url", "hint", "page", "dateline", "credit"] = fact(
        OPEN
        + "`url`: the article's address; `page`: the site name in the page's metadata; `hint`: "
        "the scraper's `source` field; `dateline`: what stood before the text; `credit`: who is "
        "credited behind it, surely its origin, less surely its publisher.",
        "url",
    )
    confidence: Confidence = fact("0 to 1.", 0.95)


class Caption(Contract):
    """A caption found in or under a picture."""

    text: str = fact("Without the credit.", "Dân thường ở Aleppo.")
    credit: str | None = fact("Who took or supplied it.", "ABC News", default=None)


class Image(Contract):
    """A picture that belongs to the article."""

    url: str = fact("Absolute.", "https://vov.vn/images/1.jpg", max_length=MAX_URL)
    alt: str | None = fact("The alternative text.", "Cảnh Aleppo", default=None)
    caption: str | None = fact("Without the credit.", "Dân thường ở Aleppo.", default=None)
    credit: str | None = fact("Who took or supplied it.", "ABC News", default=None)


class Removed(Contract):
    """A piece of text that cleaning cut, so that nothing is thrown away."""

    rule: str = fact("The rule that cut it; docs/reasons.md lists them.", "repeated_title")
    text: str = fact("The text as it was.", "Nga quyết tâm hợp tác với Iran")


class Quality(Contract):
    """What a reader should know before trusting the body; never a reason to reject."""

    words: int = fact(
        "Words of the body; of Chinese and Japanese two characters count as one, of Thai, Lao, Khmer "
        "and Burmese five.",
        412,
        ge=0,
    )
    paragraphs: int = fact("Paragraphs of the body.", 9, ge=0)
    flags: tuple[str, ...] = fact(
        "Peculiarities, sorted; docs/reasons.md lists them. The list may grow.",
        ["no_title", "short_body"],
        default=(),
    )


class Fingerprint(Contract):
    """Two articles with the same `content` have the same body; with a like `near`, much of it."""

    content: str = fact(
        "SHA-256 of the body, case folded, letters and digits only, in hex.",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        min_length=64,
        max_length=64,
    )
    near: str | None = fact(
        "MinHash of the body, 128 bytes in hex: the share of equal bytes of two says how much of their "
        "text they share (`copydesk compare`; service/enrich/near.py has the recipe). Null without "
        "a word.",
        None,
        default=None,
    )


class ProcessedBy(Contract):
    """What made this record."""

    service: str = fact("Name of the program.", "copydesk")
    version: str = fact("Its version.", "0.1.0")
    sources: str | None = fact(
        "Version of the registry of publishers, with the operator's rows: other rows, another version.",
        "5d41402abc4b",
        default=None,
    )


class EnrichedArticle(Contract):
    """A clean, typed, enriched article. Key of the record: `id`."""

    model_config = ConfigDict(title="EnrichedArticle")

    id: str = fact(
        "The article's identity: the same for redeliveries and for tracking variants of its URL. "
        "32 hex digits.",
        "3f2a9c0d5e6b7a81920f4c3d2e1b0a99",
        min_length=32,
        max_length=32,
    )
    url: str | None = fact(
        "As the scraper gave it, in WHATWG form.",
        "https://vov.vn/the-gioi/tin-123.vov?utm_source=x",
        default=None,
    )
    canonical_url: str | None = fact(
        "Without tracking parameters and fragment, query sorted.",
        "https://vov.vn/the-gioi/tin-123.vov",
        default=None,
    )
    title: str | None = fact("The headline.", "Nga quyết tâm hợp tác với Iran", default=None)
    description: str | None = fact("The standfirst or summary.", "Ngoại trưởng…", default=None)
    body: str = fact(
        "The article's text; paragraphs separated by one blank line. Unicode NFC.",
        "Đoạn một.\n\nĐoạn hai.",
        min_length=1,
    )
    authors: tuple[str, ...] = fact("People, in order.", ["Nguyễn Văn A"], default=())
    attribution: tuple[str, ...] = fact("Agencies credited.", ["TTXVN"], default=())
    captions: tuple[Caption, ...] = fact(
        "Captions found.", [{"text": "Dân thường ở Aleppo.", "credit": "ABC News"}], default=()
    )
    images: tuple[Image, ...] = fact(
        "Pictures found.",
        [{"url": "https://vov.vn/images/1.jpg", "alt": None, "caption": None, "credit": None}],
        default=(),
    )
    section: str | None = fact("The site's section.", "Thế giới", default=None)
    keywords: tuple[str, ...] = fact("The page's own keywords.", ["Syria", "Nga"], default=())
    published_at: Date | None = fact(
        "When it was published.",
        {
            "value": "2026-03-05T07:05:00Z",
            "precision": "second",
            "provenance": "json_ld",
            "confidence": 0.95,
        },
        default=None,
    )
    modified_at: Date | None = fact("When it was last changed.", None, default=None)
    fetched_at: datetime | None = fact(
        "When the scraper fetched it, in UTC.", "2026-03-05T08:00:00Z", default=None
    )
    language: Language | None = fact(
        "Null only if its enricher failed (see failed_enrichers).",
        {"value": "vi", "script": "Latn", "confidence": 0.99, "provenance": "body", "also": []},
        default=None,
    )
    source: Source | None = fact(
        "Null when unknown.",
        {
            "name": "VOV",
            "domain": "vov.vn",
            "country": "VN",
            "kind": "broadcaster",
            "provenance": "url",
            "confidence": 0.95,
        },
        default=None,
    )
    removed: tuple[Removed, ...] = fact(
        "What cleaning cut, in order.",
        [{"rule": "repeated_title", "text": "Nga quyết tâm hợp tác với Iran"}],
        default=(),
    )
    quality: Quality = fact(
        "Counts and flags.", {"words": 412, "paragraphs": 9, "flags": ["no_title"]}
    )
    fingerprint: Fingerprint = fact(
        "For finding duplicates.",
        {
            "content": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "near": None,
        },
    )
    failed_enrichers: tuple[str, ...] = fact(
        "Enrichers that failed on this article; their facts are null.", ["language"], default=()
    )
    extra: dict[str, JsonValue] = fact(
        "The raw article's `extra`, untouched.", {"crawl": "2026-11"}, default_factory=dict
    )
    processed_by: ProcessedBy = fact(
        "What made this record.",
        {"service": "copydesk", "version": "0.1.0", "sources": "5d41402abc4b"},
    )
