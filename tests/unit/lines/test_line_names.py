from __future__ import annotations

import pytest

from service.clean.lines.looks import Looks
from service.clean.lines.names import are_names, attributed, named, split_names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Jane Doe", ["Jane Doe"]),
        ("Jane Doe and Tom Birch", ["Jane Doe", "Tom Birch"]),
        ("Jana Dorn und Tim Berg", ["Jana Dorn", "Tim Berg"]),
        ("Jeanne Dor et Tom Boulay", ["Jeanne Dor", "Tom Boulay"]),
        ("Juana Dora y Tomás Vega", ["Juana Dora", "Tomás Vega"]),
        ("Trần Minh và Phan Lữ", ["Trần Minh", "Phan Lữ"]),
        ("Trần Minh - Phan Lữ", ["Trần Minh", "Phan Lữ"]),
        ("Jane Doe, Tom Birch & Ann Lee", ["Jane Doe", "Tom Birch", "Ann Lee"]),
        ("Jane Doe/Tom Birch", ["Jane Doe", "Tom Birch"]),
        ("Anne-Marie Roux", ["Anne-Marie Roux"]),
        ("Andy Sand", ["Andy Sand"]),
        ("(Jane Doe).", ["Jane Doe"]),
        ("", []),
        (" , ; / ", []),
    ],
)
def test_names_are_split_where_they_are_joined(text: str, names: list[str]) -> None:
    assert split_names(text) == names


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("Jane Doe", True),
        ("Trần Minh Khang", True),
        ("Jane Doe and Tom Birch", True),
        ("Тимофей Берёзкин", True),
        ("Jane", False),
        ("Jane doe", False),
        ("Jane Doe 2", False),
        ("Who is Jane Doe?", False),
        ("Jane Doe: a life", False),
        ("One Two Three Four Five Six", False),
        ("JANE DOE", True),
        ("", False),
    ],
)
def test_a_line_of_names_is_nothing_but_capitalised_words(text: str, holds: bool) -> None:
    assert are_names(text) is holds


@pytest.mark.parametrize(
    ("line", "people"),
    [
        ("By Jane Doe", ["Jane Doe"]),
        ("BY JANE DOE", ["JANE DOE"]),
        ("By Jane Doe and Tom Birch", ["Jane Doe", "Tom Birch"]),
        ("Von Jana Dorn", ["Jana Dorn"]),
        ("Tác giả: Trần Minh Khang", ["Trần Minh Khang"]),
        ("Jane Doe", ["Jane Doe"]),
        ("By the river", []),
        ("By Friday all was ready", []),
        ("By", []),
        ("Reporter 7", []),
    ],
)
def test_a_byline_names_people_or_nobody(line: str, people: list[str]) -> None:
    assert named(Looks(line)) == people


@pytest.mark.parametrize(
    ("line", "outlets"),
    [
        ("Theo Báo Mẫu", ["Báo Mẫu"]),
        ("Nguồn: Báo Mẫu", ["Báo Mẫu"]),
        ("(Thông tấn xã Lam Giang/Sông Xanh+)", ["Thông tấn xã Lam Giang", "Sông Xanh+"]),
        ("(Theo Báo Mẫu)", ["Báo Mẫu"]),
        ("Quelle: nordpress", ["nordpress"]),
        ("Source: Newswire, Harbour Press", ["Newswire", "Harbour Press"]),
        ("Source:", []),
        ("Source: " + "x" * 61, []),
    ],
)
def test_an_attribution_names_who_is_credited(line: str, outlets: list[str]) -> None:
    assert attributed(Looks(line)) == outlets


@pytest.mark.parametrize("line", ["—", "…", "()", "By", "Theo", "- - -", "。"])
def test_a_line_without_names_names_nobody(line: str) -> None:
    assert named(Looks(line)) == []
    assert all(attributed(Looks(line)))
