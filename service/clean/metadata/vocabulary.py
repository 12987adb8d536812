"""vocabulary.toml -> the words around and instead of names, ready to be looked for."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from service.clean.metadata.words import folded

_MIN_TITLE = 3
"""Letters. "A" and "E" with a capital are initials, "En" and "Si" names."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the words of the file do; sets are folded."""

    joins: re.Pattern[str]
    """Between two names."""
    before: re.Pattern[str]
    """At the start, before two words or more."""
    introduces: re.Pattern[str]
    """All up to where a name begins."""
    ends: re.Pattern[str]
    """From where no name follows to the end."""
    role_beside: re.Pattern[str]
    """At the end."""
    particles: frozenset[str]
    not_in_a_name: frozenset[str]
    not_a_name: frozenset[str]
    organisation: frozenset[str]


@cache
def vocabulary() -> Vocabulary:
    """Read the file; the same every time."""
    text = (files("service.clean.metadata") / "vocabulary.toml").read_text("utf-8")
    listed: dict[str, list[str]] = tomllib.loads(text)
    joins = {*listed["joins"], *(word.upper() for word in listed["joins"] if len(word) > 1)}
    joins |= {word.title() for word in joins if len(word) >= _MIN_TITLE}
    introduces = _any(listed["introduces"])
    return Vocabulary(
        joins=re.compile(rf"\s+{_any(joins)}\s+|\s*[&\uff06]\s*"),
        before=re.compile(rf"^{introduces}\s+(?=[^\W\d_]+\W+\w)", re.IGNORECASE),
        introduces=re.compile(rf"^.*?(?:^|\s){introduces}\s*:?\s+", re.IGNORECASE),
        ends=re.compile(rf"\s{_any(listed['ends'])}\s.*$"),
        role_beside=re.compile(rf"\s*{_any(listed['roles_beside'])}$"),
        particles=frozenset(listed["particles"]),
        not_in_a_name=_folded(listed["not_in_a_name"]),
        not_a_name=_folded([*listed["not_a_name"], *listed["introduces"]]),
        organisation=_folded(listed["organisation"]),
    )


def _any(words: Iterable[str]) -> str:
    """Return a pattern for any of some words, the longest first; sorted, so that it is one."""
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))})"


def _folded(words: Iterable[str]) -> frozenset[str]:
    return frozenset(folded(word) for word in words)
