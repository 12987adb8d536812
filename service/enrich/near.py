"""A body -> a fingerprint that says of two articles how much of their text they share (MinHash).

The recipe, for whoever wants to make one elsewhere. Words are runs of letters and digits, case folded;
characters of scripts without spaces stand alone. With w the CRC-32 of a word's UTF-8, every four words in
a row give ``x = mix(((w1 * P + w2) * P + w3) * P + w4)``, all modulo 2^64, P = 0x9E3779B97F4A7C15 and mix
the finisher of SplitMix64; fewer than four words give one x, made of what there is. The upper seven bits of
an x name one of 128 places; at each place stands the lowest byte of the least x that names it. A place that
none names takes the byte of another: of the named places j the one with the least mix(128 * i + j + 1) for
place i. (One permutation hashing: Li, Owen, Zhang 2012; densified as by Shrivastava 2017; b-bit minwise
hashing: Li, König 2010.)
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

PLACES = 128
_PLACE_BITS = 7
_SHINGLE = 4
_BY_CHANCE = 1 / 256
_P = np.uint64(0x9E3779B97F4A7C15)

_Numbers = NDArray[np.uint64]


def near_fingerprint(words: Sequence[str]) -> str | None:
    """Make the fingerprint.

    Args:
        words: Of the body, as ``words_of`` gives them.

    Returns:
        128 bytes in hex; None without a word.
    """
    if not words:
        return None
    shingles = np.sort(_mixed(_runs(np.array([crc32(w.encode()) for w in words], np.uint64))))
    starts = shingles.searchsorted(_first_of_places())
    is_named = np.diff(starts, append=len(shingles)) > 0
    lowest = shingles[np.minimum(starts, len(shingles) - 1)].astype(np.uint8)
    order = _order()
    takes = order[np.arange(PLACES), is_named[order].argmax(axis=1)]
    found: bytes = lowest[takes].tobytes()
    return found.hex()


def similarity(one: str, other: str) -> float:
    """Estimate how much two articles share: the Jaccard index of their runs of four words.

    Args:
        one: A fingerprint.
        other: Another.

    Returns:
        0 to 1; the standard error is at most .045, of texts of fewer than 128 words
        ``.5 / sqrt(words)``.

    Raises:
        ValueError: One of them is no such fingerprint.
    """
    first, second = bytes.fromhex(one), bytes.fromhex(other)
    if len(first) != PLACES or len(second) != PLACES:
        raise ValueError(f"a fingerprint has {PLACES} bytes")
    equal = sum(a == b for a, b in zip(first, second, strict=True)) / PLACES
    return max(0.0, (equal - _BY_CHANCE) / (1 - _BY_CHANCE))


def _runs(words: _Numbers) -> _Numbers:
    """Join every four in a row into one number."""
    length = min(_SHINGLE, len(words))
    count = len(words) - length + 1
    joined = words[:count]
    for place in range(1, length):
        joined = joined * _P + words[place : place + count]
    return joined


def _mixed(numbers: _Numbers) -> _Numbers:
    """Finish as SplitMix64 does (Steele, Lea, Flood 2014)."""
    mixed = (numbers ^ numbers >> np.uint64(30)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ mixed >> np.uint64(27)) * np.uint64(0x94D049BB133111EB)
    found: _Numbers = mixed ^ mixed >> np.uint64(31)
    return found


@cache
def _first_of_places() -> _Numbers:
    return np.arange(PLACES, dtype=np.uint64) << np.uint64(64 - _PLACE_BITS)


@cache
def _order() -> NDArray[np.intp]:
    """For each place whose byte it takes: its own, then the others in an order of its own."""
    pairs = np.arange(1, PLACES * PLACES + 1, dtype=np.uint64).reshape(PLACES, PLACES)
    keys = _mixed(pairs)
    np.fill_diagonal(keys, 0)
    return keys.argsort(axis=1)
