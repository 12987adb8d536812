"""A page's tree -> its blocks of text in reading order, and the elements around them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from service.clean.phrases import count_unspaced

_SILENT = frozenset(
    [
        *("script", "style", "noscript", "template", "svg", "head", "iframe", "object", "embed"),
        *("audio", "video", "canvas", "select", "button", "textarea", "math", "map", "title"),
        *("datalist", "progress", "meter"),
    ]
)
_INLINE = frozenset(
    [
        *("a", "b", "i", "em", "strong", "span", "u", "s", "small", "sub", "sup", "mark", "abbr"),
        *("cite", "code", "q", "time", "font", "ins", "del", "dfn", "kbd", "samp", "var", "tt"),
        *("big", "bdi", "bdo", "data", "acronym", "wbr", "ruby", "rb", "rt", "rp", "strike"),
        *("nobr", "img", "picture", "source", "label", "output"),
    ]
)
CONTAINERS = (
    *("article", "main", "aside", "nav", "footer", "header", "form", "ul", "ol", "table"),
    *("figure", "blockquote", "section", "details", "dl"),
)
"""Elements whose name says what stands in them; a bit each."""
_BITS = {tag: 1 << place for place, tag in enumerate(CONTAINERS)}
_LISTS = frozenset(("ul", "ol", "dl", "table", "nav"))
_MENUS = frozenset(("nav", "footer"))
_SENTENCE_CHARS = 60
"""Of a script without spaces half as many."""
_STRONG = frozenset(("b", "strong"))
_BREAK = "\ufdd0"
"""Stands for ``<br>``: no character, so no page has it; a line's end in the source is a space."""
_SENTENCE_END = re.compile(r"[.!?…。！？।؟]['\"”’»)\]」』]*$")


@dataclass(slots=True)
class Block:
    """Running text between two borders: of an element that is no inline markup, or two breaks."""

    element: int
    """Its place in the outline's elements."""
    pieces: list[str]
    linked: int = 0
    """Characters in links."""
    strong: int = 0
    """Characters in bold."""
    links: int = 0
    text: str = ""


@dataclass(slots=True)
class Outline:
    """A page as the extractor sees it. Lists of elements are parallel, a place an element."""

    tags: list[str] = field(default_factory=list)
    parents: list[int] = field(default_factory=list)
    """The element around each; -1 at the root."""
    classes: list[str] = field(default_factory=list)
    inside: list[int] = field(default_factory=list)
    """What it is and stands in, a bit each of ``CONTAINERS``."""
    listed: list[bool] = field(default_factory=list)
    """Whether it is in a list or a table, or is one."""
    blocks: list[Block] = field(default_factory=list)


_Place = tuple[int, bool, bool]
"""Where a node's children stand: the element, whether in a link, whether in bold."""


def read_outline(tree: LexborHTMLParser) -> Outline:
    """Read a page in one pass.

    Args:
        tree: The page. It is not changed.

    Returns:
        Its blocks; a block's text has one line, or several where the page breaks lines behind
        sentences.
    """
    root = tree.body or tree.root
    if root is None:
        return Outline()
    outline = _Reader().read(root)
    for block in outline.blocks:
        block.text = _joined(block.pieces)
    outline.blocks = [block for block in outline.blocks if block.text]
    return outline


class _Reader:
    def __init__(self) -> None:
        self.outline = Outline()
        self.current: Block | None = None
        self.breaks = 0

    def read(self, root: LexborNode) -> Outline:
        place: _Place = (self._add(root, "body", -1), False, False)
        around: list[tuple[LexborNode, _Place]] = []
        node = root.first_child
        while True:
            while node is not None:
                inner = self._enter(node, place)
                child = node.first_child if inner is not None else None
                if inner is None or child is None:
                    node = node.next
                else:
                    around.append((node, place))
                    node, place = child, inner
            if not around:
                return self.outline
            node, place = around.pop()
            node = node.next

    def _enter(self, node: LexborNode, place: _Place) -> _Place | None:
        """Take what is before a node's children; None where they do not count."""
        tag = node.tag
        if tag == "-text":
            self._take(node.text_content or "", place)
        elif tag in _INLINE:
            if tag == "a" and self.current is not None:
                self.current.links += 1
            element, in_link, in_strong = place
            return element, in_link or tag == "a", in_strong or tag in _STRONG
        elif tag == "br":
            self._break()
        elif tag in _MENUS and _is_menu(node):
            self.current = None
        elif tag and tag not in _SILENT and tag[0] not in "-!":
            self.current = None
            return self._add(node, tag, place[0]), place[1], place[2]
        return None

    def _take(self, text: str, around: _Place) -> None:
        block = self.current
        if not text or text.isspace():
            if block is not None:
                block.pieces.append(" ")
            return
        element, in_link, in_strong = around
        if block is None or block.element != element:
            block = self.current = Block(element, [])
            self.outline.blocks.append(block)
        block.pieces.append(text)
        self.breaks = 0
        if in_link:
            block.linked += len(text.strip())
        if in_strong:
            block.strong += len(text.strip())

    def _break(self) -> None:
        self.breaks += 1
        if self.breaks > 1:
            self.current = None
        elif self.current is not None:
            self.current.pieces.append(_BREAK)

    def _add(self, node: LexborNode, tag: str, parent: int) -> int:
        outline = self.outline
        outline.tags.append(tag)
        outline.parents.append(parent)
        outline.classes.append(node.attributes.get("class") or "")
        inside = outline.inside[parent] if parent >= 0 else 0
        outline.inside.append(inside | _BITS.get(tag, 0))
        outline.listed.append((parent >= 0 and outline.listed[parent]) or tag in _LISTS)
        return len(outline.tags) - 1


def _is_menu(node: LexborNode) -> bool:
    """Whether there is nothing as long as a sentence; else it may be an unclosed one."""
    lines = node.text(separator="\n").split("\n")
    long = [line for line in lines if len(line) >= _SENTENCE_CHARS // 2]
    return all(len(line) + count_unspaced(line) < _SENTENCE_CHARS for line in long)


def _joined(pieces: list[str]) -> str:
    """Fold spaces; a line break counts where a sentence ends before it."""
    lines: list[str] = []
    text = "".join(pieces)
    if _BREAK not in text:
        return " ".join(text.split())
    for line in text.split(_BREAK):
        tidy = " ".join(line.split())
        if tidy and lines and not _SENTENCE_END.search(lines[-1][-8:]):
            lines[-1] += " " + tidy
        elif tidy:
            lines.append(tidy)
    return "\n".join(lines)
