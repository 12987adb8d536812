"""A block by itself -> numbers that know no language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

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
_COLUMN_OF = {tag: column for column, tags in enumerate(_TAGS) for tag in tags}
_KINDS = (1, 2, 4)
_LAST = 0xFFFF
"""No letter of a living language stands behind it."""
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
    texts = [b.text for b in blocks]
    chars = np.array([len(text) for text in texts], dtype=np.float64)
    words = np.array([_words(text) for text in texts], dtype=np.float64)
    linked = np.minimum(1.0, np.array([b.linked for b in blocks]) / np.maximum(chars, 1))
    strong = np.minimum(1.0, np.array([b.strong for b in blocks]) / np.maximum(chars, 1))
    links = np.minimum(8, np.array([b.links for b in blocks], dtype=np.float64))
    ends = np.array([_END.search(text[-8:]) is not None for text in texts])
    inner = np.zeros(len(blocks))
    for place in np.flatnonzero(words > _LONG).tolist():
        inner[place] = len(_INNER.findall(texts[place]))
    said = ((words >= _SENTENCE) & ends) | ((words >= _TWO_SENTENCES) & (inner > 0))
    prose = (said | (words >= _PARAGRAPH)) & (linked < _MOSTLY_LINKS)
    is_link = (linked >= _ONLY_LINKS) & (words <= _FEW)
    marks = np.zeros((len(blocks), _MARKS))
    asked = np.flatnonzero(~is_link)
    if len(asked):
        marks[asked] = _marks([texts[place] for place in asked.tolist()], words[asked])
    front = [np.log1p(chars), np.minimum(words, 150), ends, np.minimum(inner, 8)]
    back = [prose, ["\n" in text for text in texts]]
    numbers = np.hstack(
        [
            np.stack([*front, linked, links, strong], axis=1),
            marks,
            np.stack(back, axis=1),
            _tags([outline.tags[b.element] for b in blocks]),
        ]
    )
    return Own(numbers, words, linked, prose, is_link)


def _words(text: str) -> float:
    unspaced = 0 if text.isascii() else count_unspaced(text)
    spaced = text.count(" ") + 1 if len(text) > 2 * unspaced else 0
    return spaced + unspaced / 2


def _tags(tags: Sequence[str]) -> Numbers:
    numbers = np.zeros((len(tags), len(_TAGS)))
    known = [(row, _COLUMN_OF[tag]) for row, tag in enumerate(tags) if tag in _COLUMN_OF]
    if known:
        numbers[tuple(zip(*known, strict=True))] = 1
    return numbers


def _marks(texts: Sequence[str], words: Numbers) -> Numbers:
    letters, digits, upper = _counts(texts)
    chars = np.array([len(text) for text in texts])
    seen = np.array(
        [
            (
                sum(map(text.count, _COMMAS)),
                text[0].isupper(),
                text[0].islower(),
                text[-1] in ":：",
                text[-1] in "?？؟",
                text[0] in "\"“„«‘「『'",
                "©" in text[:_SAMPLE],
                "@" in text[:_SAMPLE] or "http" in text[:_SAMPLE],
                text.count("|") + text.count("›") + text.count("»"),
            )
            for text in texts
        ],
        dtype=np.float64,
    )
    return np.column_stack(
        [
            seen[:, 0] / (words + 1),
            digits / np.minimum(chars, _SAMPLE),
            upper / np.maximum(letters, 1),
            seen[:, 1:6],
            chars / (words + 1),
            seen[:, 6:8],
            np.minimum(seen[:, 8], 9),
        ]
    )


def _counts(texts: Sequence[str]) -> tuple[Numbers, Numbers, Numbers]:
    """How many of the first characters of each are letters, digits, capitals."""
    sample = "".join(text[:_SAMPLE].ljust(_SAMPLE) for text in texts)
    codes = np.frombuffer(sample.encode("utf-32-le", "surrogatepass"), dtype="<u4")
    kinds = _kinds()[np.minimum(codes, _LAST)].reshape(len(texts), _SAMPLE)
    letters, digits, upper = ((kinds & bit > 0).sum(axis=1).astype(float) for bit in _KINDS)
    return letters, digits, upper


@cache
def _kinds() -> NDArray[np.uint8]:
    """Letter, digit, capital or none, of the characters that texts are made of."""
    letter, digit, capital = _KINDS
    return np.array(
        [
            letter * c.isalpha() | digit * c.isdigit() | capital * c.isupper()
            for c in map(chr, range(_LAST + 1))
        ],
        dtype=np.uint8,
    )
