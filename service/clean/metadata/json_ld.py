"""JSON-LD scripts -> their items, and where each of them stood."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from service.clean.metadata.items import Item, kinds
from service.clean.metadata.json_text import read_values

_MAX_ITEMS = 5_000
_MAX_DEPTH = 16
_MAX_REPAIR_CHARS = 300_000
"""Of all scripts up to there: a repair costs 1 µs a character, and broken scripts are small."""
_OTHERS = frozenset(
    {
        *("itemListElement", "mentions", "hasPart", "isPartOf", "relatedLink", "citation"),
        *("isBasedOn", "review", "comment", "liveBlogUpdate", "subjectOf", "about", "blogPost"),
        "associatedMedia",
    }
)
"""Properties whose items are not the thing itself."""


@dataclass(frozen=True, slots=True)
class Node:
    """An item and where it stood."""

    item: Item
    is_aside: bool
    """Under a property such as ``mentions``."""
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Graph:
    """All items of a page, in the order of the document."""

    nodes: tuple[Node, ...]
    by_id: dict[str, Item]

    def resolved(self, item: Item) -> Item:
        """Return the item a bare reference points at."""
        name = item.get("@id")
        known = self.by_id.get(name) if isinstance(name, str) and len(item) < 3 else None  # noqa: PLR2004 - "@id" and "@type"
        return known if known is not None else item


def read_graph(scripts: Iterable[str]) -> Graph:
    """Read the scripts of a page; at most ``_MAX_ITEMS`` items and ``_MAX_DEPTH`` levels."""
    nodes = tuple(islice(_walk(_values(scripts)), _MAX_ITEMS))
    by_id: dict[str, Item] = {}
    for node in nodes:
        name = node.item.get("@id")
        if isinstance(name, str) and len(node.item) > len(by_id.get(name, ())):
            by_id[name] = node.item
    return Graph(nodes, by_id)


def _values(scripts: Iterable[str]) -> Iterator[Any]:
    length = 0
    for script in scripts:
        length += len(script)
        yield from read_values(script, may_repair=length <= _MAX_REPAIR_CHARS)


def _walk(scripts: Iterable[Any]) -> Iterator[Node]:
    for script in scripts:
        stack: list[tuple[Any, int, bool]] = [(script, 0, False)]
        while stack:
            value, depth, is_aside = stack.pop()
            if depth > _MAX_DEPTH:
                continue
            if isinstance(value, list):
                stack.extend((one, depth + 1, is_aside) for one in reversed(value))
            elif isinstance(value, dict):
                yield Node(value, is_aside, kinds(value))
                stack.extend(
                    (one, depth + 1, is_aside or name in _OTHERS)
                    for name, one in reversed(value.items())
                    if isinstance(one, (dict, list))
                )
