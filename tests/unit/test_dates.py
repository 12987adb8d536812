from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.clean.dates import read_date, read_instant

NOON = datetime(2026, 3, 5, 7, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        "2026-03-05T14:05:00+07:00",
        "2026-03-05T07:05:00Z",
        "20260305T140500+0700",
        "2026-03-05 14:05+07:00",
        "Thu, 05 Mar 2026 14:05:00 +0700",
        "1772694300",
        1_772_694_300,
        1_772_694_300_000,
        "1772694300000",
        1_772_694_300.0,
    ],
)
def test_one_instant_in_many_forms(said: str | float) -> None:
    assert read_instant(said) == NOON


@pytest.mark.parametrize(
    ("said", "precision", "confidence"),
    [
        ("2026-03-05", "day", 0.7),
        ("20260305", "day", 0.7),
        ("2026-03-05T14:05+07:00", "minute", 0.8),
        ("2026-03-05 14:05", "minute", 0.7),
        ("2026-03-05T14:05:00+07:00", "second", 0.8),
        (1_772_694_300, "second", 0.8),
    ],
)
def test_a_date_says_how_exact_and_how_sure_it_is(
    said: str | int, precision: str, confidence: float
) -> None:
    date = read_date(said, "scraper")
    assert date
    assert (date.precision, date.confidence, date.provenance) == (precision, confidence, "scraper")


@pytest.mark.parametrize(
    "said",
    ["", "soon", "None", "5/3/2026", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00",
     float("nan"), float("inf"), 1e300, -(10**13), "2026-13-01", "1200-01-01", "99999999999999"],
)  # fmt: skip
def test_what_is_no_date_or_impossible_is_none(said: str | float) -> None:
    assert read_date(said, "scraper") is None


@pytest.mark.parametrize(
    ("said", "kept"), [("2026-03-06T07:05:00Z", True), ("2026-03-06T07:05:01Z", False)]
)
def test_nothing_is_published_a_day_after_it_was_fetched(said: str, kept: bool) -> None:
    assert (read_date(said, "page", fetched_at=NOON) is not None) is kept


@given(st.one_of(st.text(), st.integers(), st.floats(), st.datetimes().map(str)))
@example("Thu, 99 Mar 2026 99:99:99 +9999")
@example("Mon, 01 Jan 0000 00:00:00 -0000")
def test_whatever_is_said_no_error(said: str | float) -> None:
    date = read_date(said, "scraper")
    assert date is None or date.value.tzinfo is UTC
