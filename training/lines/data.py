"""The dirty texts of a data folder -> samples: features, label and weight of every line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from service.clean.lines.features import rows
from service.clean.lines.looks import Looks
from training.shared import registrable

Matrix = NDArray[np.float64]
BODY, OTHER = "b", "o"
_BLANK = "_"


@dataclass(frozen=True)
class Text:
    """One labelled text.

    Args:
        name: Its id in the data.
        publisher: The domain it is from: texts of one publisher are never on both sides of a
            split.
        title: The headline.
        body: What must come out.
        lines: As scraped, blank ones too.
        labels: A letter a line: ``b`` body, ``o`` other, ``?`` not scored, ``_`` blank.
    """

    name: str
    publisher: str
    title: str | None
    body: str
    lines: tuple[str, ...]
    labels: str

    def clean(self) -> Text:
        """The same article as somebody would have scraped it without any dirt."""
        lines = tuple(self.body.split("\n"))
        labels = "".join(BODY if line.strip() else _BLANK for line in lines)
        return Text(self.name, self.publisher, self.title, self.body, lines, labels)


def read(folder: Path) -> list[Text]:
    """Read ``dirty/texts.jsonl`` with the publishers of the pages the texts are from."""
    publishers = dict(_publishers(folder))
    with (folder / "dirty" / "texts.jsonl").open(encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    return [
        Text(
            record["id"],
            publishers.get(record["id"], record["id"]),
            record["title"],
            record["body"],
            tuple(record["lines"]),
            record["labels"],
        )
        for record in records
    ]


def _publishers(folder: Path) -> Iterator[tuple[str, str]]:
    truth = json.loads((folder / "aeb" / "ground-truth.json").read_text("utf-8"))
    for name, page in truth.items():
        yield f"aeb/{name}", registrable(page["url"])
    with (folder / "fundus" / "gold.jsonl").open(encoding="utf-8") as file:
        for line in file:
            page = json.loads(line)
            yield f"fundus/{page['id']}", page["domain"]


@dataclass(frozen=True)
class Samples:
    """The lines of one text that are not blank."""

    places: tuple[int, ...]
    features: Matrix
    labels: str
    sizes: Matrix
    """Words of each line."""

    def training(self, weight: float) -> tuple[Matrix, Matrix, Matrix]:
        """The scored lines; half of a text's weight is by line, half by length.

        So the model minds both measures: which lines, and how much of the body.
        """
        used = [place for place, label in enumerate(self.labels) if label in {BODY, OTHER}]
        sizes = self.sizes[used]
        weights = 0.5 / len(used) + sizes / sizes.sum() if used else sizes
        right = np.array([self.labels[place] == BODY for place in used], dtype=np.float64)
        return self.features[used], right, 100 * weight * weights


@dataclass(frozen=True)
class Pairs:
    """The candidates for one text's headline."""

    features: Matrix
    right: Matrix
    """1 where it is the headline."""
    weight: float = 1.0


def looks_of(lines: Sequence[str]) -> tuple[list[int], list[Looks]]:
    """The lines that are not blank, as the service sees them, and their places."""
    places, found = [], []
    for place, line in enumerate(lines):
        text = " ".join(line.split())
        if text:
            places.append(place)
            found.append(Looks(text))
    return places, found


def samples(text: Text) -> Samples:
    """Describe the lines of a text."""
    places, found = looks_of(text.lines)
    return Samples(
        tuple(places),
        np.array(rows(found), dtype=np.float64),
        "".join(text.labels[place] for place in places),
        np.array([max(1, len(line.tokens)) for line in found], dtype=np.float64),
    )


def folds(texts: Sequence[Text], count: int) -> list[int]:
    """Deal the publishers into folds, always the same way."""
    import hashlib

    return [int(hashlib.sha256(text.publisher.encode()).hexdigest(), 16) % count for text in texts]
