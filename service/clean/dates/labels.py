"""The words before a date -> whether it says when the article appeared or was last changed."""

from __future__ import annotations

import csv
import re
from enum import StrEnum
from functools import cache
from importlib.resources import files

from service.clean.dates.names import fold


class Label(StrEnum):
    """What a word before a date says of it."""

    PUBLISHED = "published"
    UPDATED = "updated"


def label_of(before: str) -> Label | None:
    """Find what the text before a date says of it: the label nearest to it.

    Args:
        before: Folded, of any language: a page often has its furniture in another.
    """
    found = [*_pattern().finditer(before)]
    return _labels()[found[-1].group()] if found else None


def without_labels(text: str) -> str:
    """Take the labels out of a folded text."""
    return _pattern().sub(" ", text)


@cache
def _labels() -> dict[str, Label]:
    with (files("service.clean.dates") / "labels.csv").open(encoding="utf-8") as file:
        return {
            fold(word): Label(row["kind"])
            for row in csv.DictReader(file)
            for word in row["words"].split("|")
        }


@cache
def _pattern() -> re.Pattern[str]:
    """Longest first; of scripts that part words, whole words."""
    words = sorted(_labels(), key=lambda word: (-len(word), word))
    unspaced = [w for w in words if re.match("[\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]", w)]
    spaced = [word for word in words if word not in unspaced]
    return re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, spaced))})(?!\w)|(?:{'|'.join(map(re.escape, unspaced))})"
    )
