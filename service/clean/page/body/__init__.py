"""A page's tree -> its body: blocks of text that a small learned model takes for the article.

The weights are made by training/page_extractor, which says on what data and how well.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from selectolax.lexbor import LexborHTMLParser

from service.clean.page.body.context import FEATURES, Told, key, rows
from service.clean.page.body.outline import Block, read_outline
from service.clean.page.body.own import Numbers, own_numbers
from service.clean.trees import Trees, trees, weights

__all__ = [
    "FEATURES",
    "KEEPS",
    "Extraction",
    "Sample",
    "Told",
    "assembled",
    "extract",
    "key",
    "sample",
    "sure_from",
]

KEEPS = 0.5
"""Belief from which a block is kept."""
_REPEATED_CHARS = 40
"""A block of so many characters that comes again is shown twice, not said twice."""
_FEW_WORDS, _DOUBT = 80.0, 0.15
"""A body of so few words may be a teaser's: it takes so much from the confidence."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What the model makes of a page."""

    text: str
    """One line a block."""
    confidence: float
    """Which F1 the model itself expects of the text, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A page as the model sees it."""

    blocks: Sequence[Block]
    features: Numbers
    """A row a block; names are in ``FEATURES``."""
    words: Numbers


def extract(tree: LexborHTMLParser, told: Told, model: Trees | None = None) -> Extraction:
    """Find the body.

    Args:
        tree: The page. It is not changed.
        told: What its metadata say.
        model: ``None`` takes the one of the package.

    Returns:
        The body and how sure that is; without any block an empty one, surely.
    """
    page = sample(tree, told)
    if not page.blocks:
        return Extraction("", 0.0)
    model = model or trees("service.clean.page.body", "blocks")
    beliefs = np.array(model.probabilities(page.features))
    return Extraction(assembled(page.blocks, beliefs), _expected(beliefs, page.words))


def sure_from(handed_over: float) -> float:
    """The confidence from which a body is taken.

    Args:
        handed_over: Which share of pages is to be below it, 0 to 1.

    Returns:
        0 for none, over 1 for all; between them as it was on pages of unseen publishers.
    """
    if handed_over <= 0:
        return 0.0
    if handed_over >= 1:
        return 2.0
    known = _confidences()
    return float(np.interp(handed_over, np.linspace(0, 1, len(known)), known))


@cache
def _confidences() -> list[float]:
    """Quantiles from the lowest to the highest, evenly apart."""
    found: list[float] = json.loads(
        weights("service.clean.page.body", "confidences").read_text("utf-8")
    )
    return found


def sample(tree: LexborHTMLParser, told: Told) -> Sample:
    """Describe a page's blocks, those left out that are nothing but a short link."""
    outline = read_outline(tree)
    if not outline.blocks:
        return Sample((), np.zeros((0, len(FEATURES))), np.zeros(0))
    own = own_numbers(outline)
    asked = np.flatnonzero(~own.is_link)
    blocks = [outline.blocks[place] for place in asked.tolist()]
    return Sample(blocks, rows(outline, own, told)[asked], own.words[asked])


def assembled(blocks: Sequence[Block], beliefs: Numbers) -> str:
    """Put what is kept together, each longer block once."""
    seen: set[str] = set()
    lines: list[str] = []
    for block, belief in zip(blocks, beliefs.tolist(), strict=True):
        if belief < KEEPS or (len(block.text) >= _REPEATED_CHARS and block.text in seen):
            continue
        seen.add(block.text)
        lines.append(block.text)
    return "\n".join(lines)


def _expected(beliefs: Numbers, words: Numbers) -> float:
    """F1 as the beliefs have it: twice what is right over what is kept and what there is."""
    keeps = beliefs >= KEEPS
    right, kept = float((beliefs * words)[keeps].sum()), float(words[keeps].sum())
    there = float((beliefs * words).sum())
    if not kept:
        return 0.0
    return max(0.0, 2 * right / (kept + there) - (_DOUBT if kept < _FEW_WORDS else 0.0))
