from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clean.dates import Place, Said, from_lines

PROSE = (
    "Cây cầu qua cảng đã thông xe trở lại sáng nay sau một năm sửa chữa, theo thông báo của thành phố. "
    * 2
)
SEEDS = Path(__file__).parents[4] / "shared" / "data" / "seeds"  # beside the checkout, if at all


@pytest.mark.parametrize(
    ("language", "stamp"),
    [
        ("vi", "Thứ năm, 5/3/2026 14:05 GMT+7"), ("vi", "Thứ Năm, 05/03/2026 - 14:05"),
        ("vi", "14h05 ngày 5/3/2026"), ("vi", "Đăng lúc: 14:05, 05/03/2026"),
        ("de", "Donnerstag, 5. März 2026, 14:05 Uhr"), ("en", "Published: March 5, 2026 at 2:05 p.m. ET"),
        ("ja", "2026年3月5日 14時05分"), ("th", "5 มี.ค. 2569 14:05 น."), ("ko", "입력 2026.03.05 14:05"),
    ],
)  # fmt: skip
def test_a_line_that_is_wholly_a_stamp(language: str, stamp: str) -> None:
    said = Said(stamp, Place.TEXT)
    assert from_lines(["Tựa đề", "", stamp, "", PROSE], language) == said
    assert from_lines(["Tựa đề", PROSE, stamp, PROSE], language) == said


def test_of_two_labelled_dates_the_published_one() -> None:
    line = "Giriş: 05.03.2026 - 14:05 Güncelleme: 06.03.2026 - 18:57"
    assert from_lines([line, PROSE], "tr") == Said("05.03.2026 - 14:05", Place.TEXT)


@pytest.mark.parametrize(
    "lines",
    [
        [],
        ["Tựa đề", PROSE, PROSE],
        ["Ông nói hôm 27/12 rằng cầu sẽ thông xe."],
        ["Ông nói hôm 5/3/2026 rằng cầu sẽ thông xe.", PROSE],
        ["Lịch thi đấu bóng đá ngày 5/3/2026", PROSE],
        ["Tử vi ngày 5/3/2026 của 12 con giáp", PROSE],
        ["5/3/2026 và 6/3/2026", PROSE],
        ["14:05 Cầu cảng thông xe 5/3/2026", PROSE],
        ["Cập nhật: 5/3/2026", PROSE],
        ["Tựa đề", PROSE, PROSE, "5/3/2026 14:05"],
        ["Tựa đề", PROSE, "Đọc thêm", "5/3/2026 14:05"],
        ["một", *["hai"] * 20, "5/3/2026 14:05"],
    ],
)
def test_other_lines_are_no_stamp(lines: list[str]) -> None:
    assert from_lines(lines, "vi") is None


@pytest.mark.skipif(not SEEDS.exists(), reason="the seeds are not part of the repository")
def test_the_seeds_say_no_date() -> None:
    for path in SEEDS.glob("*.txt"):
        assert from_lines(path.read_text("utf-8").splitlines(), "vi") is None


@given(st.lists(st.text(max_size=60), max_size=8), st.sampled_from([None, "vi", "en"]))
def test_whatever_the_lines_no_error(lines: list[str], language: str | None) -> None:
    said = from_lines(lines, language)
    assert said is None or any(said.text in line for line in lines)
