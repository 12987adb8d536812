"""A page -> the element that holds its headline."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from service.clean.dates.names import fold

_PLACES = ("h1", "[itemprop~=headline]", "h2", "h3")
_FIRST_OF_THE_ARTICLE = "article :is(h2, h3), main :is(h2, h3)"
_MAX_EACH = 30
_MAX_CHARS = 400
_MAX_NODES = 60
_MAX_DEPTH = 40
_LIKE_THE_TITLE = 0.5
_FEW_WORDS = 3
_WORD = re.compile(r"\w+")


def headline(tree: LexborHTMLParser) -> LexborNode | None:
    """Find the heading that says what the page's title says; else the first there is.

    Some sites have their name in the ``h1``, or the last step of a path of links.
    """
    title = _words(_title(tree))
    for selector in _PLACES:
        nodes = [node for node in tree.css(selector)[:_MAX_EACH] if not _is_in_a_menu(node)]
        likeness, node = max(
            ((_likeness(node, title), node) for node in nodes),
            key=lambda scored: scored[0],
            default=(0.0, None),
        )
        if likeness >= _LIKE_THE_TITLE:
            return node
    others = [*tree.css("h1")[:_MAX_EACH], *tree.css(_FIRST_OF_THE_ARTICLE)[:_MAX_EACH]]
    return next((node for node in others if not _is_in_a_menu(node)), None)


def _is_in_a_menu(node: LexborNode) -> bool:
    parent = node.parent
    for _ in range(_MAX_DEPTH):
        if parent is None:
            break
        if parent.tag in {"nav", "footer"}:
            return True
        parent = parent.parent
    return False


def short_text(node: LexborNode, max_chars: int, max_nodes: int = _MAX_NODES) -> str | None:
    """Give the text of a small element; None of a large one, without reading it to its end."""
    text = ""
    for count, part in enumerate(node.traverse(include_text=True)):
        if part.tag == "-text":
            text += f" {part.text_content or ''}"
        if count > max_nodes or len(text) > max_chars:
            return None
    return " ".join(text.split())


def _title(tree: LexborHTMLParser) -> str:
    meta = tree.css_first("meta[property='og:title']")
    said = meta.attributes.get("content") if meta else None
    title = tree.css_first("title")
    return (said or (title.text() if title else ""))[:_MAX_CHARS]


def _words(text: str) -> set[str]:
    return set(_WORD.findall(fold(text)))


def _likeness(node: LexborNode, title: set[str]) -> float:
    """The share of the shorter one's words that are the other's too; of a few words, nothing.

    A headline may be longer than the title, or lack the site's name in it.
    """
    words = _words(short_text(node, _MAX_CHARS) or "")
    both, shorter = len(words & title), min(len(words), len(title))
    return both / shorter if both and (shorter >= _FEW_WORDS or words == title) else 0.0
