"""A parsed page -> what its head and headings say, as plain strings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from service.clean.metadata.words import plain

_MAX_TAGS = 1_000
"""Of a kind; article pages have under 200 ``meta``."""
_MAX_HEADINGS = 20
_MAX_PARTS = 200
_MAX_TEXT_CHARS = 2_000
_MAX_SCRIPT_CHARS = 4_000_000
_UNSEEN = frozenset({"script", "style", "svg", "title", "template", "noscript"})
_NAMED_BY = ("property", "name", "http-equiv")
_CJK = "\u2e80"
"""From here on words are not separated by spaces."""


@dataclass(frozen=True, slots=True)
class Document:
    """What stands in a page for machines, and its headings."""

    metas: dict[str, tuple[str, ...]]
    """Contents of ``meta`` by lower-case name, in order."""
    canonical: str | None
    base: str | None
    language: str | None
    title: str | None
    """The ``title`` element."""
    headings: tuple[str, ...]
    """Each ``h1``."""
    scripts: tuple[str, ...]
    """JSON-LD, as written."""

    def meta(self, *names: str) -> str | None:
        """Return the first content of the first of these names that has one."""
        return next((text for name in names for text in self.metas.get(name, ())), None)


def read_document(tree: LexborHTMLParser) -> Document:
    """Take from a page what the readers of metadata need, and leave the tree as it was."""
    root = tree.root
    return Document(
        metas=_metas(tree),
        canonical=_attribute(tree.css_first("link[rel~=canonical i][href]"), "href"),
        base=_attribute(tree.css_first("base[href]"), "href"),
        language=_attribute(root, "lang") or _attribute(root, "xml:lang"),
        title=next((plain(node.text()) for node in tree.css("head > title")[:1]), None),
        headings=tuple(_headings(tree)),
        scripts=tuple(_scripts(tree)),
    )


def _attribute(node: LexborNode | None, name: str) -> str | None:
    value = node.attributes.get(name) if node is not None else None
    return value.strip() or None if value else None


def _metas(tree: LexborHTMLParser) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for node in tree.css("meta[content]")[:_MAX_TAGS]:
        attributes = node.attributes
        content = (attributes.get("content") or "").strip()
        said = (attributes.get(name) for name in _NAMED_BY if content)
        for name in {name.strip().lower() for name in said if name}:
            found.setdefault(name, []).append(content)
    return {name: tuple(contents) for name, contents in found.items()}


def _scripts(tree: LexborHTMLParser) -> Iterator[str]:
    room = _MAX_SCRIPT_CHARS
    for node in tree.css("script[type*='ld+json' i]")[:_MAX_TAGS]:
        text = node.text()
        room -= len(text)
        if room < 0:
            return
        yield text


def _headings(tree: LexborHTMLParser) -> Iterator[str]:
    for node in tree.css("h1")[:_MAX_HEADINGS]:
        text = plain(visible_text(node))
        if text:
            yield text


def visible_text(node: LexborNode, line_break: str = " ") -> str:
    """Join the first texts of a node; a kicker and a headline in two elements are not one word."""
    joined = ""
    for count, part in enumerate(node.traverse(include_text=True)):
        if count > _MAX_PARTS or len(joined) > _MAX_TEXT_CHARS:
            break
        if part.tag == "br":
            joined += line_break
        if part.tag != "-text" or (part.parent is not None and part.parent.tag in _UNSEEN):
            continue
        text = part.text()
        joined += " " + text if _need_space(joined, text) else text
    return joined


def _need_space(before: str, after: str) -> bool:
    if not before or not after or not after[0].isalnum() or after[0] >= _CJK:
        return False
    return before[-1].isalnum() or before[-1] in ".:!?"
