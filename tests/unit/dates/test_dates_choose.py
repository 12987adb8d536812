from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.enriched_article import Date
from service.clean.dates import FLAGS, Chosen, Place, Said, choose, consistent

FETCHED = datetime(2026, 3, 6, tzinfo=UTC)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def chosen(
    *said: tuple[Place, str],
    fetched_at: datetime | None = FETCHED,
    language: str | None = "vi",
    zone: ZoneInfo | None = None,
) -> Chosen:
    return choose(
        [Said(text, place) for place, text in said],
        fetched_at=fetched_at,
        language=language,
        zone=zone,
    )


def date_of(result: Chosen) -> Date:
    assert result.date
    return result.date


@pytest.mark.parametrize("better", list(Place))
def test_the_more_trusted_place_wins_whatever_the_order(better: Place) -> None:
    order = [*(place for place in Place if place is not Place.SCRAPER), Place.SCRAPER]
    for worse in order[order.index(better) + 1 :]:
        result = chosen((worse, "2026-03-01T08:00:00Z"), (better, "2026-03-05T08:00:00Z"))
        assert (date_of(result).value.day, date_of(result).provenance) == (5, better.value)


def test_a_day_is_refined_by_a_finer_date_of_that_day() -> None:
    date = date_of(chosen((Place.JSON_LD, "2026-03-05"), (Place.TEXT, "5/3/2026 14:05 GMT+7")))
    assert date.value == datetime(2026, 3, 5, 7, 5, tzinfo=UTC)
    assert (date.precision, date.provenance) == ("minute", "text")


@pytest.mark.parametrize(
    ("finer", "refines"),
    [
        ("2026-03-05T00:05:00+14:00", True),  # still the 4th in UTC
        ("2026-03-05T23:55:00-11:00", True),  # already the 6th in UTC
        ("2026-03-06T12:05:00Z", False),
        ("2026-03-04T09:55:00Z", False),
    ],
)
def test_a_day_reaches_from_the_first_to_the_last_zone(finer: str, refines: bool) -> None:
    date = date_of(chosen((Place.META, "2026-03-05"), (Place.SCRAPER, finer), fetched_at=None))
    assert (date.provenance == "scraper") is refines


def test_a_midnight_to_the_second_is_refined_like_a_day() -> None:
    said = ((Place.META, "2026-03-05T00:00:00Z"), (Place.TIME, "2026-03-05T09:30:00Z"))
    assert date_of(chosen(*said)).provenance == "time"
    assert date_of(chosen(said[0])).precision == "second"


def test_agreement_makes_surer_and_contradiction_less_sure() -> None:
    one = (Place.META, "2026-03-05T08:00:00Z")
    alone = date_of(chosen(one)).confidence
    agreed = date_of(chosen(one, (Place.URL, "2026-03-05"))).confidence
    contradicted = date_of(chosen(one, (Place.URL, "2026-02-01"))).confidence
    assert contradicted < alone < agreed <= 0.99


def test_a_zone_said_is_surer_than_the_publishers_than_none() -> None:
    said = date_of(chosen((Place.META, "2026-03-05T14:05:00+07:00")))
    publishers = date_of(chosen((Place.META, "2026-03-05T14:05:00"), zone=HANOI))
    unknown = date_of(chosen((Place.META, "2026-03-05T14:05:00")))
    assert said.value == publishers.value == unknown.value - timedelta(hours=7)
    assert said.confidence > publishers.confidence > unknown.confidence
    assert unknown.confidence <= 0.7


def test_a_day_is_never_moved_by_a_zone() -> None:
    date = date_of(chosen((Place.URL, "2026-03-05"), zone=HANOI))
    assert (date.value, date.precision) == (datetime(2026, 3, 5, tzinfo=UTC), "day")
    assert date.confidence <= 0.7


@pytest.mark.parametrize(
    ("place", "said", "flags"),
    [
        (Place.META, "2026-03-07T00:00:01Z", {"date_in_future_refused"}),
        (Place.META, "1989-12-31", {"date_too_old_refused"}),
        (Place.META, "soon", set()),
        (Place.SCRAPER, "soon", {"date_unreadable"}),
        (Place.SCRAPER, "31/02/2026", {"date_unreadable"}),
    ],
)
def test_the_impossible_is_refused_and_flagged(place: Place, said: str, flags: set[str]) -> None:
    assert chosen((place, said)) == Chosen(None, frozenset(flags))
    behind = chosen((place, said), (Place.TEXT, "5/3/2026"))
    assert date_of(behind).provenance == "text"
    assert behind.flags == flags
    assert flags <= set(FLAGS)


def test_the_possible_is_not_refused() -> None:
    assert date_of(chosen((Place.META, "2026-03-07T00:00:00Z"))).value.day == 7
    assert date_of(chosen((Place.JSON_LD, "1912-04-15"))).value.year == 1912
    assert date_of(chosen((Place.META, "2199-01-01"), fetched_at=None)).value.year == 2199


def test_another_place_tells_day_from_month() -> None:
    alone = date_of(chosen((Place.TEXT, "4/3/2026"), language="en", fetched_at=None))
    told = date_of(
        chosen(
            (Place.TIME, "4/3/2026"), (Place.TEXT, "April 3, 2026"), language="en", fetched_at=None
        )
    )
    assert (alone.value.month, alone.confidence) == (3, 0.4)
    assert (told.value.month, told.provenance) == (4, "time")
    assert told.confidence > 0.4


def test_the_future_tells_day_from_month() -> None:
    date = date_of(chosen((Place.TEXT, "3/5/2026"), language="en"))
    assert (date.value.month, date.value.day) == (3, 5)
    assert date.confidence > 0.4


def test_nothing_said_is_nothing() -> None:
    assert chosen() == Chosen(None, frozenset())


def test_a_change_before_publication_is_dropped() -> None:
    published = date_of(chosen((Place.META, "2026-03-05T08:00:00Z")))
    same_day = date_of(chosen((Place.META, "2026-03-05")))
    before = date_of(chosen((Place.META, "2026-03-04T07:59:59Z")))
    assert consistent(published, same_day) is same_day
    assert consistent(published, before) is None
    assert consistent(None, before) is before
    assert consistent(published, None) is None


@given(
    st.lists(
        st.builds(
            Said,
            st.one_of(
                st.text(max_size=30),
                st.datetimes().map(str),
                st.dates().map(str),
                st.dates().map("{0:%d/%m/%Y}".format),
            ),
            st.sampled_from(Place),
        ),
        max_size=6,
    ),
    st.sampled_from([None, "en", "vi"]),
    st.sampled_from([None, FETCHED]),
)
def test_whatever_is_said_one_date_or_none_and_never_a_future_one(
    said: list[Said], language: str | None, fetched_at: datetime | None
) -> None:
    result = choose(said, fetched_at=fetched_at, language=language, zone=HANOI)
    assert result.flags <= set(FLAGS)
    if result.date:
        assert result.date.provenance in {one.place.value for one in said}
        assert not fetched_at or result.date.value <= fetched_at + timedelta(hours=24)
