"""A piece of a byline -> whether it can be a person, an organisation, or neither."""

from __future__ import annotations

import re

from service.clean.credit.names import is_known_agency
from service.clean.metadata.vocabulary import vocabulary
from service.clean.metadata.words import folded

WHOLE_NAME = 2
"""Words of a name in full."""
_MAX_WORDS = 7
_MAX_NAME_CHARS = 60
_ADDRESS = re.compile(r"@|://|^www\.|^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}$", re.IGNORECASE)
_HANDLE = re.compile(r"[a-z0-9]+(?:[._/-][a-z0-9]+)*$")
_INITIALS = re.compile(r"[A-Z]{2,8}$")
_UNCASED_NAME = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,8}$")
"""Chinese, Japanese and Korean names are one word."""
_WORD = re.compile(r"[^\W\d_]+")


def is_initials(name: str) -> bool:
    """Whether it is an agency's abbreviation: AFP, DPA."""
    return _INITIALS.match(name) is not None


def is_person(name: str) -> bool:
    """Whether it can be the name of a person: no address, handle, role, desk or placeholder."""
    if not 1 < len(name) <= _MAX_NAME_CHARS or len(name.split()) > _MAX_WORDS:
        return False
    if _ADDRESS.search(name) or _HANDLE.match(name) or any(char.isdigit() for char in name):
        return False
    return not has_role(name) and folded(name) not in vocabulary().not_a_name and bool(_words(name))


def has_role(name: str) -> bool:
    """Whether a word of it is a role's or a desk's."""
    return bool(_words(name) & vocabulary().not_in_a_name)


def is_full_name(name: str) -> bool:
    """Whether it has two words or more, and each begins as names do where there is case."""
    words = [word for word in name.split() if word not in vocabulary().particles]
    if len(words) < WHOLE_NAME:
        return bool(_UNCASED_NAME.match(name))
    return all(word[0].isalpha() and not word[0].islower() for word in words)


def is_organisation(name: str) -> bool:
    """Whether it names a company: a word that companies have, an abbreviation, a known agency."""
    return (
        is_initials(name) or bool(_words(name) & vocabulary().organisation) or is_known_agency(name)
    )


def _words(name: str) -> set[str]:
    return {folded(word) for word in _WORD.findall(name)}
