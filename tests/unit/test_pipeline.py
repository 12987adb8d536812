"""One record, one outcome, whatever it holds."""

from __future__ import annotations

import hashlib
import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.dead_letter import DeadLetter, Reason, Stage
from schemas.enriched_article import EnrichedArticle
from service.article import Article
from service.enrich import Enrich
from service.letters import address, dead_letter
from service.outcome import Enriched, Rejected, Skipped
from service.pipeline import Pipeline
from service.transport import Record
from tests.records import (
    MAX_OUTPUT_BYTES,
    MAX_PAGE_BYTES,
    TEXT,
    as_json,
    enriched,
    pipeline,
    record,
    rejected,
)

PIPELINE = pipeline()
TYPES = st.sampled_from([None, "application/json", "text/html", "text/plain", "text/x"])
HEADERS = st.lists(
    st.tuples(st.text(st.characters(codec="utf-8"), max_size=8), st.none() | st.binary(max_size=8)),
    max_size=3,
)


@settings(max_examples=300, deadline=None)
@given(st.none() | st.binary(max_size=300), TYPES, HEADERS)
@example(None, None, [])
@example(b"", None, [])
@example(b"\xef\xbb\xbf", "text/plain", [])
@example(b"\xff\xfe", "text/html", [])
@example(b'{"text": "\\ud800"}', None, [])
@example(b"[" * 9_000, None, [("dlq.replays", b"2")])
@example(b"<" * 300, "text/html", [])
@example(b"<p>" * 100 + b"\x00", "text/html", [("content-type", None)])
@example(b'{"html": "<!--", "published_at": 1e999}', None, [])
@example(b'{"html":"<html><body><p>\xc2\x85 x</p>","url":"http://[::1"}', None, [])
def test_any_bytes_have_one_outcome_and_the_same_one_twice(
    value: bytes | None, content_type: str | None, headers: list[tuple[str, bytes | None]]
) -> None:
    given_record = record(value, content_type, *headers)
    outcome = PIPELINE.process(given_record)
    assert pipeline().process(given_record) == outcome
    if isinstance(outcome, Enriched):
        article = EnrichedArticle.model_validate_json(outcome.message.value or b"")
        assert article.body.strip()
        assert not outcome.failures
    elif isinstance(outcome, Rejected):
        assert outcome.reason is not Reason.INTERNAL_ERROR, outcome.traceback
        assert untouched(given_record, outcome)
    else:
        assert value is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
