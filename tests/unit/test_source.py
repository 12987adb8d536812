"""Who published it: over the whole registry, by address and by what a text calls itself."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from schemas.enriched_article import Source
from service.article import Article, Hints
from service.clean.lines.dateline import split_dateline
from service.clean.url import canonical, parse
from service.enrich.source import SourceEnricher
from service.pipeline import Pipeline
from service.publishers import alias_key, ambiguous, publishers
from tests.records import enriched, record

ENRICHER = SourceEnricher()
VARIANTS = (
    "https://{}/tin/a-1.html",
    "https://www.{}/tin/a-1.html",
    "http://m.{}:8080/tin/a-1.html?utm_source=x&fbclid=y",
    "HTTPS://{}/TIN/A-1.HTML",
    "https://{}./tin/a-1/amp",
)
NAMES = [(name, p) for p in publishers() for name in (p.name, *p.aliases)]
UNAMBIGUOUS = [(name, p) for name, p in NAMES if alias_key(name) not in ambiguous()]


def of_url(url: str) -> Source | None:
    parsed = parse(url)
    return ENRICHER(Article(("x",), url=parsed, canonical_url=canonical(parsed, None)))


def of(**hints: str) -> Source | None:
    return ENRICHER(Article(("x",), hints=Hints(**hints)))


@pytest.mark.parametrize("variant", VARIANTS)
def test_an_address_finds_the_publisher_of_every_row(variant: str) -> None:
    wrong = []
    for publisher in publishers():
        host = publisher.domain.upper() if variant.startswith("HTTPS") else publisher.domain
        found = of_url(variant.format(host))
        if not found or (found.domain, found.country) != (publisher.domain, publisher.country):
            wrong.append((publisher.domain, found))
    assert not wrong


def test_a_name_in_a_dateline_finds_its_publisher_or_nobody_but_never_another() -> None:
    counts: Counter[str] = Counter()
    for name, publisher in UNAMBIGUOUS:
        dateline = split_dateline(f"({name}) - Sáng nay thành phố mở cửa thư viện mới.")
        found = of(outlet=dateline.outlet) if dateline and dateline.outlet else None
        if not found or not found.domain:
            counts["missed"] += 1
        else:
            counts["right" if found.domain == publisher.domain else "wrong"] += 1
    assert counts["wrong"] == 0
    assert counts["right"] / counts.total() > 0.97, counts


def test_the_same_words_in_a_sentence_name_nobody() -> None:
    taken = [
        name
        for name, _ in NAMES
        if split_dateline(f"{name} là vinh quang của mọi người, ông Hai nói sáng thứ hai.")
        or split_dateline(f"People who read {name} today said on Monday that it had changed.")
    ]
    assert taken == []


def test_an_ambiguous_name_gives_no_country() -> None:
    for one in ambiguous().values():
        found = of(outlet=one.alias)
        assert (
            found is None or (found.country, found.domain) == (None, None) or found.confidence < 1
        )
        if found:
            assert found.confidence <= 0.5


@pytest.mark.parametrize(
    ("hints", "name", "domain", "provenance", "confidence"),
    [
        ({"outlet": "VOV.VN"}, "Đài Tiếng nói Việt Nam", "vov.vn", "dateline", 0.85),
        ({"outlet": "VOV-Tây Bắc"}, "Đài Tiếng nói Việt Nam", "vov.vn", "dateline", 0.85),
        ({"outlet": "TTXVN/Vietnam+"}, "VietnamPlus", "vietnamplus.vn", "dateline", 0.85),
        ({"outlet": "Báo Nhân Dân"}, "Nhân Dân", "nhandan.vn", "dateline", 0.85),
        ({"outlet": "Reuters"}, "Reuters", "reuters.com", "dateline", 0.5),
        ({"page_site_name": "THE GUARDIAN"}, "THE GUARDIAN", None, "page", 0.4),
        ({"source": "ABC News"}, "ABC News", None, "hint", 0.4),
        ({"source": "ABC", "page_language": "es-ES"}, "ABC (España)", "abc.es", "hint", 0.6),
    ],
)
def test_a_name_says_as_much_as_is_sure(
    hints: dict[str, str], name: str, domain: str | None, provenance: str, confidence: float
) -> None:
    found = of(**hints)
    assert found
    assert (found.name, found.domain) == (name, domain)
    assert (found.provenance, found.confidence) == (provenance, confidence)


@pytest.mark.parametrize("outlet", ["CDU", "NASA", "Ảnh minh hoạ", "lao động", "today"])
def test_who_is_no_publisher_is_none(outlet: str) -> None:
    assert of(outlet=outlet) is None


def article_of(text: str) -> dict[str, Any]:
    pipeline = Pipeline(max_page_bytes=100_000, max_output_bytes=100_000)
    outcome = pipeline.process(record(text.encode(), "text/plain"))
    found: dict[str, Any] = json.loads(enriched(outcome).message.value or b"{}")
    return found


def test_a_text_names_its_publisher_by_its_dateline_alone() -> None:
    text = (
        "Bến phà mở lại\n\n(Ngày Nay) - Sáng nay thành phố mở lại bến phà sau ba năm sửa chữa.\n\n"
        "Người dân hai bờ sông đến từ sớm để đi chuyến phà đầu tiên, ai cũng vui như ngày tết."
    )
    source = article_of(text)["source"]
    assert (source["name"], source["domain"], source["country"]) == ("Ngày Nay", "ngaynay.vn", "VN")
    assert source["provenance"] == "dateline"
    assert article_of(text.replace("(Ngày Nay) - ", ""))["source"] is None
