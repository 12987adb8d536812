from __future__ import annotations

from collections.abc import Sequence

import pytest

from service.clean.lines.looks import Looks
from service.clean.lines.title import Around, candidates, features, find_title
from tests.unit.lines.articles import (
    ARTICLES,
    EN,
    HEADS,
    TAILS,
    VI,
    VI_TITLE,
    scraped,
    within,
)


def found(lines: Sequence[str]) -> str | None:
    return find_title([Looks(line) for line in lines])


@pytest.mark.parametrize("title", [title for title, _ in ARTICLES])
def test_the_headline_over_an_article_is_found(title: str) -> None:
    assert found(within(title, 0)) == title


@pytest.mark.parametrize("body", [body for _, body in ARTICLES], ids=lambda body: body[0][:20])
def test_clean_text_without_a_headline_has_none(body: Sequence[str]) -> None:
    assert found(body) is None
    assert found(body[:2]) is None


@pytest.mark.parametrize("title", HEADS)
def test_the_headline_is_found_under_the_head_of_a_site(title: str) -> None:
    assert found(scraped(title, 0)) == title


@pytest.mark.parametrize("title", HEADS)
def test_the_headline_said_twice_is_found(title: str) -> None:
    body = dict(ARTICLES)[title]
    assert found([title, *HEADS[title], title, *body, *TAILS[title]]) == title


@pytest.mark.parametrize(
    "above",
    [
        ("Thứ bảy, 12/04/2026",),
        ("Trang chủ", "Thời sự"),
        ("Home", "World", "Share", "Copy link"),
        ("Tin liên quan",),
        ("Trần Minh Khang",),
    ],
    ids=str,
)
def test_what_stands_above_the_headline_is_none(above: Sequence[str]) -> None:
    assert found([*above, VI_TITLE, *VI]) == VI_TITLE


def test_a_heading_inside_the_article_is_no_headline() -> None:
    assert found([*VI[:3], "Đi vòng 20 cây số", *VI[3:]]) is None
    assert found([*EN[:3], "A long way round", *EN[3:]]) is None


def test_a_text_of_one_line_or_of_none_has_no_headline() -> None:
    assert found([]) is None
    assert found([VI_TITLE]) is None
    assert found([VI[0]]) is None


def test_the_headline_is_one_of_the_lines() -> None:
    for title in HEADS:
        lines = scraped(title, 3)
        assert found(lines) in {*lines, None}


def test_candidates_stand_near_the_beginning_and_are_no_paragraphs() -> None:
    filler = [f"Giá vé số {number} hôm nay" for number in range(100)]
    lines = [Looks(line) for line in (VI_TITLE, *VI, *filler, "x" * 400)]
    around = Around.of(lines)
    places = candidates(lines, around)
    assert places[0] == 0
    assert all(place < 40 for place in places)
    assert all(len(lines[place].text) <= 300 for place in places)
    assert len({len(row) for row in features(lines, places, around)}) == 1