FIELDS = st.sampled_from(
    [
        "url",
        "html",
        "text",
        "title",
        "description",
        "authors",
        "published_at",
        "language",
        "source",
        "image_url",
        "fetched_at",
        "http_status",
        "extra",
        "body",
        "source_url",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(FIELDS, JSON, max_size=8))
@example({"text": TEXT, "image_url": "https://a.example/" + "ệ" * 2_000})
@example({"text": TEXT, "url": "https://" + "a." * 200 + "example/"})
@example({"text": TEXT, "authors": [{"name": {"name": 1}}]})
@example({"text": TEXT, "html": {"content": 5}})
@example({"text": TEXT, "body": {"sections": [{"headline": 3}]}})
@example({"text": TEXT, "body": {"summary": 7}})
@example({"text": TEXT, "body": {"sections": 7}})
@example({"text": TEXT, "fetched_at": 10**400})
def test_any_fields_are_an_article_or_the_records_fault(fields: dict[str, object]) -> None:
    outcome = PIPELINE.process(as_json(**{"text": TEXT} | fields))
    if isinstance(outcome, Rejected):
        assert outcome.reason is not Reason.INTERNAL_ERROR, outcome.traceback


def untouched(before: Record, outcome: Rejected) -> bool:
    """The dead letter holds the record byte for byte, and a reason that can be read back."""
    letter = dead_letter(before, outcome)
    told = DeadLetter.from_headers(letter.headers)
    assert (told.reason, told.stage) == (outcome.reason, outcome.stage)
    assert len(told.detail.encode()) <= 1_000
    own = letter.headers[: len(before.headers)]
    return (letter.key, letter.value, own) == (before.key, before.value, before.headers)


def test_a_tombstone_is_skipped() -> None:
    assert PIPELINE.process(record(None)) == Skipped()


def test_a_good_record_becomes_an_article() -> None:
    message = enriched(
        PIPELINE.process(as_json(text=TEXT, url="https://ngaynay.vn/x?fbclid=1"))
    ).message
    article = json.loads(message.value or b"")
    assert article["canonical_url"] == "https://ngaynay.vn/x"
    assert article["language"]["value"] == "vi"
    assert article["source"]["name"] == "Ngày Nay"


def test_an_article_that_outgrows_its_limit_is_rejected_while_encoding() -> None:
    small = Pipeline(max_page_bytes=MAX_PAGE_BYTES, max_output_bytes=500)
    outcome = rejected(small.process(as_json(text=TEXT)))
    assert (outcome.stage, outcome.reason) == (Stage.ENCODE, Reason.OUTPUT_TOO_LARGE)


class Broken(Enrich):
    """A fault of ours, outside of any enricher."""

    def __call__(self, article: Article) -> tuple[EnrichedArticle, tuple[()]]:
        raise ZeroDivisionError(f"at {len(article.paragraphs)}")


def test_a_fault_of_ours_is_an_internal_error_with_its_stage_and_traceback() -> None:
    broken = Pipeline(
        max_page_bytes=MAX_PAGE_BYTES, max_output_bytes=MAX_OUTPUT_BYTES, enrich=Broken()
    )
    outcome = rejected(broken.process(as_json(text=TEXT)))
    assert (outcome.stage, outcome.reason) == (Stage.ENRICH, Reason.INTERNAL_ERROR)
    assert (outcome.exception, outcome.detail) == ("ZeroDivisionError", "at 2")
    assert "in __call__" in outcome.traceback
    # The log gets where it happened: an error's message may quote the article.
    assert outcome.traceback.endswith("ZeroDivisionError")
    assert "at 2" not in outcome.traceback


def test_a_dead_letter_says_where_it_came_from_and_what_its_exception_was() -> None:
    bad = record(b"{", None, ("trace", b"1"), ("gone", None), ("dlq.replays", b"3"), offset=42)
    letter = dead_letter(bad, rejected(PIPELINE.process(bad)))
    told = DeadLetter.from_headers(letter.headers)
    assert (told.topic, told.partition, told.offset, told.replays) == ("articles.raw", 0, 42, 3)
    assert (told.timestamp, told.exception) == (1_772_694_300_000, "ValueError")
    assert ("dlq.null_headers", b"gone") in letter.headers
    assert hashlib.sha256(letter.value or b"").digest() == hashlib.sha256(b"{").digest()


@pytest.mark.parametrize(
    ("value", "replays"), [(b"2", 2), (b"", 0), (b"x", 0), (b"-1", 0), (b"9" * 5_000, 0)]
)
def test_replays_are_counted_on_and_nonsense_is_none(value: bytes, replays: int) -> None:
    bad = record(b"{", None, ("dlq.replays", b"1"), ("dlq.replays", value))
    letter = dead_letter(bad, rejected(PIPELINE.process(bad)))
    assert DeadLetter.from_headers(letter.headers).replays == (replays or 1)


def test_each_outcome_goes_to_its_topic_and_a_missing_one_is_an_error() -> None:
    records = [as_json(text=TEXT), record(b"{"), record(None)]
    outcomes = [PIPELINE.process(r) for r in records]
    addressed = address(records, outcomes, output_topic="out", dead_letter_topic="dead")
    assert [topic for topic, _ in addressed] == ["out", "dead"]
    with pytest.raises(ValueError, match="zip"):
        address(records, outcomes[:2], output_topic="out", dead_letter_topic="dead")


@pytest.mark.parametrize(
    ("fields", "publisher", "flags"),
    [
        (
            {"url": "https://thethao.tuoitre.vn/a", "published_at": "2026-03-05"},
            "tuoitre.vn",
            set(),
        ),
        ({"url": "https://vov.vn/a"}, "vov.vn", {"no_date"}),
        (
            {"url": "https://nobody.example/a", "published_at": "2026-03-05"},
            "nobody.example",
            set(),
        ),
        ({"text": "1 2 3", "source": "VOV"}, "vov.vn", {"no_date", "no_language", "no_title"}),
    ],
)
def test_an_outcome_says_whose_article_it_is_and_what_it_lacks(
    fields: dict[str, str], publisher: str, flags: set[str]
) -> None:
    outcome = enriched(PIPELINE.process(as_json(**{"text": TEXT} | fields)))
    assert outcome.publisher == publisher
    assert set(outcome.flags) - {"short_body"} == flags
    article = EnrichedArticle.model_validate_json(outcome.message.value or b"")
    assert set(article.quality.flags) == set(outcome.flags) - {"no_date", "no_language"}
