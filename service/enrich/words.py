"""A text -> its words: what identity, counts and fingerprints are made of."""

from __future__ import annotations

import re
from collections.abc import Sequence

_DENSE_RANGES = "\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff"
"""Kana and Han."""
_LOOSE_RANGES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"
"""Thai, Lao, Burmese, Khmer."""
_UNSPACED_RANGES = _DENSE_RANGES + _LOOSE_RANGES
_DENSE_CHARS, _LOOSE_CHARS = 2, 5

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(f"[{_UNSPACED_RANGES}]")
_PART = re.compile(rf"(?=[^\W_])[{_UNSPACED_RANGES}]|[^\W_{_UNSPACED_RANGES}]+")
_DENSE = re.compile(f"[{_DENSE_RANGES}]")
_LOOSE = re.compile(f"[{_LOOSE_RANGES}]")


def words_of(text: str) -> Sequence[str]:
    """Split a text at everything but letters and digits.

    Args:
        text: In NFC.

    Returns:
        Runs of letters and digits, case folded; characters of scripts without spaces stand alone.
    """
    folded = text.casefold()
    if _UNSPACED.search(folded):
        return _PART.findall(folded)
    words: list[str] = []
    for piece in folded.split():
        if piece.isalnum():  # most are: half the time of asking the expression for all
            words.append(piece)
        else:
            words += _WORD.findall(piece)
    return words


def count_words(text: str, words: Sequence[str] | None = None) -> int:
    """Count words; scripts without spaces by how many characters a word has there on average.

    Args:
        text: The text.
        words: Its ``words_of``, where they are known.
    """
    if not _UNSPACED.search(text):
        return len(words_of(text) if words is None else words)
    dense, loose = len(_DENSE.findall(text)), len(_LOOSE.findall(text))
    spaced = _WORD.findall(_UNSPACED.sub(" ", text))
    return len(spaced) + round(dense / _DENSE_CHARS + loose / _LOOSE_CHARS)
