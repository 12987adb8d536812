"""A body -> a fingerprint that says of two articles how much of their text they share (MinHash).

The recipe, for whoever wants to make one elsewhere: words are runs of letters and digits, case folded;
characters of scripts without spaces stand alone. Every four words in a row, joined by single spaces,
give the CRC-32 x of their UTF-8. Hash number i is ``(a[i] * x + b[i]) mod 2^64 >> 32``, where a[i]
(made odd) and b[i] are the outputs 2i and 2i + 1 of SplitMix64 seeded with 0. Of its least value over
all x the lowest byte stands at place i (Broder 1997; Li and König, b-bit minwise hashing, 2010).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from service.clean.phrases import is_unspaced

HASHES = 128
_SHINGLE = 4
_CHUNK = 4_096
_BY_CHANCE = 1 / 256
_MASK = 2**64 - 1
_WORD = re.compile(r"[^\W_]+")

Words = NDArray[np.uint64]


def near_fingerprint(body: str) -> str | None:
    """Make the fingerprint.

    Args:
        body: Text in NFC.

    Returns:
        128 bytes in hex; None without a letter or digit.
    """
    words = _words(body)
    if not words:
        return None
    count = max(1, len(words) - _SHINGLE + 1)
    shingles = (" ".join(words[start : start + _SHINGLE]) for start in range(count))
    hashed = np.fromiter((crc32(shingle.encode()) for shingle in shingles), np.uint64, count)
    factors, added = _functions()
    least = np.full(HASHES, _MASK, dtype=np.uint64)
    for start in range(0, count, _CHUNK):
        values = (hashed[start : start + _CHUNK, None] * factors + added) >> np.uint64(32)
        np.minimum(least, values.min(axis=0), out=least)
    return (least & np.uint64(0xFF)).astype(np.uint8).tobytes().hex()


def similarity(one: str, other: str) -> float:
    """Estimate how much two articles share: the Jaccard index of their runs of four words.

    Args:
        one: A fingerprint.
        other: Another.

    Returns:
        0 to 1; the standard error is at most .045.

    Raises:
        ValueError: One of them is no such fingerprint.
    """
    first, second = bytes.fromhex(one), bytes.fromhex(other)
    if len(first) != HASHES or len(second) != HASHES:
        raise ValueError(f"a fingerprint has {HASHES} bytes")
    equal = sum(a == b for a, b in zip(first, second, strict=True)) / HASHES
    return max(0.0, (equal - _BY_CHANCE) / (1 - _BY_CHANCE))


def _words(body: str) -> Sequence[str]:
    found = _WORD.findall(body.casefold())
    if body.isascii() or not any(map(is_unspaced, set(body))):
        return found
    return [part for word in found for part in _parts(word)]


def _parts(word: str) -> Iterator[str]:
    start = 0
    for place, character in enumerate(word):
        if is_unspaced(character):
            if place > start:
                yield word[start:place]
            yield character
            start = place + 1
    if start < len(word):
        yield word[start:]


@cache
def _functions() -> tuple[Words, Words]:
    state, numbers = 0, []
    for _ in range(2 * HASHES):
        state = (state + 0x9E3779B97F4A7C15) & _MASK
        mixed = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & _MASK
        mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB & _MASK
        numbers.append(mixed ^ mixed >> 31)
    pairs = np.array(numbers, dtype=np.uint64).reshape(HASHES, 2)
    return pairs[:, 0] | np.uint64(1), pairs[:, 1]
