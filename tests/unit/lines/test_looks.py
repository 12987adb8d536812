from __future__ import annotations

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clean.lines.features import FEATURES, rows
from service.clean.lines.looks import Looks
from service.clean.phrases import Kind
from tests.unit.lines.articles import ARTICLES, EN_TITLE, JA_TITLE, VI_TITLE, scraped

LINES = st.lists(
    st.text(min_size=1).map(lambda text: " ".join(text.split())).filter(bool),
    min_size=1,
    max_size=6,
)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Phà chạy lại sáng nay", 5),
        ("It's the ferry-man's boat", 4),
        ("3.000 đồng", 2),
        ("渡し船が再開した", 4),
        ("渡船重新开放了 today", 4.5),
        ("नाव फिर से चलने लगी", 5),
        ("เรือข้ามฟาก", 5.5),
        ("— … —", 0),
    ],
)
def test_words_are_counted_in_every_script(line: str, words: float) -> None:
    assert Looks(line).words == words


@pytest.mark.parametrize("paragraph", [p for _, body in ARTICLES for p in body])
def test_a_paragraph_is_running_text(paragraph: str) -> None:
    assert Looks(paragraph).is_prose


@pytest.mark.parametrize(
    "line",
    [*(title for title, _ in ARTICLES), "Phà chạy lại.", "Share", "12/04/2026", "Home > News"],
)
def test_a_headline_and_a_short_line_are_none(line: str) -> None:
    assert not Looks(line).is_prose


def test_sixty_words_are_running_text_without_any_mark() -> None:
    assert Looks("เรือข้ามฟาก" * 12).is_prose
    assert not Looks("เรือข้ามฟาก" * 9).is_prose


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Phà chạy lại!", "PHÀ CHẠY LẠI"),
        ("“The ferry”, again", "The ferry again."),
        ("Straße 7", "STRASSE 7"),
        ("渡し船、再開", "渡し船再開"),
    ],
)
def test_lines_that_say_the_same_have_the_same_key(one: str, other: str) -> None:
    assert Looks(one).key == Looks(other).key


@pytest.mark.parametrize(
    ("line", "prefix"),
    [
        ("VOV.VN - Sáng nay phà chạy", "VOV.VN"),
        ("(Ngày Mới) – Sáng nay phà chạy", "(Ngày Mới)"),
        ("Sáng nay phà chạy", ""),
        ("a-b-c", ""),
        ("x" * 60 + " - y", ""),
    ],
)
def test_a_prefix_stands_before_a_dash_near_the_start(line: str, prefix: str) -> None:
    assert Looks(line).prefix == prefix


@pytest.mark.parametrize(
    ("line", "kind", "opens", "is_only"),
    [
        ("Xem thêm", Kind.RELATED, True, True),
        (">> Xem thêm: Cầu mới", Kind.RELATED, True, False),
        ("Xem thêmm", Kind.RELATED, False, False),
        ("Share", Kind.ACTION, True, True),
        ("• Share •", Kind.ACTION, True, True),
        ("Share prices fell on Monday", Kind.ACTION, False, False),
        ("広告", Kind.BOILERPLATE, True, True),
        ("The ferry", Kind.ACTION, False, False),
    ],
)
def test_a_phrase_opens_a_line_or_is_all_of_it(
    line: str, kind: Kind, opens: bool, is_only: bool
) -> None:
    looks = Looks(line)
    assert (looks.opens(kind), looks.is_only(kind)) == (opens, is_only)


@pytest.mark.parametrize(
    ("line", "has_date", "has_address"),
    [
        ("12/04/2026", True, False),
        ("2026年4月12日", True, False),
        ("lúc 14:05 hôm nay", True, False),
        ("In 1962 it began", True, False),
        ("3.000 đồng", False, False),
        ("see https://a.example/1", False, True),
        ("write to desk@baomau.example", False, True),
        ("baomau.vn", False, True),
        ("The ferry", False, False),
    ],
)
def test_dates_and_addresses_are_seen(line: str, has_date: bool, has_address: bool) -> None:
    assert (Looks(line).has_date, Looks(line).has_address) == (has_date, has_address)


@given(LINES)
def test_every_line_has_a_row_of_finite_numbers(lines: list[str]) -> None:
    found = rows([Looks(line) for line in lines])
    assert len(found) == len(lines)
    assert all(len(row) == len(FEATURES) for row in found)
    assert all(math.isfinite(value) for row in found for value in row)


def test_a_row_has_a_name_for_each_of_its_numbers_and_no_name_twice() -> None:
    assert len(set(FEATURES)) == len(FEATURES)


@pytest.mark.parametrize("lines", [scraped(VI_TITLE, 0), scraped(EN_TITLE, 0), [JA_TITLE]], ids=len)
def test_rows_depend_on_nothing_but_the_lines(lines: list[str]) -> None:
    first = rows([Looks(line) for line in lines])
    assert rows([Looks(line) for line in lines]) == first


def test_a_line_of_megabytes_is_described_by_its_beginning() -> None:
    start = time.perf_counter()
    rows([Looks("word " * 200_000), Looks("từ " * 200_000), Looks("字。" * 200_000)])
    assert time.perf_counter() - start < 2
