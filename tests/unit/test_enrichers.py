"""What holds for every enricher, and what is known of each."""

from __future__ import annotations

import pickle
from typing import ClassVar

import pytest
from pydantic import BaseModel

from schemas.enriched_article import EnrichedArticle
from service.article import Article, Hints
from service.enrich import ENRICHERS, Enrich
from service.enrich.base import Enricher
from service.enrich.identity import content_fingerprint, identify
from service.enrich.language.script import main_script
from service.enrich.source import SourceEnricher
from tests.records import BODY, TITLE

ARTICLE = Article(
    paragraphs=BODY,
    title=TITLE,
    url="https://ngaynay.vn/x?utm_source=a",
    canonical_url="https://ngaynay.vn/x",
)
ODD = (
    Article(paragraphs=("1",)),
    Article(paragraphs=("\ufffd 🙂 \u200b",), title="?"),
    Article(paragraphs=("x" * 200_000,)),
    Article(paragraphs=("ข่าว " * 1_000,), url="http://[::1]/", canonical_url="http://[::1]/"),
    Article(paragraphs=BODY, hints=Hints(language="klingon", source="...", page_site_name=".")),
    Article(paragraphs=BODY, hints=Hints(source="https://")),
)


@pytest.fixture(params=ENRICHERS, ids=lambda make: make.name)
def enricher(request: pytest.FixtureRequest) -> Enricher:
    made: Enricher = request.param()
    return made


def test_an_enricher_names_a_field_of_the_contract_that_may_be_null(enricher: Enricher) -> None:
    field = EnrichedArticle.model_fields[enricher.name]
    assert field.default is None
    assert type(enricher).__module__ == f"service.enrich.{enricher.name}"


def test_an_enricher_gives_the_same_fact_for_ever(enricher: Enricher) -> None:
    first = enricher(ARTICLE)
    assert first is not None
    assert all(enricher(ARTICLE) == first for _ in range(20))
    assert type(enricher)()(ARTICLE) == first


def test_a_fact_travels_between_processes_and_is_frozen(enricher: Enricher) -> None:
    fact = enricher(ARTICLE)
    assert pickle.loads(pickle.dumps(fact)) == fact  # noqa: S301  our own bytes
    assert fact
    assert fact.model_config["frozen"]


@pytest.mark.parametrize("article", ODD)
def test_an_enricher_bears_odd_articles(enricher: Enricher, article: Article) -> None:
    fact = enricher(article)
    assert fact is None or isinstance(fact, BaseModel)


class Failing:
    """An enricher with a fault."""

    name: ClassVar[str] = "source"

    def __call__(self, article: Article) -> BaseModel | None:
        raise RuntimeError(f"cannot {len(article.paragraphs)}")


def test_a_failing_enricher_costs_its_own_fact_only() -> None:
    article, failures = Enrich([Failing(), ENRICHERS[0]()])(ARTICLE)
    assert (article.source, article.failed_enrichers) == (None, ("source",))
    assert article.language
    assert [(f.enricher, f.error) for f in failures] == [("source", "RuntimeError: cannot 2")]


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
    body = content_fingerprint("Một hai, ba!")
    assert identify("http://a.example/x", None, body) == identify("https://a.example/x", "T", "0")
    assert identify(None, "Tin: mới", body) == identify(None, "TIN MỚI", body)
    assert identify(None, "Tin", body) != identify(None, "Tin khác", body)
    assert content_fingerprint("MỘT HAI\n\nba") == body


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
