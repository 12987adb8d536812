"""What the chaos suite says of its drills."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from tests.chaos import report
from tests.chaos.drill import GUARANTEES, Drill, Result
from tests.chaos.faults import FAULTS
from tests.counting import Count

GOOD = Result(
    Drill("kill", "exactly_once", 3),
    records=900,
    recoveries_s=[1.0, 7.0, 2.0],
    bound=150,
    kills=5,
    exits={4: 1},
)
DOUBLED = Result(Drill("kill", "at_least_once", 3), Count(duplicated=151), bound=150)
RUNS = [("python -m tests.chaos", 17.0)]


def test_results_are_kept(tmp_path: Path) -> None:
    report.save(tmp_path / "results", [GOOD, DOUBLED], RUNS)
    assert report.load(tmp_path / "results") == ([GOOD, DOUBLED], RUNS)
    assert report.load(tmp_path / "none") == ([], [])


def test_doubles_beyond_the_bound_are_a_fault_and_within_it_only_at_least_once() -> None:
    assert GOOD.faults == []
    assert DOUBLED.faults == ["1 duplicated"]
    assert Result(DOUBLED.drill, Count(duplicated=150), bound=150).faults == []
    assert Result(GOOD.drill, Count(duplicated=1), bound=150).faults == ["1 duplicated"]


@pytest.mark.parametrize(
    "result",
    [
        Result(GOOD.drill, Count(lost=1)),
        Result(GOOD.drill, Count(misordered=1)),
        Result(GOOD.drill, Count(wrong=1)),
        Result(GOOD.drill, uneven=1),
        Result(GOOD.drill, stale=True),
        Result(GOOD.drill, broke="not in 180 s: a commit"),
    ],
)
def test_whatever_is_wrong_is_a_fault(result: Result) -> None:
    assert len(result.faults) == 1


def test_the_document_gets_tables_and_keeps_its_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"Words.\n{report.BEGIN}\nold\n{report.END}\nMore.\n", "utf-8")
    monkeypatch.setattr(report, "DOCUMENT", page)
    report.write([GOOD, DOUBLED], RUNS)
    text = page.read_text("utf-8")
    assert text.startswith("Words.\n")
    assert text.endswith("\nMore.\n")
    assert "old" not in text
    assert "| kill | 3 | 900 | 0 | 0 | 0 | 0 | 2.0 | 7.0 |" in text
    assert "151 (≤ 150)" in text
    assert "**kill-at_least_once**: 1 duplicated" in text
    assert "5 services killed" in text


def test_the_table_for_people_names_what_broke() -> None:
    console = Console(record=True, width=200)
    report.show(console, [GOOD, DOUBLED])
    assert "kill-at_least_once: 1 duplicated" in console.export_text()


def test_the_committed_document_tells_of_every_fault_and_both_guarantees() -> None:
    text = report.DOCUMENT.read_text("utf-8")
    assert all(f"### {guarantee}" in text for guarantee in GUARANTEES)
    assert all(text.count(f"| {fault.name} |") == len(GUARANTEES) for fault in FAULTS)
