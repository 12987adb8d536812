"""What sites in many languages write around an article -> the kind of line it makes.

The phrases are data (<language>.toml, any.toml for all), used whatever the language of a text: a
page in one language often has its furniture in another. Under ``alone_<kind>`` stand those that
also begin sentences ("Follow", "Share"): they count only where nothing else is on the line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

_MAX_CHARS = 40
"""Longer phrases are cut to this where they are matched."""
_ALONE = "alone_"
_LETTER = re.compile(r"[^\W_]")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)


class Kind(StrEnum):
    """What a phrase announces."""

    RELATED = "related"
    """Other articles: "Related news"."""
    ACTION = "action"
    """Something to do: "Follow us"."""
    CREDIT = "credit"
    """Who made a picture: "Photo"."""
    ATTRIBUTION = "attribution"
    """Where the text is from: "Source"."""
    BYLINE = "byline"
    """Who wrote it: "By"."""
    STAMP = "stamp"
    """When it was written: "Updated"."""
    BOILERPLATE = "boilerplate"
    """What else stands around: "Advertisement"."""


@dataclass(frozen=True, slots=True)
class _Announced:
    """The kinds a phrase makes a line, with more behind it and where it is all there is."""

    leading: frozenset[Kind]
    alone: frozenset[Kind]


@cache
def by_language() -> Mapping[str, Mapping[Kind, tuple[str, ...]]]:
    """Read the phrases as they are written, by language and kind."""
    return {
        language: {
            kind: tuple(dict.fromkeys((*keys.get(kind, ()), *keys.get(_ALONE + kind, ()))))
            for kind in Kind
            if kind in keys or _ALONE + kind in keys
        }
        for language, keys in _by_key().items()
    }


@cache
def _by_key() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """As the files have them: a key is a kind, or ``alone_`` and a kind."""
    folder = files("service.clean.phrases")
    return {
        file.name.removesuffix(".toml"): {
            key: tuple(phrases) for key, phrases in tomllib.loads(file.read_text("utf-8")).items()
        }
        for file in sorted(folder.iterdir(), key=lambda f: f.name)
        if file.name.endswith(".toml")
    }


_OF_BUTTONS = (Kind.RELATED, Kind.ACTION)


@cache
def _by_phrase() -> Mapping[str, _Announced]:
    leading: dict[str, set[Kind]] = {}
    alone: dict[str, set[Kind]] = {}
    for keys in _by_key().values():
        for key, written in keys.items():
            kind = Kind(key.removeprefix(_ALONE))
            for phrase in written:
                folded = phrase.casefold()[:_MAX_CHARS]
                kinds = alone if key.startswith(_ALONE) or _is_a_word(folded, kind) else leading
                kinds.setdefault(folded, set()).add(kind)
    return {
        phrase: _Announced(frozenset(leading.get(phrase, ())), frozenset(alone.get(phrase, ())))
        for phrase in leading | alone
    }


def _is_a_word(phrase: str, kind: Kind) -> bool:
    """One word alone begins sentences too ("Share prices fell", "Watch makers met")."""
    return kind in _OF_BUTTONS and phrase.isalpha() and not is_unspaced(phrase[0])


def opening(folded: str) -> dict[Kind, int]:
    """Find the phrases a line opens with.

    Args:
        folded: The line, case folded.

    Returns:
        By kind, how many characters its longest phrase takes. A phrase that counts only alone is
        among them where no letter and no digit stands behind it.
    """
    table = _by_phrase()
    found: dict[Kind, int] = {}
    for end in range(1, min(len(folded), _MAX_CHARS) + 1):
        announced = table.get(folded[:end])
        if announced and _ends_a_word(folded, end):
            found.update(dict.fromkeys(announced.leading, end))
            if announced.alone and not _LETTER.search(folded, end):
                found.update(dict.fromkeys(announced.alone, end))
    return found


def _ends_a_word(text: str, end: int) -> bool:
    """Scripts without spaces have no such border: there any will do."""
    if end == len(text):
        return True
    before, after = text[end - 1], text[end]
    return not (before.isalnum() and after.isalnum()) or is_unspaced(after)


def is_unspaced(character: str) -> bool:
    """Whether a character is of a script written without spaces between words."""
    return (
        "\u0e00" <= character <= "\u0eff"  # Thai, Lao
        or "\u1000" <= character <= "\u109f"  # Burmese
        or "\u1780" <= character <= "\u17ff"  # Khmer
        or "\u3040" <= character <= "\u30ff"  # Kana
        or "\u3400" <= character <= "\u9fff"  # Han
        or "\U00020000" <= character <= "\U0003ffff"
    )


def count_unspaced(text: str) -> int:
    """How many characters of a text are of such a script."""
    return len(_UNSPACED.findall(text))
