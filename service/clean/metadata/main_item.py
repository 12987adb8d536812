"""The items of a page -> the one that is its article."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.clean.metadata.items import Item, address, text
from service.clean.metadata.json_ld import Graph, Node
from service.clean.metadata.words import folded

_ARTICLE = re.compile(r"(?:Article|Posting|Report|Review)$")
"""NewsArticle and its subtypes, BlogPosting, LiveBlogPosting, Report, Review."""
_PAGE = re.compile(r"Page$")
_NEVER = re.compile(r"(?:ImageObject|List|ListItem|Organization|Person|WebSite|JobPosting)$")
_EVERYWHERE = re.compile(r"(?:ImageObject|ListItem|Organization|Person|BreadcrumbList|Action)$")
_MIN_SHARED = 12
"""Letters a headline must share with another to be taken for its beginning."""
_ADDRESS_NOISE = re.compile(r"^https?://(?:www\.|m\.|amp\.)?|[?#].*$|/+(?:amp/?)?(?=[?#]|$)")


def main_items(graph: Graph, titles: Iterable[str], addresses: Iterable[str]) -> list[Item]:
    """Choose the article of the page.

    Args:
        graph: The items of the page.
        titles: What the page is called elsewhere: its headings, ``og:title``, ``title``.
        addresses: Its address, and what it calls its canonical one.

    Returns:
        The article first, then other items on the same thing, which may fill its gaps (plugins
        each write their own). Empty where no item is on this page: a list of other articles.
    """
    names = {name for title in titles if (name := folded(title))}
    keys = {_key(where) for where in addresses}
    ranked = [(_rank(node, names, keys), node) for node in graph.nodes]
    usable = [(rank, node) for rank, node in ranked if rank]
    usable.sort(key=lambda pair: pair[0], reverse=True)  # stable: the first of equals
    if not usable or _is_list(usable):
        return []
    main = usable[0][1].item
    same = {folded(_name(main))} - {""}  # a related article may be named in a heading too
    others = (
        node.item
        for _, node in usable[1:]
        if _has_address(node.item, keys) or _has_name(node.item, same)
    )
    return [main, *others]


Rank = tuple[int, int, int]


def _rank(node: Node, names: set[str], keys: set[str]) -> Rank | None:
    """Rank by kind, then by what ties it to the page; None for what is not on this page."""
    item, types = node.item, node.kinds
    if not types or any(_NEVER.search(kind) for kind in types):
        return None
    tie = 2 * _has_name(item, names) + _has_address(item, keys)
    if any(_ARTICLE.search(kind) for kind in types):
        kind = 3
    elif any(_PAGE.search(kind) for kind in types):
        kind = 1
    elif tie and ("datePublished" in item or "headline" in item):
        kind = 2
    else:
        return None
    if node.is_aside and not tie:
        return None
    return (kind, tie, int(not node.is_aside))


def _has_name(item: Item, names: set[str]) -> bool:
    name = folded(_name(item))
    if name in names:
        return True
    return len(name) >= _MIN_SHARED and any(
        name in other or (len(other) >= _MIN_SHARED and other in name) for other in names
    )


def _name(item: Item) -> str:
    return (text(item, "headline", "name") or "").rstrip("….")[:300]


def _has_address(item: Item, keys: set[str]) -> bool:
    said = (address(item, name) for name in ("mainEntityOfPage", "url", "@id"))
    return any(_key(where) in keys for where in said if where)


def _key(where: str) -> str:
    return _ADDRESS_NOISE.sub("", where[:2_000].strip().lower())


def _is_list(usable: list[tuple[Rank, Node]]) -> bool:
    """Several articles, and none has anything to do with this page."""
    best = usable[0][0]
    if best[1]:
        return False
    headlines = {folded(text(node.item, "headline")) for rank, node in usable if rank == best}
    return len(headlines) > 1


def page_kinds(graph: Graph) -> frozenset[str]:
    """Return the types on a page without an article, but for those every page has."""
    said = (node.kinds for node in graph.nodes if not node.is_aside)
    return frozenset(kind for found in said for kind in found if not _EVERYWHERE.search(kind))
