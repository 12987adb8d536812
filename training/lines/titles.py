"""Texts with known headlines -> samples for the model that finds the headline."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from selectolax.lexbor import LexborHTMLParser

from service.clean.lines.looks import Looks
from service.clean.lines.title import Around, candidates, features, find_title
from service.clean.trees import Trees
from training.lines.data import Pairs, Text, looks_of
from training.lines.naive import lines_around, whole_page
from training.shared import registrable

AROUND, WHOLE = " around", " whole"
"""Behind the names of texts: what of the page they are."""
_WHOLE_WEIGHT = 0.3
"""Scrapers give the whole page less often; at 1 the others lose two points."""


def read_pages(folder: Path) -> Iterator[Text]:
    """Scrape pages naively; labels of lines unknown.

    Those of ``wcxb``: the lines around title and body. These and those of ``fundus``: all lines of
    the page, its menus above the headline included.
    """
    for record, tree in _pages(folder / "wcxb"):
        yield _text(record, AROUND, lines_around(tree, record["title"] or "", record["body"]))
        yield _text(record, WHOLE, whole_page(tree))
    for record, tree in _pages(folder / "fundus"):
        yield _text(record, WHOLE, whole_page(tree))


def _pages(folder: Path) -> Iterator[tuple[dict[str, Any], LexborHTMLParser]]:
    with (folder / "gold.jsonl").open(encoding="utf-8") as file:
        for record in map(json.loads, file):
            page = gzip.decompress((folder / record["html"]).read_bytes())
            yield record, LexborHTMLParser(page.decode("utf-8", "replace"))


def _text(record: dict[str, Any], part: str, lines: tuple[str, ...]) -> Text:
    publisher = record.get("domain") or registrable(record["url"] or record["id"])
    return Text(f"{record['id']}{part}", publisher, record["title"], record["body"], lines, "")


def key(text: str | None) -> str:
    """What is compared: letters and digits."""
    return Looks(text or "").key


def has_its_title(text: Text) -> bool:
    """Whether the headline is a line of the text."""
    wanted = key(text.title)
    return bool(wanted) and any(line.key == wanted for line in looks_of(text.lines)[1])


def pairs(text: Text) -> Pairs:
    """The candidates of a text, and which is right."""
    _, lines = looks_of(text.lines)
    around = Around.of(lines)
    found = candidates(lines, around)
    right = [float(lines[place].key == key(text.title)) for place in found]
    weight = _WHOLE_WEIGHT if text.name.endswith(WHOLE) else 1.0
    return Pairs(
        np.array(features(lines, found, around), dtype=np.float64), np.array(right), weight
    )


def none_of(text: Text) -> Pairs:
    """Of an article without its headline, no line is it."""
    _, lines = looks_of(text.lines)
    around = Around.of(lines)
    found = candidates(lines, around)
    return Pairs(np.array(features(lines, found, around), dtype=np.float64), np.zeros(len(found)))


def found_by(trees: Trees, texts: Sequence[Text]) -> float:
    """The share of texts whose headline is found."""
    right = 0
    for text in texts:
        _, lines = looks_of(text.lines)
        right += key(find_title(lines, trees)) == key(text.title)
    return right / len(texts)
