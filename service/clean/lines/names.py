"""Lines that say who wrote a text or where it is from -> the names in them."""

from __future__ import annotations

import re

from service.clean.lines.looks import LEADERS, Looks
from service.clean.lines.outlets import is_outlet, is_outlet_or_supplier
from service.clean.phrases import Kind

_MAX_NAME_CHARS = 60
_AND = re.compile(r"\s*(?:,|;|/|&|\s-\s|\s(?:and|und|et|e|y|i|en|och|og|und|ve|và|dan)\s)\s*")
_AROUND = ' .:：()（）[]【】〔〕«»"“”|-–—'
_NAME_WORDS = (2, 5)
_NOT_IN_NAMES = re.compile("[:|!?.]")


def split_names(text: str) -> list[str]:
    """Split "A and B", "A, B", "A - B", "A/B"."""
    return [name for part in _AND.split(text) if (name := part.strip(_AROUND))]


def are_names(text: str) -> bool:
    """Whether a line is nothing but names of two to five capitalised words."""
    if _NOT_IN_NAMES.search(text) or any(map(str.isdigit, text)):
        return False
    names = [name.split() for name in split_names(text)]
    return bool(names) and all(
        _NAME_WORDS[0] <= len(name) <= _NAME_WORDS[1] and all(word[0].isupper() for word in name)
        for name in names
    )


def named(line: Looks) -> list[str]:
    """The people of a byline; none where it is not sure that they are people."""
    rest = line.text[_taken(line, Kind.BYLINE) :].strip(_AROUND)
    names = split_names(rest) if are_names(rest) else []
    return [name for name in names if not is_outlet_or_supplier(name)]


def credited(line: Looks) -> list[str]:
    """The organisations of a byline: "By Reuters", "By Jane Doe, BBC News"."""
    names = split_names(line.text[_taken(line, Kind.BYLINE) :].strip(_AROUND))
    return [name for name in names if is_outlet_or_supplier(name)]


def attributed(line: Looks) -> list[str]:
    """The agencies or outlets a line credits."""
    rest = line.text.strip(_AROUND)
    inner = Looks(rest) if rest else line
    names = split_names(rest[_taken(inner, Kind.ATTRIBUTION) :])
    if not names and is_outlet(rest):  # "Reuters" alone is a phrase too
        return [rest]
    return [name for name in names if len(name) <= _MAX_NAME_CHARS]


def _taken(line: Looks, kind: Kind) -> int:
    """How many characters the phrase takes that the line opens with."""
    start = len(line.text) - len(line.text.lstrip(LEADERS))
    taken = line.openings.get(kind, 0)
    return start + taken if taken else 0
