"""CLD2 and py3langid: a text -> the languages it may be in, in one set of codes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import py3langid.langid
import pycld2

from service.enrich.language.tags import UNKNOWN, primary

_SECOND_CHARS = 400
"""Enough for py3langid, whose time goes with the length (130 us for 300 characters)."""
_NOTHING = "zxx"
"""What py3langid calls text in no language."""


@dataclass(frozen=True, slots=True)
class Share:
    """A language and how much of a text is in it."""

    language: str
    percent: int


@dataclass(frozen=True, slots=True)
class First:
    """What CLD2 says."""

    shares: tuple[Share, ...]
    """Up to three, the largest first; empty where it knows nothing."""
    is_sure: bool

    @property
    def language(self) -> str:
        """The one with most of the text."""
        return self.shares[0].language if self.shares else UNKNOWN

    @property
    def percent(self) -> int:
        """Its share."""
        return self.shares[0].percent if self.shares else 0


@dataclass(frozen=True, slots=True)
class Second:
    """What py3langid says."""

    language: str
    probability: float


def first_opinion(text: str) -> First:
    """Ask CLD2 (35 us for 1,000 characters).

    Args:
        text: NFC, without control characters: it raises on those.
    """
    is_sure, _, found = pycld2.detect(text, isPlainText=True)
    return First(
        tuple(Share(primary(code), percent) for _, code, percent, _ in found if code != "un"),
        is_sure,
    )


def second_opinion(text: str) -> Second:
    """Ask py3langid, of the middle of a text."""
    start = max(0, (len(text) - _SECOND_CHARS) // 2)
    code, probability = _langid().classify(text[start : start + _SECOND_CHARS])
    return Second(UNKNOWN if code == _NOTHING else primary(code), float(probability))


def names() -> Sequence[tuple[str, str]]:
    """Give the English names of languages, in capitals, with their codes."""
    return tuple((name, code) for name, code in pycld2.LANGUAGES if code != "un")


@cache
def _langid() -> py3langid.langid.LanguageIdentifier:
    """The model, read once a process (about 0.2 s, 75 MB)."""
    return py3langid.langid.LanguageIdentifier.from_model_file(
        py3langid.langid.MODEL_FILE, norm_probs=True
    )
