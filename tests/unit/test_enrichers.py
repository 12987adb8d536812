"""What holds for every enricher, and what is known of each."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import ClassVar

import pytest
from pydantic import BaseModel

from service.article import Article, Hints
from service.enrich import ENRICHERS, Enrich
from service.enrich.base import Enricher
from service.enrich.identity import content_fingerprint, identify
from service.enrich.language import LanguageEnricher
from service.enrich.language.script import main_script
from service.enrich.source import SourceEnricher
from service.enrich.words import words_of
from service.executor import InLine
from service.metrics import Metrics
from service.outcome import Enriched
from service.pipeline import Pipeline
from tests.conformance import CHECKS
from tests.records import BODY, TEXT, record


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("make", ENRICHERS, ids=lambda make: make.name)
def test_an_enricher(make: type[Enricher], check: Callable[[type[Enricher]], None]) -> None:
    check(make)


class Failing:
    """An enricher with a fault: it raises on articles of two paragraphs."""

    name: ClassVar[str] = "source"

    def __call__(self, article: Article) -> BaseModel | None:
        if len(article.paragraphs) == 2:
            raise RuntimeError("cannot count to two")
        return None


def test_articles_on_which_an_enricher_raises_come_out_and_are_counted() -> None:
    enrich = Enrich([LanguageEnricher(), Failing()])
    executor = InLine(Pipeline(max_page_bytes=10_000, max_output_bytes=100_000, enrich=enrich))
    texts = [TEXT, TEXT.rpartition("\n\n")[0], TEXT]
    records = [record(text.encode(), "text/plain") for text in texts]
    processed, metrics = executor.map(records), Metrics()
    metrics.observe(records, processed, 0, 0)
    articles = [
        json.loads(p.outcome.message.value or b"")
        for p in processed
        if isinstance(p.outcome, Enriched)
    ]
    assert [a["failed_enrichers"] for a in articles] == [["source"], [], ["source"]]
    assert [(a["source"], a["language"]["value"]) for a in articles] == [(None, "vi")] * 3
    page = metrics.page().decode()
    assert 'copydesk_enricher_failures_total{enricher="source"} 2.0' in page
    assert 'copydesk_outcomes_total{kind="enriched"} 3.0' in page


@pytest.mark.parametrize(
    ("url", "hints", "name", "domain", "country", "provenance"),
    [
        ("https://ngaynay.vn/x", Hints(), "Ngày Nay", "ngaynay.vn", "VN", "url"),
        ("https://m.ngaynay.vn/x", Hints(source="BBC"), "Ngày Nay", "ngaynay.vn", "VN", "url"),
        (None, Hints(source="Ngày Nay"), "Ngày Nay", "ngaynay.vn", "VN", "hint"),
        (None, Hints(source="ngaynay.vn"), "Ngày Nay", "ngaynay.vn", "VN", "hint"),
        (None, Hints(source="https://ngaynay.vn/"), "Ngày Nay", "ngaynay.vn", "VN", "hint"),
        (None, Hints(page_site_name="NGÀY NAY"), "Ngày Nay", "ngaynay.vn", "VN", "page"),
        ("https://news.unknown.co.uk/x", Hints(), "unknown.co.uk", "unknown.co.uk", "GB", "url"),
        ("https://tin.unknown.vn/x", Hints(), "unknown.vn", "unknown.vn", "VN", "url"),
        ("https://unknown.io/x", Hints(), "unknown.io", "unknown.io", None, "url"),
        ("https://me.github.io/x", Hints(), "me.github.io", "me.github.io", None, "url"),
        ("https://a.b.tin.example/", Hints(), "tin.example", "tin.example", None, "url"),
        (None, Hints(source="Báo Mẫu"), "Báo Mẫu", None, None, "hint"),
        ("http://192.0.2.1/x", Hints(source="Báo Mẫu"), "Báo Mẫu", None, None, "hint"),
    ],
)
def test_a_source_says_who_and_how_it_is_known(
    url: str | None,
    hints: Hints,
    name: str,
    domain: str | None,
    country: str | None,
    provenance: str,
) -> None:
    source = SourceEnricher()(Article(paragraphs=BODY, url=url, canonical_url=url, hints=hints))
    assert source
    assert (source.name, source.domain, source.country) == (name, domain, country)
    assert source.provenance == provenance


@pytest.mark.parametrize("url", [None, "http://192.0.2.1/", "http://localhost/"])
@pytest.mark.parametrize("hint", [None, "https://", "..."])
def test_no_source_is_null(url: str | None, hint: str | None) -> None:
    article = Article(paragraphs=BODY, url=url, canonical_url=url, hints=Hints(source=hint))
    assert SourceEnricher()(article) is None


def test_an_article_keeps_its_id_over_redeliveries_and_schemes() -> None:
    body = content_fingerprint(words_of("Một hai, ba!"))
    assert identify("http://a.example/x", None, body) == identify("https://a.example/x", "T", "0")
    assert identify(None, "Tin: mới", body) == identify(None, "TIN MỚI", body)
    assert identify(None, "Tin", body) != identify(None, "Tin khác", body)
    assert content_fingerprint(words_of("MỘT HAI\n\nba")) == body


@pytest.mark.parametrize(
    ("text", "language", "script"),
    [
        ("Thư viện", "vi", "Latn"),
        ("図書館が", "ja", "Jpan"),
        ("图书馆", "zh", "Hans"),
        ("圖書館", "zh", "Hant"),
        ("도서관", "ko", "Kore"),
        ("ภาษาไทย", "th", "Thai"),
        ("Ћирилица и latin", "sr", "Cyrl"),
        ("123 🙂", "und", None),
    ],
)
def test_the_script_is_that_of_most_letters(text: str, language: str, script: str | None) -> None:
    assert main_script(text, language) == script
