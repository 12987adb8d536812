from __future__ import annotations

from collections.abc import Iterable

import pytest

from service.live.rhythm import Heard, Rhythms

HOUR, DAY = 3_600.0, 86_400.0


def rhythm(instants: Iterable[float], name: str = "vov.vn") -> Heard:
    rhythms = Rhythms()
    rhythms.hear((name, at) for at in instants)
    return next(source for source in rhythms.heard() if source.name == name)


def test_bursts_an_hour_apart_are_a_rhythm_of_an_hour() -> None:
    bursts = rhythm(hour * HOUR + second for hour in range(6) for second in range(50))
    end = 5 * HOUR + 49
    assert not bursts.is_silent(end + 1.9 * HOUR)
    assert bursts.is_silent(end + 2.1 * HOUR)


def test_a_steady_source_is_not_silent_within_ten_minutes() -> None:
    steady = rhythm(float(second) for second in range(100))
    assert not steady.is_silent(99 + 599)
    assert steady.is_silent(99 + 601)


def test_a_source_heard_seldom_has_no_rhythm() -> None:
    assert not rhythm([0, 1, 2, 3]).is_silent(30 * DAY)


def test_nights_stay_in_mind_and_one_long_pause_fades() -> None:
    daily = [day * DAY + hour * HOUR for day in range(14) for hour in range(8, 20)]
    assert not rhythm(daily).is_silent(daily[-1] + 13 * HOUR)
    broken = [0.0, *(30 * DAY + hour * HOUR for hour in range(24 * 60))]
    assert rhythm(broken).longest_s < DAY


def test_an_older_record_of_another_partition_is_no_pause() -> None:
    mixed = rhythm([100, 50, 101, 51, 102])
    assert mixed.last_at == 102
    assert mixed.longest_s == pytest.approx(1, rel=1e-3)


def test_names_made_up_drive_out_each_other_never_a_known_source() -> None:
    rhythms = Rhythms()
    rhythms.hear(("vov.vn", float(n)) for n in range(5))
    rhythms.hear((f"{n}.example", float(n)) for n in range(20_000))
    names = [source.name for source in rhythms.heard()]
    assert "vov.vn" in names
    assert len(names) <= 2_000


def test_articles_without_a_publisher_only_move_the_time() -> None:
    rhythms = Rhythms()
    rhythms.hear([("", 17.0)])
    assert (rhythms.heard(), rhythms.newest_at) == ([], 17.0)
