"""A page -> how much of it is prose, and how many headlines lead elsewhere."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from service.clean.page.extent import key, upwards
from service.clean.phrases import is_unspaced

_PARAGRAPH = 80
_HEADLINE = 25
_UNSPACED = 2.5
"""Characters of other scripts that one Chinese, Japanese or Thai character is worth."""
_SAMPLE = 60
_FIRST_UNSPACED = "\u0e00"
_HEADINGS = "h1 a, h2 a, h3 a, h4 a, h5 a, a h2, a h3, a h4, a h5"
_NEAR = 3
_SEEN_CHARS = 6_000
_UNSEEN = frozenset(("script", "style", "template", "head", "title", "textarea"))
_LOOSE = "div, td, li, section, article, blockquote"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a page is made of."""

    prose: int
    """Weighted characters in paragraphs that are no teasers, links left out."""
    headlines: int
    """Links worded like headlines, each address once."""


def weight(text: str) -> int:
    """Count characters; those of scripts without spaces count more, for they say more."""
    sample = text[:_SAMPLE:5]
    if not sample or max(sample) < _FIRST_UNSPACED:
        return len(text)
    dense = 3 * sum(map(is_unspaced, sample)) > len(sample)
    return int(len(text) * _UNSPACED) if dense else len(text)


def measure_shape(tree: LexborHTMLParser, body: str = "") -> Shape:
    """Measure a page, in time linear in its size.

    Args:
        tree: The page.
        body: What is taken for its body; a page may hold its prose in no paragraphs.
    """
    paragraphs = _paragraphs(tree)
    teasers = {
        key(node.text(deep=node.tag == "p")) for node, _, is_teaser in paragraphs if is_teaser
    }
    said = sum(
        size
        for line in body.split("\n")
        if (size := weight(line)) >= _PARAGRAPH and key(line) not in teasers
    )
    prose = sum(size for _, size, is_teaser in paragraphs if not is_teaser)
    return Shape(max(prose, said), len(_headlines(tree)))


def _headlines(tree: LexborHTMLParser) -> set[str]:
    return {
        link.attributes.get("href") or ""
        for link in tree.css("a[href]")
        if weight(link.text(strip=True)) >= _HEADLINE
    }


def _paragraphs(tree: LexborHTMLParser) -> list[tuple[LexborNode, int, bool]]:
    """Every longer paragraph with its size, and whether it is a teaser's."""
    found = [(node, size) for node in tree.css("p") if (size := _own_size(node)) >= _PARAGRAPH]
    if not found:
        texts = ((node, weight(node.text(deep=False, strip=True))) for node in tree.css(_LOOSE))
        found = [(node, size) for node, size in texts if size >= _PARAGRAPH]
    ways = [
        [n for n, _ in zip(upwards(node.parent), range(_NEAR), strict=False)] for node, _ in found
    ]
    shared = Counter(n.mem_id for way in ways for n in way)
    return [
        (node, size, _is_teaser(way, shared)) for (node, size), way in zip(found, ways, strict=True)
    ]


def _own_size(paragraph: LexborNode) -> int:
    """Its characters outside of links."""
    size = weight(paragraph.text(strip=True))
    if size < _PARAGRAPH:
        return 0
    return size - sum(weight(link.text(strip=True)) for link in paragraph.css("a"))


def _is_teaser(way: list[LexborNode], shared: Counter[int]) -> bool:
    """Whether a paragraph stands alone in a link, or in a card beside its linked headline."""
    for place in way:
        if place.tag == "a":
            return True
        if shared[place.mem_id] > 1 or place.tag in {"body", "main"}:
            return False
        if place.css_first(_HEADINGS):
            return True
    return False


def visible_text(tree: LexborHTMLParser) -> str:
    """Read the beginning of what a reader sees, and what stands there for readers without scripts."""
    pieces: list[str] = []
    size = 0
    for node in tree.root.traverse(include_text=True) if tree.root else ():
        if node.tag == "-text" and node.parent is not None and node.parent.tag not in _UNSEEN:
            piece = " ".join((node.text_content or "").split())
            pieces.append(piece)
            size += len(piece)
            if size > _SEEN_CHARS:
                break
    return " ".join(p for p in pieces if p)
