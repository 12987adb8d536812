"""A block by itself -> numbers that know no language."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from service.clean.page.body.outline import Outline
from service.clean.phrases import count_unspaced

Numbers = NDArray[np.float64]

_END = re.compile(r"[.!?…。！？।؟]['\"”’»)\]」』]*$")
_INNER = re.compile(r"[.!?…。！？।؟]['\"”’»)\]」』]*\s|[。！？]")
_SAMPLE = 80
_LONG = 12
_SENTENCE, _TWO_SENTENCES, _PARAGRAPH = 10, 20, 50
"""Words; Thai has no marks at all, so length alone must do."""
_MOSTLY_LINKS, _ONLY_LINKS, _FEW = 0.5, 0.9, 5
_MARKS = 12
_COMMAS = ",،、，;"
_TAGS = (
    ("p",),
    ("li",),
    ("h1",),
    ("h2", "h3", "h4"),
    ("h5", "h6"),
    ("td", "th"),
    ("blockquote",),
    ("figcaption", "caption"),
    ("div", "section", "article"),
    ("dd", "dt"),
    ("pre",),
)
OWN = (
    "log_chars",
    "words",
    "ends_sentence",
    "inner_ends",
    "linked",
    "links",
    "strong",
    "commas_a_word",
    "digits",
    "upper",
    "starts_upper",
    "starts_lower",
    "ends_colon",
    "ends_question",
    "starts_quote",
    "chars_a_word",
    "has_sign",
    "has_address",
    "bars",
    "is_prose",
    "has_lines",
    *(f"is_{tags[0]}" for tags in _TAGS),
)
"""Names of the numbers, in order."""


@dataclass(frozen=True, slots=True)
class Own:
    """What blocks are by themselves, a row each."""

    numbers: Numbers
    words: Numbers
    """Two characters of a script without spaces count as one."""
    linked: Numbers
    """Which share of the characters is in links."""
    is_prose: NDArray[np.bool_]
    """Long, and ending like a sentence or holding some."""
    is_link: NDArray[np.bool_]
    """Nothing but a link of a few words: menus, tags. Three fifths of all blocks, and one in 200
    words of bodies; only their numbers of marks are left out, and nobody asks the model of them."""


def own_numbers(outline: Outline) -> Own:
    """Describe each block; names are in ``OWN``."""
    blocks = outline.blocks
    chars = np.array([len(b.text) for b in blocks], dtype=np.float64)
    words = np.array([_words(b.text) for b in blocks], dtype=np.float64)
    linked = np.minimum(1.0, np.array([b.linked for b in blocks]) / np.maximum(chars, 1))
    strong = np.minimum(1.0, np.array([b.strong for b in blocks]) / np.maximum(chars, 1))
    links = np.minimum(8, np.array([b.links for b in blocks], dtype=np.float64))
    ends = np.array([_END.search(b.text[-8:]) is not None for b in blocks])
    inner = np.array(
        [
            len(_INNER.findall(b.text)) if w > _LONG else 0
            for b, w in zip(blocks, words, strict=True)
        ]
    )
    said = ((words >= _SENTENCE) & ends) | ((words >= _TWO_SENTENCES) & (inner > 0))
    prose = (said | (words >= _PARAGRAPH)) & (linked < _MOSTLY_LINKS)
    is_link = (linked >= _ONLY_LINKS) & (words <= _FEW)
    marks = np.zeros((len(blocks), _MARKS))
    for place in np.flatnonzero(~is_link).tolist():
        marks[place] = _marks(blocks[place].text, words[place])
    tags = np.array(
        [[outline.tags[b.element] in group for group in _TAGS] for b in blocks], dtype=np.float64
    )
    front = np.stack(
        [
            np.log1p(chars),
            np.minimum(words, 150),
            ends,
            np.minimum(inner, 8),
            linked,
            links,
            strong,
        ],
        axis=1,
    )
    back = np.stack([prose, np.array(["\n" in b.text for b in blocks])], axis=1)
    return Own(np.hstack([front, marks, back, tags]), words, linked, prose, is_link)


def _words(text: str) -> float:
    unspaced = 0 if text.isascii() else count_unspaced(text)
    spaced = text.count(" ") + 1 if len(text) > 2 * unspaced else 0
    return spaced + unspaced / 2


def _marks(text: str, words: float) -> list[float]:
    start, first, last = text[:_SAMPLE], text[0], text[-1]
    letters = sum(map(str.isalpha, start)) or 1
    return [
        sum(map(text.count, _COMMAS)) / (words + 1),
        sum(map(str.isdigit, start)) / len(start),
        sum(map(str.isupper, start)) / letters,
        first.isupper(),
        first.islower(),
        last in ":：",
        last in "?？؟",
        first in "\"“„«‘「『'",
        len(text) / (words + 1),
        "©" in start,
        "@" in start or "http" in start,
        min(text.count("|") + text.count("›") + text.count("»"), 9),
    ]
