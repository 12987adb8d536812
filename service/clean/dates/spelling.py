"""A text in any script -> the same text with its dates' words as markers, ready for patterns."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from service.clean.dates.names import fold, heads, markers
from service.clean.dates.offsets import ABBREVIATIONS

_LETTER = (
    r"[^\s\d\x00-\x2f\x3a-\x40\x5b-\x60\x7b-\x7f\u00a0-\u00bf\u060c\u061b\u061f\u0964"
    r"\u2000-\u206f\u2e00-\u2e7f\u3000-\u303f\u3400-\u9fff\uff00-\uff20]"
)
"""Not ``\\w``, which leaves out the vowel signs of Indian scripts. Han characters stand alone."""
_TOKEN = re.compile(
    rf"(?P<number>\d+)|(?P<half>午前|午後|午后|上午|下午|凌晨|早上|清晨|晚上|傍晚|오전|오후)"
    rf"|(?P<word>{_LETTER}+(?:\.{_LETTER}+)*)|(?P<other>.)",
    re.DOTALL,
)
_EVENING = frozenset("後后下晚傍후")
_NUMBER_FOLLOWS = frozenset(map(fold, ("tháng", "thg")))
"""Vietnamese counts its months: tháng 3."""
_NUMBER_PRECEDES = frozenset(("сарын", "сард"))
"""So does Mongolian: 3 сарын."""
_MAX_WORDS = 3
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Spelled:
    """The text in ASCII digits, folded, with `M03`, `W3`, `AM`, `ZMEZ` for words of dates."""

    text: str
    """Capitals A to Z occur in markers only."""
    starts: tuple[int, ...]
    """Where each piece begins in ``text`` ..."""
    sources: tuple[int, ...]
    """... and where in the text as it was."""

    def source(self, position: int) -> int:
        """Find where a piece that begins here began in the text as it was."""
        return self.sources[max(0, bisect_right(self.starts, position) - 1)]


class _Names(NamedTuple):
    known: Mapping[str, str]
    heads: frozenset[str]


@lru_cache(maxsize=64)  # one line is asked several questions
def spell(text: str, language: str) -> Spelled:
    """Put the words of dates as markers.

    Args:
        text: Short; what is written there.
        language: Primary subtag; empty where unknown.
    """
    tokens = list(_TOKEN.finditer(text))
    names = _Names(markers(language), heads(language))
    pieces: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    index = length = 0
    while index < len(tokens):
        piece, used = _piece(tokens, index, names)
        starts.append(length)
        sources.append(tokens[index].start())
        pieces.append(piece)
        length += len(piece)
        index += used
    return Spelled("".join(pieces), (*starts, length), (*sources, len(text)))


def _piece(tokens: list[re.Match[str]], index: int, names: _Names) -> tuple[str, int]:
    """What stands for the token, and how many tokens that takes."""
    token = tokens[index]
    kind, said = token.lastgroup, token.group()
    if kind == "number":
        return _number(tokens, index)
    if kind == "half":
        return ("PM" if _EVENING & set(said) else "AM"), 1
    if kind == "other":
        return fold(said), 1
    if said in ABBREVIATIONS:
        return f"Z{said}", 1
    return _word(tokens, index, names)


def _number(tokens: list[re.Match[str]], index: int) -> tuple[str, int]:
    digits = "".join(str(unicodedata.decimal(digit)) for digit in tokens[index].group())
    words, used = _words(tokens, index + 1, 1)
    if words and words[0] in _NUMBER_PRECEDES and _is_month(digits):
        return f"M{int(digits):02}", 1 + used
    return digits, 1


def _word(tokens: list[re.Match[str]], index: int, names: _Names) -> tuple[str, int]:
    said = fold(tokens[index].group())
    if said in _NUMBER_FOLLOWS:
        month, used = _month_number(tokens, index + 1)
        if month:
            return f"M{month:02}", 1 + used
    if said.replace(".", "") not in names.heads:
        return said, 1
    for count in range(_MAX_WORDS, 0, -1):
        words, used = _words(tokens, index, count)
        marker = names.known.get(" ".join(words)) if len(words) == count else None
        if marker and not (marker.startswith("W") and _follows_a_number(tokens, index)):
            return marker, used
    return said, 1


def _follows_a_number(tokens: list[re.Match[str]], index: int) -> bool:
    """So does the `th` of 5th, which is no Thursday."""
    return index > 0 and tokens[index - 1].lastgroup == "number"


def _words(tokens: list[re.Match[str]], index: int, count: int) -> tuple[list[str], int]:
    """The next words, at most one space or full stop between two, and the tokens they take."""
    words: list[str] = []
    used = 0
    for at, token in enumerate(tokens[index : index + 3 * count], 1):
        if token.lastgroup == "word":
            words.append(fold(token.group()).replace(".", ""))
            used = at
            if len(words) == count:
                break
        elif token.lastgroup != "other" or token.group() not in " .\u00a0\u200c":
            break
    return words, used


def _month_number(tokens: list[re.Match[str]], index: int) -> tuple[int, int]:
    """The number after spaces, if it is a month's; and the tokens that takes."""
    for used, token in enumerate(tokens[index : index + 3], 1):
        if token.lastgroup == "number":
            return (int(token.group()) if _is_month(token.group()) else 0), used
        if token.group() not in " .\u00a0":
            break
    return 0, 0


def _is_month(digits: str) -> bool:
    return len(digits) <= 2 and 0 < int(digits) <= _MONTHS  # noqa: PLR2004 - digits
