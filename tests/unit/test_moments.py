from __future__ import annotations

from datetime import datetime

import pytest

from service.clean.dates import Place, Said
from service.clean.metadata import Metadata
from service.clean.moments import FLAGS, Moments, read_moments
from service.clean.page import NOTHING, Page
from service.publishers import by_host
from tests.records import TEXT, raw

VIETNAMESE = "https://vnexpress.net/tin-1.html"
AMERICAN = "https://www.nytimes.com/news/1.html"
UNKNOWN = "https://baomau.example/tin-1.html"


def said(text: str, place: Place = Place.JSON_LD) -> Said:
    return Said(text, place)


def page(*published: Said, modified: tuple[Said, ...] = (), language: str | None = None) -> Page:
    return Page(
        body="Hội đồng họp.",
        metadata=Metadata(language=language),
        published=published,
        modified=modified,
    )


def moments(
    given: Page = NOTHING, address: str | None = None, text: str = TEXT, **fields: object
) -> Moments:
    return read_moments(raw(**fields), given, address, text)


def value(found: Moments) -> datetime:
    assert found.published
    return found.published.value


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{moment}+00:00")


def test_where_nobody_says_a_date_there_is_none() -> None:
    assert moments() == Moments(None, None, None, frozenset())


def test_an_offset_that_is_said_wins_over_the_publishers_zone() -> None:
    found = moments(page(said("2026-03-05T14:05:00+01:00")), VIETNAMESE)
    assert value(found) == at("2026-03-05T13:05")


def test_without_an_offset_the_clock_is_the_publishers() -> None:
    found = moments(page(said("2026-03-05T14:05:00")), VIETNAMESE)
    assert by_host("vnexpress.net") is not None
    assert value(found) == at("2026-03-05T07:05")
    summer, winter = (
        value(moments(page(said(f"2026-{month}-05T14:05:00")), AMERICAN)) for month in ("07", "01")
    )
    assert (summer.hour, winter.hour) == (18, 19)


def test_without_offset_and_publisher_the_clock_is_unknown_and_believed_less() -> None:
    known = moments(page(said("2026-03-05T14:05:00")), VIETNAMESE).published
    unknown = moments(page(said("2026-03-05T14:05:00")), UNKNOWN).published
    assert known
    assert unknown
    assert unknown.value == at("2026-03-05T14:05")
    assert unknown.confidence <= 0.7 < known.confidence


@pytest.mark.parametrize(
    ("address", "language", "day"),
    [(VIETNAMESE, None, 3), (AMERICAN, None, 5), (UNKNOWN, "en-US", 5), (UNKNOWN, "vi", 3)],
)
def test_day_and_month_stand_as_the_publisher_or_the_page_writes_them(
    address: str, language: str | None, day: int
) -> None:
    found = moments(page(said("3/5/2026 14:05", Place.TEXT), language=language), address)
    month = {3: 5, 5: 3}[day]
    assert (value(found).month, value(found).day) == (month, day)


def test_the_scrapers_language_serves_where_the_page_says_none() -> None:
    found = moments(published_at="3/5/2026", language="vi")
    assert value(found) == at("2026-05-03T00:00")


def test_a_stamp_line_of_a_dirty_text_is_read_in_the_publishers_clock() -> None:
    text = "Tiêu đề bài báo\nThứ năm, 5/3/2026 14:05\nSáng nay, hội đồng họp phiên đầu tiên."
    found = moments(NOTHING, VIETNAMESE, text)
    assert value(found) == at("2026-03-05T07:05")
    assert found.published
    assert (found.published.provenance, found.published.precision) == ("text", "minute")


def test_a_stamp_line_says_its_offset() -> None:
    text = "Tiêu đề\nThứ năm, 5/3/2026 14:05 GMT+7\nSáng nay, hội đồng họp phiên đầu tiên."
    assert value(moments(NOTHING, None, text, language="vi")) == at("2026-03-05T07:05")


def test_a_date_in_a_sentence_dates_nothing() -> None:
    text = "Tiêu đề\nSáng 5/3/2026, hội đồng thành phố họp phiên đầu tiên về thư viện mới bên sông."
    assert moments(NOTHING, VIETNAMESE, text, language="vi").published is None


