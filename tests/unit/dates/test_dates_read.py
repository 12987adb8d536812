from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.clean.dates import Place, Said, Zone, choose, read

DAY = datetime(2026, 3, 5, tzinfo=UTC)
NOON = datetime(2026, 3, 5, 7, 5, tzinfo=UTC)
AFTERNOON = datetime(2026, 3, 5, 14, 5, tzinfo=UTC)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.mark.parametrize(
    "said",
    [
        "2026-03-05T14:05:00+07:00", "2026-03-05T07:05:00Z", "20260305T140500+0700",
        "2026-03-05 14:05+07:00", "2026-03-05 14:05:00 +0700", "2026-03-05T14:05:00+07",
        "2026-03-05T07:05:00.000Z", "2026-03-05T07:05:00,000Z", "2026-03-05T07:05:00.0000000Z",
        "2026-03-05T14:05:00+07:00[Asia/Ho_Chi_Minh]", "2026-03-05T14:05:00GMT+0700",
        "  2026/03/05 07:05:00 UTC ", "2026-03-05t07:05:00z",
        "Thu, 05 Mar 2026 14:05:00 +0700", "Thursday, 05-Mar-26 07:05:00 GMT",
        "Thu Mar 05 07:05:00 +0000 2026", "Thu, 5 Mar 2026 02:05 EST",
        "1772694300", 1_772_694_300, 1_772_694_300.0, "1772694300000", 1_772_694_300_000,
        "1772694300000000", "1772694300.0", "/Date(1772694300000)/",
    ],
)  # fmt: skip
def test_one_instant_in_many_forms(said: str | float) -> None:
    found = read(said)
    assert found
    assert (found.value, found.zone) == (NOON, Zone.SAID)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("vi", "Thứ năm, 5/3/2026 14:05"), ("vi", "05/03/2026 - 14:05"), ("vi", "14:05, 05/03/2026"),
        ("vi", "14h05 ngày 5/3/2026"), ("vi", "Cập nhật: 14:05 ngày 05-03-2026"),
        ("vi", "Thứ Năm, ngày 05 tháng Ba năm 2026 - 14:05"), ("vi", "14 giờ 05 phút, 5 tháng 3, 2026"),
        ("de", "5. März 2026, 14:05 Uhr"), ("de", "Stand: 05.03.2026, 14.05 Uhr"),
        ("de-AT", "Donnerstag, 05.03.26 14:05 Uhr"),
        ("en-US", "March 5, 2026 2:05 p.m."), ("en-US", "Published: 3/5/2026 2:05 PM"),
        ("en", "5th of March 2026 at 14.05"), ("en-GB", "2:05pm, Thu 5 Mar 2026"),
        ("fr", "Publié le jeudi 5 mars 2026 à 14 h 05"), ("fr-CA", "5 mars 2026 à 14h05"),
        ("es", "5 de marzo de 2026 - 14:05 h"), ("it", "Giovedì 5 marzo 2026, 14:05"),
        ("pt-BR", "quinta-feira, 5 de março de 2026 às 14h05"), ("nl", "5 maart 2026 om 14:05"),
        ("pl", "5 marca 2026, 14:05"), ("cs", "5. března 2026 14:05"), ("hu", "2026. március 5. 14:05"),
        ("ru", "5 марта 2026 г. в 14:05"), ("uk", "5 березня 2026, 14:05"), ("bg", "5 март 2026, 14:05"),
        ("tr", "5 Mart 2026 Perşembe 14:05"), ("tr", "05 MART 2026 - 14:05"),
        ("id", "Kamis, 5 Maret 2026 - 14.05"), ("sv", "5 mars 2026 kl. 14.05"),
        ("fi", "5. maaliskuuta 2026 klo 14.05"), ("lt", "2026 m. kovo 5 d. 14:05"),
        ("lv", "2026. gada 5. martā 14:05"), ("eu", "2026ko martxoaren 5a 14:05"),
        ("el", "5 Μαρτίου 2026, 14:05"), ("el", "5 ΜΑΡΤΙΟΥ 2026, 14:05"), ("el", "5 Μαρ. 2026 2:05 μ.μ."),
        ("ja", "2026年3月5日 14時05分"), ("ja", "2026年3月5日(木) 午後2時05分"), ("ja", "令和8年3月5日 14:05"),
        ("zh", "２０２６年３月５日　１４：０５"), ("zh-TW", "民國115年3月5日 下午2:05"),
        ("ko", "2026년 3월 5일 오후 2:05"), ("ko", "입력 2026.03.05. 오후 2:05"), ("mn", "2026 оны 3 сарын 5, 14:05"),
        ("ar", "الخميس 5 مارس 2026 14:05"), ("ar", "٥ آذار ٢٠٢٦ - ١٤:٠٥"), ("ar", "2:05 م - 5 مارس 2026"),
        ("fa", "پنجشنبه ۱۴ اسفند ۱۴۰۴ ساعت ۱۴:۰۵"), ("fa", "۱۴۰۴/۱۲/۱۴ ۱۴:۰۵"), ("he", "5 במרץ 2026, 14:05"),
        ("hi", "5 मार्च 2026, 02:05 PM"), ("hi", "०५ मार्च २०२६ १४:०५"), ("bn", "৫ মার্চ ২০২৬, ১৪:০৫"),
        ("th", "5 มีนาคม 2569 14:05 น."), ("th", "05 มี.ค. 69 14:05 น."), ("th", "5 มีนาคม พ.ศ. 2569 14:05"),
    ],
)  # fmt: skip
def test_a_date_as_people_write_it(language: str, said: str) -> None:
    found = read(said, language=language)
    assert found
    assert (found.value, found.precision, found.zone) == (AFTERNOON, "minute", Zone.UNKNOWN)


