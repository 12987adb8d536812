from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from importlib.resources import files

import pytest

from service.clean.dates.labels import Label, label_of
from service.clean.dates.names import fold, markers

FOLDER = files("service.clean.dates")


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_language_has_twelve_months_once() -> None:
    counted = Counter((row["language"], row["kind"]) for row in rows("names.csv"))
    languages = {language for language, _ in counted}
    assert len(languages) > 80
    assert set(counted.values()) == {1}
    for language in languages:
        assert {str(month) for month in range(1, 13)} <= {
            kind for found, kind in counted if found == language
        }, language


@pytest.mark.parametrize("name", ["names.csv", "labels.csv"])
def test_the_tables_are_in_one_form(name: str) -> None:
    for row in rows(name):
        cell = row.get("names") or row["words"]
        assert unicodedata.is_normalized("NFC", cell)
        assert all(part and part == part.strip() for part in cell.split("|")), row
        assert None not in row.values()


def test_a_name_is_its_month_or_none_within_its_language() -> None:
    unclear = set()
    for row in rows("names.csv"):
        if row["kind"].isdigit():
            own = markers(row["language"].split("-")[0])
            for name in row["names"].split("|"):
                if fold(name) in own:
                    assert own[fold(name)] == f"M{int(row['kind']):02}", (row["language"], name)
                else:
                    unclear.add((row["language"], name))
    assert {language for language, _ in unclear} <= {"yo"}  # told apart by tone marks alone


def test_a_label_is_one_thing_in_all_languages() -> None:
    kinds: dict[str, set[str]] = {}
    for row in rows("labels.csv"):
        for word in row["words"].split("|"):
            kinds.setdefault(fold(word), set()).add(row["kind"])
    assert {word for word, found in kinds.items() if len(found) > 1} == set()


@pytest.mark.parametrize(
    ("before", "label"),
    [
        ("Veröffentlicht am ", Label.PUBLISHED),
        ("Published 5 March. Updated ", Label.UPDATED),
        ("発表・最終更新日：", Label.UPDATED),
        ("outdated ", None),
        ("", None),
    ],
)
def test_the_nearest_label_counts(before: str, label: Label | None) -> None:
    assert label_of(fold(before)) is label
