from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import Reason, Stage
from service.breaker import Breaker
from service.flood import symptom_of
from service.outcome import Enriched, Outcome, Rejected, Skipped
from service.transport import Message, Record
from tests.records import record

GOOD: Outcome = Enriched(Message(b"", b"", ()))
BAD: Outcome = Rejected(Stage.DECODE, Reason.INVALID_JSON, "line 1")


def outcomes(letters: str) -> list[Outcome]:
    return [{"g": GOOD, "b": BAD, "s": Skipped()}[letter] for letter in letters]


def publish(breaker: Breaker, letters: str, first: int = 0) -> bool:
    """Judge a batch, and publish it when it may be."""
    batch = [record(b"{}", offset=first + n) for n in range(len(letters))]
    admitted = breaker.admits(batch, outcomes(letters))
    if admitted:
        breaker.published()
    return admitted


@pytest.mark.parametrize(
    ("letters", "admitted"),
    [
        ("bb", True),  # fewer than three rejects, however large their share
        ("bbb", False),
        ("gggbbb", False),  # half of the window
        ("ggggbbb", True),
        ("sssbbb", False),  # a tombstone is a record that was not rejected
        ("bbgggggggggbb", True),  # the oldest have left the window of ten
        ("gggggbgbgbgbgb", False),
    ],
)
def test_it_opens_by_count_and_share_of_the_latest_records(letters: str, admitted: bool) -> None:
    whole = Breaker(10, 3, 0.5)
    assert publish(whole, letters) is admitted
    assert (whole.flood is None) is admitted
    piecewise = Breaker(10, 3, 0.5)
    assert all(publish(piecewise, x, n) for n, x in enumerate(letters)) is admitted


def test_a_batch_that_was_not_published_does_not_count() -> None:
    breaker = Breaker(10, 3, 0.5)
    batch = [record(b"{}", offset=n) for n in range(2)]
    for _ in range(5):  # the cluster is away: the same batch is tried again and again
        assert breaker.admits(batch, outcomes("bb"))
    breaker.published()
    assert publish(breaker, "g", 2)
    assert not publish(breaker, "b", 3)


def test_after_a_resume_what_was_in_hand_passes_once_and_the_window_is_empty() -> None:
    breaker = Breaker(10, 3, 0.5)
    assert not breaker.resume()
    assert not publish(breaker, "bbbbb")
    assert breaker.resume()
    assert publish(breaker, "bb")  # a poll may cut the batch elsewhere
    assert publish(breaker, "bbbbb", 2)  # three of it were in hand, two are new
    assert not publish(breaker, "b", 7)


def test_what_was_in_hand_is_known_by_its_partition() -> None:
    breaker = Breaker(10, 3, 0.5)
    assert not publish(breaker, "bbb", 100)
    breaker.resume()
    other = [Record("articles.raw", 1, n, -1, None, b"{}") for n in range(3)]
    assert not breaker.admits(other, outcomes("bbb"))


def test_a_window_of_none_is_off() -> None:
    assert publish(Breaker(), "b" * 1_000)
    assert publish(Breaker(0, 1, 0.01), "b" * 1_000)


@given(
    st.lists(st.text("gb", min_size=1, max_size=40), max_size=30),
    st.integers(1, 20),
    st.integers(1, 20),
    st.sampled_from([0.1, 0.5, 1.0]),
)
def test_no_window_of_published_records_is_a_flood(
    batches: list[str], window: int, least: int, share: float
) -> None:
    breaker, published, offset = Breaker(window, least, share), "", 0
    for letters in batches:
        if not publish(breaker, letters, offset):
            break
        published += letters
        offset += len(letters)
    for start in range(len(published)):
        seen = published[start : start + window]
        assert seen.count("b") < max(least, share * window)


def test_a_flood_says_what_its_rejects_have_in_common() -> None:
    breaker = Breaker(10, 4, 0.5)
    urls = ["https://www.baomau.example/1", "https://baomau.example/2", None, "http://x.test/3"]
    batch = [
        record(json.dumps({"url": url, "text": 1}).encode(), offset=n) for n, url in enumerate(urls)
    ]
    assert not breaker.admits(batch, outcomes("bbbb"))
    flood = breaker.flood
    assert flood
    assert flood.common() == {
        "reason": "invalid_json (100%)",
        "stage": "decode (100%)",
        "partition": "articles.raw/0 (100%)",
        "domain": "baomau.example (50%)",
    }
    assert "4 of the last 4 records were rejected, most often invalid_json" in str(flood)
    assert (flood.example.place, flood.example.detail) == ("articles.raw/0@3", "line 1")


@pytest.mark.parametrize(
    ("value", "headers", "domain"),
    [
        (b'{"url": "https://a.baomau.example/x", "te', (), "baomau.example"),
        (
            rb'{"html": "<a \"url\": \"http://no.test\">", "link":"http:\/\/yes.test\/"}',
            (),
            "yes.test",
        ),
        (b'<script>{\'"url": "https://schema.org"\'}</script>', (), ""),
        (b"<p>", (("URL", b"https://vov.vn/1"),), "vov.vn"),
        (b'{"url": "not an address"}', (), ""),
        (b"\xff\xfe", (), ""),
        (None, (("url", b"\xff://"),), ""),
    ],
)
def test_the_domain_is_read_from_what_is_there(
    value: bytes | None, headers: tuple[tuple[str, bytes], ...], domain: str
) -> None:
    rejected = Rejected(Stage.DECODE, Reason.INVALID_JSON, "x")
    assert symptom_of(record(value, None, *headers), rejected).domain == domain
