"""The microdata of a page's article -> an item as JSON-LD would have it."""

from __future__ import annotations

from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from service.clean.metadata.document import visible_text
from service.clean.metadata.items import Item

_SCOPES = ", ".join(
    f"[itemscope][itemtype*='{kind}' i]" for kind in ("article", "posting", "report")
)
_MAX_SCOPES = 20
_MAX_PROPERTIES = 300
_MAX_ANCESTORS = 100
_VALUE_IN = ("content", "datetime", "src", "href")
_TEXT_OF_LINK = frozenset({"author", "name", "headline", "articleSection", "keywords"})


def read_microdata(tree: LexborHTMLParser) -> Item | None:
    """Read the page's article.

    Returns:
        The properties of the one article marked with ``itemscope``; where several are marked,
        those of the first that has a headline and a date (related ones follow it, or lack them).
        Properties that stand in no item at all count as the article's. None where there are none.
    Source: HTML Standard, microdata; schema.org.
    """
    scopes = tree.css(_SCOPES)[:_MAX_SCOPES]
    items = {scope.mem_id: _typed(scope) for scope in scopes}
    loose: Item = {}
    people: dict[int, Item] = {}
    for node in tree.css("[itemprop]")[:_MAX_PROPERTIES]:
        scope = _scope(node)
        owner = loose if scope is None else items.get(scope.mem_id)
        if owner is None and scope is not None:
            owner = people.get(scope.mem_id)
        if owner is None:
            continue
        value: Any = _value(node)
        if "itemscope" in node.attributes:
            value = people[node.mem_id] = _typed(node)
            value["text"] = _text(node)
        for name in (node.attributes.get("itemprop") or "").split():
            if isinstance(owner.setdefault(name, []), list):  # "text" is our own fact of a person
                owner[name].append(value)
    return _best(list(items.values()), loose)


def _best(items: list[Item], loose: Item) -> Item | None:
    whole = [item for item in items if "headline" in item and "datePublished" in item]
    chosen = (whole or items or [loose])[0]
    return {**loose, **chosen} or None


def _typed(scope: LexborNode) -> Item:
    return {"@type": (scope.attributes.get("itemtype") or "").split()}


def _scope(node: LexborNode) -> LexborNode | None:
    """Return the item a property belongs to."""
    above = node.parent
    for _ in range(_MAX_ANCESTORS):
        if above is None or "itemscope" in above.attributes:
            return above
        above = above.parent
    return None


def _value(node: LexborNode) -> str:
    attributes = node.attributes
    names = attributes.get("itemprop") or ""
    for place in _VALUE_IN:
        if place == "href" and node.tag == "a" and _TEXT_OF_LINK & set(names.split()):
            continue
        value = attributes.get(place)
        if value:
            return value
    return _text(node)


def _text(node: LexborNode) -> str:
    if "articleBody" in (node.attributes.get("itemprop") or ""):
        return ""  # the body extractor's business, and long
    return visible_text(node)
