"""What a site calls itself -> whether a name is the site's, and titles without it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from service.clean.metadata.words import folded

_HOST = re.compile(r"https?://(?:[^/@]*@)?(?:www\d?\.)?([^/:?#]+)", re.IGNORECASE)
_SECOND_LEVELS = frozenset({"co", "com", "org", "net", "gov", "edu", "ac", "or", "ne", "go", "gob"})
_PARENTHESIS = re.compile(r"^(.+?)\s*\((.+)\)$")
_SEPARATOR = re.compile(
    r"(\s+[-–—|:»›«•·/~]+\s+|\s*[|｜»›•_]\s*|\s*::\s*|\s+[-–—]\s*$"
    r"|(?<=[\u2E80-\u9FFF\uAC00-\uD7AF])[-–—]+(?=[\u2E80-\u9FFF\uAC00-\uD7AF]))"
)
"""In scripts without spaces a hyphen between two words is written without spaces too."""
_ALSO = frozenset({"news", "online", "nachrichten", "com", "de", "net", "org", "tv", "the"})


@dataclass(frozen=True, slots=True)
class Site:
    """The names of a site."""

    names: frozenset[str]
    """Folded."""
    initials: frozenset[str] = frozenset()
    """Names in capitals, as written: MDR, BBC."""

    def is_named(self, text: str) -> bool:
        """Whether this is the site's name, in any spelling."""
        name = folded(text)
        return name in self.names or (name.startswith("the") and name[3:] in self.names)

    def owns(self, name: str) -> bool:
        """Whether this names the site or a part of it ("MDR Sachsen" where the site is MDR)."""
        first, _, rest = name.partition(" ")
        if self.is_named(name) or first in self.initials:
            return True
        return bool(rest) and self.is_named(first) and folded(rest) in _ALSO

    def headline(self, title: str, sections: Iterable[str] = ()) -> str:
        """Cut the site's name from the ends of a title.

        A piece goes only where it is the site's name, or, next to it, a section of the site: any
        other may be a part of the headline.

        Args:
            title: As the page gives it.
            sections: The page's own section names.
        """
        pieces = _SEPARATOR.split(title)
        named = {folded(section) for section in sections}
        cut = False
        while len(pieces) > 1 and (self.owns(pieces[-1]) or (cut and folded(pieces[-1]) in named)):
            cut = True
            del pieces[-2:]
        while len(pieces) > 1 and self.owns(pieces[0]):
            del pieces[:2]
        return "".join(pieces).strip() or title


NOBODY = Site(frozenset())
"""Nothing is its name."""


def site_of(names: Iterable[str | None], url: str | None) -> Site:
    """Collect a site's names.

    Args:
        names: What the page calls its site and its publisher.
        url: The page's address; its host is a name too, and the label the site chose in it.
    """
    written = [name for name in names if name]
    for name in tuple(written):
        match = _PARENTHESIS.match(name)
        written.extend(match.groups() if match else ())
    host = _HOST.match(url or "")
    labels = host[1].lower().split(".") if host else []
    written.extend(".".join(labels[start:]) for start in range(len(labels) - 1))
    if len(labels) > 1:
        written.append(_own_label(labels))
    short = {folded(name) for name in written}
    return Site(
        names=frozenset({*short, *(name.removeprefix("the") for name in short)} - {""}),
        initials=frozenset(name for name in written if name.isupper() and name.isalpha()),
    )


def _own_label(labels: list[str]) -> str:
    """Return the part of a host a site chose: "example" of ``www.example.co.uk``."""
    rest = labels[:-1]
    if len(rest) > 1 and rest[-1] in _SECOND_LEVELS:
        rest = rest[:-1]
    return rest[-1]


def pieces(title: str) -> list[str]:
    """Return the ends of a title, folded: each beginning and each end at a separator."""
    parts = [folded(part) for part in _SEPARATOR.split(title)[::2]]
    heads = ["".join(parts[:count]) for count in range(1, len(parts) + 1)]
    tails = ["".join(parts[count:]) for count in range(1, len(parts))]
    return [part for part in (*heads, *tails) if part]
