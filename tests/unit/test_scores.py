from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.scores import (
    Score,
    body_score,
    folded,
    kept_lines,
    line_score,
    lost_share,
    mean,
    names_score,
    same_day,
    tokens,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's 3.5 % up.", ["It", "s", "3", "5", "up"]),
        ("Hà Nội, Việt_Nam", ["Hà", "Nội", "Việt_Nam"]),
        ("東京とABC。", ["東", "京", "と", "ABC"]),
        ("ไทย ok", ["ไ", "ท", "ย", "ok"]),
        ("한국어 글", ["한국어", "글"]),
        ("Su\u0308d\u00adtirol", ["Südtirol"]),
        ("", []),
    ],
)
def test_words_are_split_and_unspaced_characters_stand_alone(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@pytest.mark.parametrize(
    ("found", "gold", "score"),
    [
        # Gold abcd bcde cdef, found abcd bcde: two of two, two of three.
        ("a b c d e", "a b c d e f", Score(1, 2 / 3)),
        # Found abcd bcdx: one of two, one of one.
        ("a b c d x", "a b c d", Score(1 / 2, 1)),
        # As multisets: aaaa twice against once.
        ("a a a a a", "a a a a", Score(1 / 2, 1)),
        # Under four words there is one shingle, the whole.
        ("a b", "a b", Score(1, 1)),
        ("a b", "a b c", Score(0, 0)),
        ("A b c d", "a b c d", Score(0, 0)),
        ("", "a b c d", Score(0, 0)),
        ("a b c d", "", Score(0, 0)),
        ("", "", Score(1, 1)),
    ],
)
def test_a_body_is_scored_by_its_shingles(found: str, gold: str, score: Score) -> None:
    assert body_score(found, gold) == score


def test_the_f1_is_of_the_means_not_the_mean_of_the_f1s() -> None:
    both = mean([Score(1.0, 0.0), Score(0.0, 1.0)])
    assert both == Score(0.5, 0.5)
    assert both.f1 == 0.5
    assert Score(0.0, 0.0).f1 == 0.0
    assert mean([]) == Score(0.0, 0.0)


def test_a_line_is_kept_whole_or_by_sixty_percent_in_one_piece() -> None:
    lines = ["abcdefghij", "klmnopqrst", "uvwxyzuvwx"]
    #        6 of 10 from the middle, 5 of 10, 6 of 10 but in two pieces
    assert kept_lines("cdefgh klmno uvw,uvw", lines, "bbb") == [0]
    assert kept_lines("abcdef", lines, "bbb") == [0]
    assert kept_lines("efghij", lines, "bbb") == [0]


def test_a_piece_of_the_body_serves_one_line_and_body_lines_first() -> None:
    lines = ["The bridge is open again.", "The bridge is open again.", "bridge is open"]
    assert kept_lines("The bridge is open again.", lines, "obo") == [1]
    assert kept_lines("The bridge is open again. The bridge is open again.", lines, "obo") == [0, 1]


def test_a_line_that_is_there_whole_is_not_robbed_by_a_longer_one_half_there() -> None:
    lines = ["abcdefghij but this", "abcdefghij but"]
    assert kept_lines("abcdefghij but", lines, "bb") == [1]


def test_lines_without_a_label_do_not_count() -> None:
    lines = ["One line here.", "", "Another line.", "Not scored."]
    body = "One line here.\n\nNot scored."
    assert line_score(body, lines, "b_b?") == Score(1, 1 / 2)
    assert line_score(body, lines, "b_b?") == line_score(body.replace("\n", " "), lines, "b_b?")
    assert line_score(body, lines, "o_o?") is None
    assert line_score("", lines, "b_o?") == Score(0, 0)


def test_a_noise_line_in_the_body_costs_precision() -> None:
    assert line_score("One. Two. Menu", ["One.", "Two.", "Menu", "Login"], "bboo") == Score(
        2 / 3, 1
    )


def longest_piece(line: str, body: str) -> int:
    """By trying all pieces."""
    return max(
        (
            end - start
            for start in range(len(line))
            for end in range(start + 1, len(line) + 1)
            if line[start:end] in body
        ),
        default=0,
    )


@given(st.text("abc", min_size=1, max_size=12), st.text("abc", max_size=30))
def test_no_piece_is_missed(line: str, body: str) -> None:
    kept = kept_lines(body, [line], "b") == [0]
    assert kept == (longest_piece(line, body) >= 0.6 * len(line))


def test_long_lines_and_bodies_take_no_time_to_speak_of() -> None:
    body = " ".join(f"word{n}" for n in range(20_000))
    lines = [body[start : start + 400] + "?" * 400 for start in range(0, 100_000, 800)]
    started = perf_counter()
    assert kept_lines(body, lines, "b" * len(lines)) == []
    assert perf_counter() - started < 2


def test_names_are_compared_without_case_and_punctuation() -> None:
    assert folded("“Dr. Ana-María  LÓPEZ”") == folded("dr ana maría lópez")
    assert names_score(["Ana López", "Jo Bo"], ["ANA LÓPEZ"]) == Score(1 / 2, 1)
    assert names_score([], ["Ana"]) == Score(0, 0)
    assert names_score([], []) == Score(1, 1)
    assert names_score(["A.", "a"], ["A"]) == Score(1, 1)


def test_a_share_of_lost_words() -> None:
    assert lost_share("a b", "a b b c") == 0.5
    assert lost_share("anything", "") == 0.0
    assert lost_share("b a b c x", "a b b c") == 0.0


HANOI = timezone(timedelta(hours=7))


@pytest.mark.parametrize(
    ("found", "gold", "same"),
    [
        (None, datetime(2026, 3, 5, tzinfo=UTC), False),
        (date(2026, 3, 5), datetime(2026, 3, 5, 1, tzinfo=HANOI), True),
        (date(2026, 3, 4), datetime(2026, 3, 5, 1, tzinfo=HANOI), True),  # in UTC
        (date(2026, 3, 6), datetime(2026, 3, 5, 1, tzinfo=HANOI), False),
        (datetime(2026, 3, 4, 18, tzinfo=UTC), datetime(2026, 3, 5, 9, tzinfo=HANOI), True),
        (datetime(2026, 3, 4, 16, tzinfo=UTC), datetime(2026, 3, 5, 9, tzinfo=HANOI), False),
        (datetime(2026, 3, 4, 16, tzinfo=UTC), datetime.fromisoformat("2026-03-04"), True),
    ],
)
def test_a_day_is_the_same_in_its_own_zone_or_in_utc(
    found: date | None, gold: datetime, same: bool
) -> None:
    assert same_day(found, gold) is same