@pytest.mark.parametrize(
    "said",
    ["Thứ năm, 5/3/2026 14:05 GMT+7", "14:05 | 05/03/2026 (GMT+7)", "5/3/2026 14:05 UTC+07:00"],
)
def test_gmt_plus_seven_is_east_of_greenwich(said: str) -> None:
    found = read(said, language="vi")
    assert found
    assert (found.value, found.zone) == (NOON, Zone.SAID)


@pytest.mark.parametrize(
    ("said", "utc_hour"),
    [
        ("14:05 EST", 19),
        ("14:05 ET", 19),
        ("14:05 Uhr MEZ", 13),
        ("14:05 WIB", 7),
        ("14:05 МСК", 11),
    ],
)
def test_a_zone_by_its_short_name(said: str, utc_hour: int) -> None:
    found = read(f"5 March 2026 {said}")
    assert found
    assert (found.value, found.zone) == (DAY.replace(hour=utc_hour, minute=5), Zone.SAID)


def test_an_ambiguous_short_name_is_the_publishers_or_nobodys() -> None:
    said = "05 Mar 2026, 12:35 IST"
    assert read(said, language="en").value == DAY.replace(hour=12, minute=35)  # type: ignore[union-attr]
    india = read(said, language="en", zone=ZoneInfo("Asia/Kolkata"))
    assert india
    assert (india.value, india.zone) == (NOON, Zone.SAID)


def test_the_publishers_zone_moves_a_time_but_never_a_day() -> None:
    timed, day = read("2026-03-05 14:05:00", zone=HANOI), read("2026-03-05", zone=HANOI)
    assert timed
    assert day
    assert (timed.value, timed.zone, timed.precision) == (NOON, Zone.PUBLISHER, "second")
    assert (day.value, day.zone, day.precision) == (DAY, Zone.UNKNOWN, "day")


@pytest.mark.parametrize(
    ("language", "zone", "said", "day", "other"),
    [
        ("en-US", None, "3/5/2026", date(2026, 3, 5), None),
        ("en", "America/Chicago", "3/5/2026", date(2026, 3, 5), None),
        ("en-GB", None, "5/3/2026", date(2026, 3, 5), None),
        ("de", None, "5/3/2026", date(2026, 3, 5), None),
        ("en", None, "5/3/2026", date(2026, 3, 5), date(2026, 5, 3)),
        (None, None, "5/3/2026", date(2026, 3, 5), date(2026, 5, 3)),
        (None, None, "5.3.2026", date(2026, 3, 5), None),
        ("en-US", None, "03.05.2026", date(2026, 3, 5), date(2026, 5, 3)),
        (None, None, "3/15/2026", date(2026, 3, 15), None),
        ("en-US", None, "15/3/2026", date(2026, 3, 15), None),
        (None, None, "3/3/2026", date(2026, 3, 3), None),
        ("en", None, "Thu 3/5/2026", date(2026, 3, 5), None),
        ("en", None, "Tuesday, 3/5/2026", date(2026, 5, 3), date(2026, 3, 5)),
    ],
)
def test_day_and_month_are_never_swapped_in_silence(
    language: str | None, zone: str | None, said: str, day: date, other: date | None
) -> None:
    found = read(said, language=language, zone=ZoneInfo(zone) if zone else None)
    assert found
    assert (found.day, found.other_day) == (day, other)


