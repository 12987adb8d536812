"""All that a page says of its authors -> people, and agencies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from service.clean.metadata.byline import before_digits, in_parentheses, introduced, names_in
from service.clean.metadata.items import Item, kinds, text, text_of, texts, values
from service.clean.metadata.json_ld import Graph
from service.clean.metadata.names import (
    is_full_name,
    is_initials,
    is_organisation,
    is_person,
)
from service.clean.metadata.site import Site
from service.clean.metadata.words import folded, plain

_META = (
    *("author", "article:author", "og:author", "parsely-author", "sailthru.author"),
    *("cxenseparse:author", "lp.article:author", "og:article:author", "book:author"),
    *("dc.creator", "dcterms.creator", "dc.author", "citation_author", "creator"),
    *("articleauthor", "article_author", "byl", "byline", "authors", "article.author"),
)
_MAX_AUTHORS = 30


@dataclass(frozen=True, slots=True)
class Credit:
    """What one entry says."""

    text: str
    is_organisation: bool = False
    """Its type says so."""
    is_visible: bool = False
    """Text of the page: whatever the site likes to put beside a name may be in it."""


@dataclass(frozen=True, slots=True)
class Authors:
    """Who is named in the place of the author."""

    people: tuple[str, ...] = ()
    agencies: tuple[str, ...] = ()
    """Other organisations than the site."""
    site: tuple[str, ...] = ()
    """The site's own names for itself."""


def read_authors(sources: Iterable[Sequence[Credit]], site: Site) -> Authors:
    """Take the people of the first source that names any, and what else was met on the way.

    Args:
        sources: The most trusted first.
        site: What the site calls itself: its own name is nobody's.
    """
    sorter = _Sorter(site)
    for credits_ in sources:
        for credit in credits_[:_MAX_AUTHORS]:
            sorter.take(credit, alone=len(credits_) == 1)
        if sorter.people:
            break
    found = (sorter.people, sorter.agencies, sorter.own)
    return Authors(*(tuple(names.values())[:_MAX_AUTHORS] for names in found))


class _Sorter:
    """Puts each name of a credit where it belongs, or nowhere; each once."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.people: dict[str, str] = {}
        self.agencies: dict[str, str] = {}
        self.own: dict[str, str] = {}

    def take(self, credit: Credit, *, alone: bool) -> None:
        """Sort what one entry says."""
        if self.site.owns(credit.text):
            _add(self.own, credit.text)
        elif credit.is_organisation:
            if is_person(credit.text) or is_organisation(credit.text):
                _add(self.agencies, credit.text)
        elif credit.is_visible:
            for name in names_in(before_digits(introduced(credit.text)), alone=alone):
                if is_full_name(name):
                    self._take_name(name)
        else:
            names = list(names_in(credit.text, alone=alone))
            if len(names) > 1 and self.site.owns(names[0]) and not any(map(_is_meant, names[1:])):
                names = names[:1]  # "hessenschau.de, Frankfurt, Germany": its address
            for name in (*names, *_agencies_beside(credit.text)):
                self._take_name(name)

    def _take_name(self, name: str) -> None:
        if self.site.owns(name):
            _add(self.own, name)
        elif is_organisation(name):
            _add(self.agencies, name)
        elif is_person(name):
            _add(self.people, name)


def _is_meant(name: str) -> bool:
    """Whether it is more than one word of an address."""
    return " " in name or is_organisation(name)


def _agencies_beside(text: str) -> list[str]:
    return [name for name in in_parentheses(text) if is_initials(name)]


def _add(names: dict[str, str], name: str) -> None:
    names.setdefault(folded(name), name)


def credits_of(item: Item, graph: Graph) -> list[Credit]:
    """Read ``author``, or ``creator``, of an item; references are followed."""
    for name in ("author", "creator"):
        found = [credit for value in values(item.get(name)) for credit in _credits_in(value, graph)]
        if found:
            return found
    return []


def _credits_in(value: object, graph: Graph) -> Iterator[Credit]:
    if not isinstance(value, dict):
        said = text_of(value)
        if said:
            yield Credit(said)
        return
    person = graph.resolved(value)
    types = kinds(person)
    is_company = "Person" not in types and any(kind.endswith("Organization") for kind in types)
    names = list(texts(person, "name")) or [_full_name(person) or text(person, "text") or ""]
    yield from (Credit(name, is_company) for name in names if name)


def _full_name(person: Item) -> str | None:
    parts = (text(person, "givenName"), text(person, "familyName"))
    return " ".join(part for part in parts if part) or None


def credits_in_metas(metas: Mapping[str, Sequence[str]]) -> Iterator[list[Credit]]:
    """Return each kind of ``meta`` that names an author, as a source of its own."""
    for name in _META:
        lines = [line for content in metas.get(name, ()) if (line := plain(content))]
        if lines:
            yield [Credit(line) for line in dict.fromkeys(lines)]
