"""A byline as written -> the names of people in it, and the agencies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from service.clean.metadata.names import WHOLE_NAME, has_role, is_initials
from service.clean.metadata.vocabulary import vocabulary

_MAX_CHARS = 500
_MAX_NAMES = 20
_PARENTHESIS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]")
_LABEL = re.compile(r"^(?:[^\W\d_]{2,20}\s?[:：]|[✍👤📝]+)\s*")
_FROM_DIGIT = re.compile(r"\s*\d")
_HARD = re.compile(r"\s*(?:[;|/•、；，]|\s[-–—·]\s|(?<![\u30a0-\u30ff])・)\s*")
_COMMA = re.compile(r"\s*,\s*")
_CASED = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f]")


def names_in(byline: str, *, alone: bool = True) -> Iterator[str]:
    """Split a byline into what may be names.

    Args:
        byline: One tidy line: "By Ann Lee and Bo Ek, Harbour Wire".
        alone: Whether it is all that is said on the authors. Where each author has an entry of
            its own, what follows a comma is not a name.

    Returns:
        Pieces that stand where names stand; agencies, roles and places are among them.
    """
    text = _PARENTHESIS.sub("", byline[:_MAX_CHARS])
    text = vocabulary().before.sub("", _LABEL.sub("", text))
    count = 0
    for piece in _HARD.split(text):
        listed = _COMMA.split(piece)
        for part in _listed(listed, alone=alone):
            for name in _joined(vocabulary().ends.sub("", part)):
                count += 1
                if count <= _MAX_NAMES:
                    yield _trimmed(name)


def _trimmed(name: str) -> str:
    words = vocabulary()
    return words.role_beside.sub("", words.before.sub("", name)).strip(" .,:-–*\"'")


def in_parentheses(byline: str) -> list[str]:
    """Return what a byline adds in parentheses: "(AFP)"."""
    return _PARENTHESIS.findall(byline[:_MAX_CHARS])


def _listed(parts: list[str], *, alone: bool) -> list[str]:
    """Read commas: between names, before a surname's first names, or before a place or role."""
    if len(parts) == WHOLE_NAME and _is_inverted(parts):
        return [f"{parts[1]} {parts[0]}"]
    if not alone:
        return parts[:1]
    if len(parts[0].split()) < WHOLE_NAME:
        return parts
    # After a name in full, one word is a place, an agency, a degree; a piece with a role is all
    # role, also where it has an "and" in it.
    others = (part for part in parts[1:] if len(part.split()) >= WHOLE_NAME)
    return [parts[0], *(part for part in others if not has_role(part))]


def _is_inverted(parts: list[str]) -> bool:
    """Whether this is "Surname, First names": only in scripts that have capitals."""
    surname, first = parts
    return (
        len(surname.split()) == 1
        and all(part[:1].isupper() and _CASED.match(part) for part in parts)
        and len(first.split()) <= WHOLE_NAME
        and not is_initials(first)
        and not is_initials(surname)
    )


def _joined(text: str) -> Iterator[str]:
    """Split at "and" where both sides are names: not in "José Ortega y Gasset"."""
    parts = vocabulary().joins.split(text)
    held = parts[0]
    for part in parts[1:]:
        left, right = len(held.split()), len(part.split())
        if (left > 1) == (right > 1) or is_initials(part) or is_initials(held):
            yield held
            held = part
        else:
            yield text
            return
    yield held


def introduced(line: str) -> str:
    """Return what follows "by": of "A comment by Ann Lee", the name."""
    return vocabulary().introduces.sub("", line[:_MAX_CHARS], count=1)


def before_digits(line: str) -> str:
    """Return what stands before the date in "Ann Lee 4 August 2010"."""
    return _FROM_DIGIT.split(line, maxsplit=1)[0]
