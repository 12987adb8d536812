"""A query parameter -> whether it says how a reader came rather than what is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_ALWAYS, _WITH_PATH = "[always]", "[where the path names the article]"
_SCRIPT = re.compile(r"\.(?:php\d?|aspx?|jsp|jspx|cgi|pl|cfm|do)$", re.IGNORECASE)
_EXTENSION = re.compile(r"\.[a-z]{2,5}$", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9]{5}")
_WORD_BREAK = re.compile(r"(?<=.)(?:[-_+]|%20)+(?=.)")
_LONG_ENCODED = 30
"""Ten letters of two bytes: a headline in a script that is percent-encoded."""


@dataclass(frozen=True, slots=True)
class _Names:
    exact: frozenset[str]
    prefixes: tuple[str, ...]

    def __contains__(self, name: str) -> bool:
        return name in self.exact or name.startswith(self.prefixes)


def is_tracking(name: str, path: str) -> bool:
    """Whether a parameter may be dropped without losing which article is meant.

    Args:
        name: Of the parameter, as it stands in the address.
        path: Of the address: an ambiguous name ("ref", "source") goes only where the path
            names the article without it.
    """
    lists = _lists()
    name = name.lower()
    return name in lists[_ALWAYS] or (name in lists[_WITH_PATH] and names_article(path))


def names_article(path: str) -> bool:
    """Whether a path is enough to tell one article from all others of its site.

    True of a last segment with three words or more, a number of five digits or more, or a long
    run of encoded letters; never of a bare script ("view_the_article.php").
    """
    segment = path.rstrip("/").rpartition("/")[2]
    if _NUMBER.search(segment):
        return True
    if _SCRIPT.search(segment):
        return False
    stem = _EXTENSION.sub("", segment)
    words = len(_WORD_BREAK.findall(stem)) + 1
    return words > 2 or ("%" in stem and len(stem) >= _LONG_ENCODED)  # noqa: PLR2004  three words


@cache
def _lists() -> dict[str, _Names]:
    """The list, read once a process."""
    found: dict[str, list[str]] = {_ALWAYS: [], _WITH_PATH: []}
    current = found[_ALWAYS]
    text = (files("service.clean.url") / "tracking.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line in found:
            current = found[line]
        elif line and not line.startswith("#"):
            current.append(line)
    return {
        heading: _Names(
            frozenset(name for name in names if not name.endswith("*")),
            tuple(name[:-1] for name in names if name.endswith("*")),
        )
        for heading, names in found.items()
    }
