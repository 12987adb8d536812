"""Texts with known headlines -> samples for the model that finds the headline."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
from selectolax.lexbor import LexborHTMLParser

from service.clean.lines.looks import Looks
from service.clean.lines.model import Trees
from service.clean.lines.title import candidates, features, find_title
from training.lines.data import Matrix, Text, looks_of
from training.lines.naive import lines_around

Pairs = tuple[Matrix, Matrix]


def read_pages(folder: Path) -> Iterator[Text]:
    """Scrape the pages of ``wcxb`` naively: the lines around title and body; labels unknown."""
    with (folder / "wcxb" / "gold.jsonl").open(encoding="utf-8") as file:
        for record in map(json.loads, file):
            page = gzip.decompress((folder / "wcxb" / record["html"]).read_bytes())
            tree = LexborHTMLParser(page.decode("utf-8", "replace"))
            lines = lines_around(tree, record["title"] or "", record["body"])
            host = (urlsplit(record["url"] or "").hostname or record["id"]).removeprefix("www.")
            if lines:
                yield Text(record["id"], host, record["title"], record["body"], lines, "")


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
    found = candidates(lines)
    right = [float(lines[place].key == key(text.title)) for place in found]
    return np.array(features(lines, found), dtype=np.float64), np.array(right)


def none_of(text: Text) -> Pairs:
    """Of an article without its headline, no line is it."""
    _, lines = looks_of(text.lines)
    found = candidates(lines)
    return np.array(features(lines, found), dtype=np.float64), np.zeros(len(found))


def found_by(trees: Trees, texts: Sequence[Text]) -> float:
    """The share of texts whose headline is found."""
    right = 0
    for text in texts:
        _, lines = looks_of(text.lines)
        right += key(find_title(lines, trees)) == key(text.title)
    return right / len(texts)