def test_the_address_of_a_dirty_text_has_a_day() -> None:
    found = moments(NOTHING, "https://baomau.example/2026/03/05/thu-vien.html")
    assert found.published
    assert (found.published.value, found.published.precision) == (at("2026-03-05T00:00"), "day")
    assert found.published.provenance == "url"


def test_lines_and_address_are_not_asked_where_there_is_a_page() -> None:
    text = "Tiêu đề\nThứ năm, 5/3/2026 14:05\nSáng nay, hội đồng họp."
    assert moments(page(), "https://baomau.example/2026/03/05/x.html", text).published is None


def test_the_scrapers_date_is_the_last_to_be_believed() -> None:
    found = moments(
        page(said("2026-03-05T14:05:00+07:00")), published_at="2026-03-09T10:00:00+07:00"
    )
    assert value(found) == at("2026-03-05T07:05")
    assert found.published
    assert found.published.provenance == "json_ld"
    stamp = "Tiêu đề\nThứ năm, 5/3/2026 14:05 GMT+7\nSáng nay, hội đồng họp."
    dirty = moments(NOTHING, None, stamp, language="vi", published_at="2026-03-09T10:00:00+07:00")
    assert value(dirty) == at("2026-03-05T07:05")


def test_places_that_agree_make_surer_than_places_that_do_not() -> None:
    moment = said("2026-03-05T14:05:00+07:00")
    alone, agreed, contradicted = (
        moments(page(moment), **fields).published
        for fields in ({}, {"published_at": "2026-03-05"}, {"published_at": "2026-01-09"})
    )
    assert alone
    assert agreed
    assert contradicted
    assert contradicted.confidence < alone.confidence < agreed.confidence


def test_the_scrapers_date_serves_where_nobody_else_says_one() -> None:
    found = moments(published_at=1_772_694_300)
    assert value(found) == at("2026-03-05T07:05")
    assert found.published
    assert found.published.provenance == "scraper"


def test_what_was_changed_before_it_was_published_was_not_changed() -> None:
    published = said("2026-03-05T14:05:00Z")
    for modified, expected in (
        ("2026-03-05T18:00:00Z", at("2026-03-05T18:00")),
        ("2026-03-05T09:00:00Z", at("2026-03-05T09:00")),  # the same day: a day's slip of a zone
        ("2026-02-01T09:00:00Z", None),
    ):
        found = moments(page(published, modified=(said(modified),))).modified
        assert (found.value if found else None) == expected


def test_a_change_is_no_publication() -> None:
    found = moments(page(modified=(said("2026-03-05T18:00:00Z"),)))
    assert found.published is None
    assert found.modified


@pytest.mark.parametrize(
    ("published_at", "flag"),
    [
        ("2026-03-07T12:00:00Z", "date_in_future_refused"),
        ("1962-03-07", "date_too_old_refused"),
        ("yesterday-ish", "date_unreadable"),
        ("2026-02-30", "date_unreadable"),
    ],
)
def test_what_cannot_be_is_refused_with_a_flag(published_at: str, flag: str) -> None:
    found = moments(published_at=published_at, fetched_at="2026-03-05T08:00:00Z")
    assert found.published is None
    assert found.flags == {flag}
    assert flag in FLAGS


def test_a_date_that_is_refused_gives_way_to_the_next() -> None:
    found = moments(
        page(said("2031-01-01T00:00:00Z")),
        published_at="2026-03-05T07:00:00Z",
        fetched_at="2026-03-05T08:00:00Z",
    )
    assert value(found) == at("2026-03-05T07:00")
    assert found.flags == {"date_in_future_refused"}


def test_a_clock_may_be_a_day_fast() -> None:
    found = moments(published_at="2026-03-06T07:59:00Z", fetched_at="2026-03-05T08:00:00Z")
    assert value(found) == at("2026-03-06T07:59")


def test_an_old_archive_that_says_so_in_json_ld_is_believed() -> None:
    assert value(moments(page(said("1962-03-07")))) == at("1962-03-07T00:00")


@pytest.mark.parametrize("fetched_at", ["never", "", "99999-01-01"])
def test_a_fetch_that_cannot_be_read_is_unknown(fetched_at: str) -> None:
    assert moments(fetched_at=fetched_at).fetched_at is None


def test_the_fetch_is_in_utc() -> None:
    assert moments(fetched_at="2026-03-05T15:00:00+07:00").fetched_at == at("2026-03-05T08:00")
