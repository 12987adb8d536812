"""A page and its body -> which part of the page is the article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from service.clean.alphanumeric import alphanumeric

_KEY_CHARS = 40
_KEY_MIN_CHARS = 20
_ROOTS = "article, main, [itemprop=articleBody], [role=main]"
_LOOSE = "div, li, td"
_MAX_DEPTH = 100
"""A picture this far below all text is not looked for: it keeps hostile pages linear."""


@dataclass(frozen=True, slots=True)
class Extent:
    """Where the article stands in its page. Elements are named by their `mem_id`."""

    trunk: frozenset[int]
    """All around pieces of the body and the headline, up to what holds them all."""
    body: int
    """The smallest element around the whole body."""
    start: int
    """The headline or, without one, the first piece of the body."""
    end: int
    """The last piece of the body."""
    pieces: str
    """A selector of elements like those the body came from."""
    whole_page: bool
    """Whether nothing smaller than the page holds body and headline."""

    def branch(self, node: LexborNode) -> tuple[list[LexborNode], int] | None:
        """List what stands around an element, itself first, that holds nothing of the article.

        Returns:
            These elements, and what of the trunk they hang on; None outside of the article.
        """
        way: list[LexborNode] = []
        for place in upwards(node):
            if place.mem_id in self.trunk:
                return way, place.mem_id
            if len(way) == _MAX_DEPTH:
                break
            way.append(place)
        return None


def find_extent(tree: LexborHTMLParser, body: str) -> Extent | None:
    """Find the article in the page.

    Args:
        tree: The page.
        body: Its body, one line a block.

    Returns:
        Its extent. Where nothing of the body is in the page (it came from JSON-LD) it is the
        first ``article`` or ``main``, else None.
    """
    keys = {key(line) for line in body.split("\n")} - {""}
    pieces, blocks = _blocks(tree, keys)
    if not blocks:
        root = tree.css_first(_ROOTS)
        return _guess(root) if root else None
    headlines = tree.css("h1")
    around_body = _around(blocks)
    with_headline = _around([*headlines, *blocks]) if len(headlines) == 1 else around_body
    scope, trunk = with_headline
    scope, widened = _widened(scope)
    return Extent(
        trunk=trunk | widened,
        body=around_body[0].mem_id,
        start=(headlines if len(headlines) == 1 else blocks)[0].mem_id,
        end=blocks[-1].mem_id,
        pieces=pieces,
        whole_page=scope.tag in {"body", "html"},
    )


def _guess(root: LexborNode) -> Extent:
    name = root.mem_id
    return Extent(frozenset({name}), body=name, start=name, end=name, pieces="p", whole_page=False)


def _blocks(tree: LexborHTMLParser, keys: set[str]) -> tuple[str, list[LexborNode]]:
    """Those elements that lines of the body came from, and a selector of their like."""
    paragraphs = [node for node in tree.css("p") if key(node.text()) in keys]
    if paragraphs:
        return "p", paragraphs
    return _LOOSE, [node for node in tree.css(_LOOSE) if key(node.text(deep=False)) in keys]


def _around(nodes: Sequence[LexborNode]) -> tuple[LexborNode, frozenset[int]]:
    """Find the smallest element around all, and everything between them and it.

    Each element is visited once: a way up ends where another has been.
    """
    first = list(upwards(nodes[0]))
    height = {node.mem_id: place for place, node in enumerate(first)}
    between: set[int] = set()
    top = 0
    for node in nodes[1:]:
        for place in upwards(node):
            if place.mem_id in height:
                top = max(top, height[place.mem_id])
                break
            if place.mem_id in between:
                break
            between.add(place.mem_id)
    return first[top], frozenset(between | {node.mem_id for node in first[: top + 1]})


def _widened(scope: LexborNode) -> tuple[LexborNode, frozenset[int]]:
    """Go on to the ``article`` or ``main`` around it, where the lead picture may stand."""
    way = list(upwards(scope))
    for root in ("article", "main"):
        places = [place for place, node in enumerate(way) if node.tag == root]
        if places:
            return way[places[0]], frozenset(n.mem_id for n in way[: places[0] + 1])
    return scope, frozenset()


def key(text: str) -> str:
    """Reduce a text to what it begins with, letters and digits only; short ones to nothing."""
    letters = alphanumeric(text[: 3 * _KEY_CHARS])[:_KEY_CHARS]
    return letters if len(letters) >= _KEY_MIN_CHARS else ""


def upwards(node: LexborNode | None) -> Iterator[LexborNode]:
    """Go from an element through all around it to the root element."""
    while node is not None and node.tag != "#document":
        yield node
        node = node.parent


def once(nodes: Iterable[LexborNode]) -> list[LexborNode]:
    """Take each element once, in order: one that several selectors match comes several times."""
    return list({node.mem_id: node for node in nodes}.values())
