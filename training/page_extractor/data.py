"""Pages and their bodies -> blocks with the share of each that is in the body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser

from bench import samples
from bench.samples import Case
from bench.scores import tokens
from service.clean.metadata import read_metadata
from service.clean.page.body import Sample, sample
from service.clean.page.choice import evidence
from training.shared import registrable

Matrix = NDArray[np.float64]

JUDGED, ONLY_LEARNED = ("aeb", "fundus"), ("wcxb",)
_SHINGLE = 4
_BODY_SHARE = 0.5
"""A block belongs to the body where so much of it is there."""
_EXPONENT, _FLOOR = 0.7, 0.05
"""Of a block's weight: long ones count more, but not by their length; short ones a little."""


@dataclass(frozen=True)
class Labelled:
    """A page, its blocks, and which of them are the body's."""

    collection: str
    case: Case
    publisher: str
    page: Sample
    is_body: Matrix
    weights: Matrix
    """Of all blocks of a page the sum is about 100."""


def read(folder: Path) -> Iterator[Labelled]:
    """Read all collections."""
    for collection in (*JUDGED, *ONLY_LEARNED):
        for case in getattr(samples, collection)(folder):
            yield labelled(collection, case)


def labelled(collection: str, case: Case) -> Labelled:
    """Align a page's blocks with its body."""
    tree = LexborHTMLParser(case.raw.html or "")
    page = sample(tree, evidence(read_metadata(tree, case.raw.url)))
    counts, shares = [], []
    known = _Known(case.body)
    for block in page.blocks:
        found = tokens(block.text)
        counts.append(max(1, len(found)))
        shares.append(known.share_of(found))
    weights = np.array(counts, dtype=np.float64) ** _EXPONENT
    weights = 100 * weights / (weights.sum() or 1) + _FLOOR
    is_body = np.array(shares, dtype=np.float64) >= _BODY_SHARE
    publisher = registrable(case.raw.url or case.name)
    return Labelled(collection, case, publisher, page, is_body.astype(np.float64), weights)


class _Known:
    """A body, ready to be asked for pieces of text."""

    def __init__(self, body: str) -> None:
        found = tokens(body)
        self.shingles = set(zip(*(found[n:] for n in range(_SHINGLE)), strict=False))
        self.text = f" {' '.join(found)} "

    def share_of(self, found: Sequence[str]) -> float:
        """Which share of a block's shingles the body has; short ones are there or not."""
        if len(found) < _SHINGLE:
            return float(bool(found) and f" {' '.join(found)} " in self.text)
        pieces = list(zip(*(found[n:] for n in range(_SHINGLE)), strict=False))
        return sum(piece in self.shingles for piece in pieces) / len(pieces)
