"""What sites in many languages write around an article -> the kind of line it makes.

The phrases are data (<language>.toml, any.toml for all), used whatever the language of a text: a
page in one language often has its furniture in another. Under ``alone_<kind>`` stand those that
also begin sentences ("Follow", "Share"): they count only where no word follows on the line, some
before a colon, too. A phrase written with a colon counts only before one.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from importlib.resources import files

_ONE_FOR_TWO = {"’": "'", "İ": "i", "ı": "i", "ي": "ی", "ك": "ک"}
_MAX_CHARS = 40
"""Longer phrases are cut to this where they are matched."""
_HEAD_CHARS = 3
_SHORT = range(1, _HEAD_CHARS)
"""How long phrases are that have no such head; they are looked up at each length."""
_ALONE = "alone_"
_COLON = re.compile(r"\s?[:：៖]")
_LETTER = re.compile(r"[^\W\d_]")
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]"
)


class Kind(StrEnum):
    """What a phrase announces."""

    RELATED = "related"
    """Other articles: "Related news"."""
    ACTION = "action"
    """Something to do: "Follow us"."""
    CAPTION = "caption"
    """What a picture shows: "Image caption"."""
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


class _Where(StrEnum):
    """What stands behind a phrase that counts."""

    ANYTHING = "anything"
    COLON = "colon"
    NOTHING = "nothing"


@cache
def by_language() -> Mapping[str, Mapping[Kind, tuple[str, ...]]]:
    """Read the phrases as they are written, by language and kind."""
    return {
        language: {
            kind: tuple(dict.fromkeys((*keys.get(kind, ()), *keys.get(_ALONE + kind, ()))))
            for kind in Kind
            if kind in keys or _ALONE + kind in keys
        }
        for language, keys in by_key().items()
    }


@cache
def by_key() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """As the files have them: a key is a kind, or ``alone_`` and a kind."""
    folder = files("service.clean.phrases")
    return {
        file.name.removesuffix(".toml"): {
            key: tuple(phrases) for key, phrases in tomllib.loads(file.read_text("utf-8")).items()
        }
        for file in sorted(folder.iterdir(), key=lambda f: f.name)
        if file.name.endswith(".toml")
    }


_BEFORE_COLON = frozenset((Kind.RELATED, Kind.CREDIT, Kind.ATTRIBUTION, Kind.STAMP))
"""Of these, what counts alone counts before a colon, too: "See also: …"; not "Health: …"."""
_OF_BUTTONS = (Kind.RELATED, Kind.ACTION)


@cache
def _by_phrase() -> Mapping[str, frozenset[tuple[_Where, Kind]]]:
    found: dict[str, set[tuple[_Where, Kind]]] = {}
    for keys in by_key().values():
        for key, written in keys.items():
            kind = Kind(key.removeprefix(_ALONE))
            for phrase in written:
                folded = _cut(fold(phrase))
                bare = folded.rstrip(" :：៖")
                where = _where(
                    bare, kind, is_alone=key.startswith(_ALONE), has_colon=bare != folded
                )
                found.setdefault(bare, set()).update((place, kind) for place in where)
    shared: dict[frozenset[tuple[_Where, Kind]], frozenset[tuple[_Where, Kind]]] = {}
    return {
        phrase: shared.setdefault(known, known)
        for phrase, its in found.items()
        for known in (frozenset(its),)
    }


@cache
def _lengths() -> Mapping[str, tuple[int, ...]]:
    """By how they begin, how long phrases are, the shortest first; short ones left out."""
    found: dict[str, set[int]] = {}
    for phrase in _by_phrase():
        if len(phrase) >= _HEAD_CHARS:
            found.setdefault(phrase[:_HEAD_CHARS], set()).add(len(phrase))
    return {head: tuple(sorted(its)) for head, its in found.items()}


def _where(phrase: str, kind: Kind, *, is_alone: bool, has_colon: bool) -> set[_Where]:
    if has_colon:
        return {_Where.COLON, _Where.NOTHING}
    if is_alone or _is_a_word(phrase, kind):
        return {_Where.NOTHING} | ({_Where.COLON} if kind in _BEFORE_COLON else set())
    return {_Where.ANYTHING}


def _cut(phrase: str) -> str:
    """Between two words, if there are two."""
    if len(phrase) <= _MAX_CHARS:
        return phrase
    return phrase[: _MAX_CHARS + 1].rpartition(" ")[0] or phrase[:_MAX_CHARS]


def fold(text: str) -> str:
    """Take away case and what sites write in two ways: apostrophes, i and ı, Arabic's ي and ك."""
    for letter, other in _ONE_FOR_TWO.items():  # each costs a tenth of what str.translate does
        text = text.replace(letter, other)
    return text.casefold()


def _is_a_word(phrase: str, kind: Kind) -> bool:
    """One word alone begins sentences too ("Share prices fell", "Watch makers met")."""
    return kind in _OF_BUTTONS and " " not in phrase and not is_unspaced(phrase[0])


def opening(folded: str) -> dict[Kind, int]:
    """Find the phrases a line opens with.

    Args:
        folded: The line; see ``fold``.

    Returns:
        By kind, how many characters its longest phrase takes. A phrase that counts only alone is
        among them where no letter stands behind it.
    """
    table, lengths = _by_phrase(), _lengths()
    found: dict[Kind, int] = {}
    for end in (*_SHORT, *lengths.get(folded[:_HEAD_CHARS], ())):
        if end > len(folded):
            break
        known = table.get(folded[:end])
        if known and _ends_a_word(folded, end):
            counts = {
                _Where.ANYTHING: True,
                _Where.COLON: _COLON.match(folded, end) is not None,
                _Where.NOTHING: _LETTER.search(folded, end) is None,
            }
            found.update({kind: end for where, kind in known if counts[where]})
    return found


def _ends_a_word(text: str, end: int) -> bool:
    """Scripts without spaces have no such border: there any will do."""
    if end == len(text):
        return True
    before, after = text[end - 1], text[end]
    return not (_is_of_a_word(before) and _is_of_a_word(after)) or is_unspaced(after)


def _is_of_a_word(character: str) -> bool:
    """Vowel signs are no letters to Python, but the words of India are full of them."""
    return character.isalnum() or unicodedata.category(character)[0] == "M"


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