@pytest.mark.parametrize("said", ["5. listopadu 2026", "5 listopada 2026"])
def test_a_month_that_is_another_elsewhere_needs_its_language(said: str) -> None:
    assert read(said) is None
    assert read(said, language="cs" if said.endswith("u 2026") else "hr") is not None


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("2026-03-05T24:00:00Z", datetime(2026, 3, 6, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2017, 1, 1, tzinfo=UTC)),
        ("1 Esfand 1404", None),
        ("12:05 AM March 5, 2026", datetime(2026, 3, 5, 0, 5, tzinfo=UTC)),
        ("March 5, 2026 12:05 PM", datetime(2026, 3, 5, 12, 5, tzinfo=UTC)),
        ("2026-03-05T25:00:00Z", DAY),
        ("2026-03-05T14:05:00+99:00", AFTERNOON),
        ("29/02/2024", datetime(2024, 2, 29, tzinfo=UTC)),
        ("20260305", DAY),
        (20_260_305, DAY),
        ("202603051405", AFTERNOON),
    ],
)
def test_edges_of_clock_and_calendar(said: str | int, value: datetime | None) -> None:
    found = read(said)
    assert (found.value if found else None) == value


@pytest.mark.parametrize(
    "said",
    ["", "soon", "None", "3 hours ago", "hôm qua", "hôm 27/12", "March 2026", "2026", "2026-03", "0",
     0, -1, "0000-03-05", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "31/02/2026",
     "29/02/2026", float("nan"), float("inf"), 1e300, 10**300, "2026-13-01", "1200-01-01",
     "99999999999999", "5 March 2569", "1447-03-05", "PT5M", "12.05.26.3", "1.2.3"],
)  # fmt: skip
def test_what_is_no_date_relative_or_impossible_is_none(said: str | float) -> None:
    assert read(said) is None


@pytest.mark.parametrize(
    ("said", "kept"), [("2026-03-06T07:05:00Z", True), ("2026-03-06T07:05:01Z", False)]
)
def test_nothing_is_published_a_day_after_it_was_fetched(said: str, kept: bool) -> None:
    chosen = choose([Said(said, Place.META)], fetched_at=NOON, language=None, zone=None)
    assert (chosen.date is not None) is kept


WORDS = st.sampled_from(
    ["5", "03", "2026", "2569", "14:05", "/", "-", ".", ",", " ", "年", "月", "march", "tháng", "сарын",
     "GMT+7", "EST", "PM", "th", "٢٠٢٦", "มีนาคม", "اسفند", "元", "T", "Z", "+", "h", "'"]
)  # fmt: skip


@given(
    st.one_of(
        st.text(),
        st.integers(),
        st.floats(),
        st.datetimes().map(str),
        st.lists(WORDS, max_size=40).map("".join),
    ),
    st.sampled_from([None, "vi", "th", "fa", "en-US", "ja", "x" * 50]),
)
@example("Thu, 99 Mar 2026 99:99:99 +9999", None)
@example("Mon, 01 Jan 0000 00:00:00 -0000", None)
@example("tháng 012345 5 2026", "vi")
@example("5" * 4000, None)
@example("²/³/2026", None)
@example(10**5000, None)
@example(-62_135_596_800_001, None)  # a second before year 1
def test_whatever_is_said_no_error_and_twice_the_same(
    said: str | float, language: str | None
) -> None:
    found = read(said, language=language, zone=HANOI)
    assert found == read(said, language=language, zone=HANOI)
    assert found is None or found.value.tzinfo is UTC


def test_nothing_is_filled_in_from_the_machines_clock_or_zone() -> None:
    code = "from service.clean.dates import read; print(read('5 March 2026, 14:05'), read('14:05'))"
    results = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "TZ": zone},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for zone in ("UTC", "Pacific/Kiritimati")
    }
    assert len(results) == 1
