"""A headline -> the lines around it, from a little above to the body's first paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

GAP = "\u2003"
"""Stands where one element ends and another begins within a line."""
_UNSEEN = frozenset(
    ("script", "style", "noscript", "template", "svg", "iframe", "-comment", "head", "title",
     "select", "button", "textarea", "picture", "video", "audio", "nav", "aside", "footer")
)  # fmt: skip
"""Not shown, or never the article's own."""
_INLINE = frozenset(
    ("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "em", "font", "i",
     "ins", "label", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "wbr")
)  # fmt: skip
_NODES_ABOVE, _NODES_BELOW = 120, 700
_PROSE_CHARS = 160
_PROSE_LINES = 3
"""A lead, a caption and the first paragraph may come before the stamp."""
_MAX_LINE = 2_000


@dataclass(frozen=True, slots=True)
class Line:
    """What readers see as one line, or a ``time`` element in it."""

    text: str
    node: LexborNode
    """That its text begins in."""
    is_below: bool
    """It follows the headline."""
    moments: tuple[tuple[LexborNode, int], ...]
    """Its ``time`` elements with a ``datetime``, and where in the text they begin."""


@dataclass(slots=True)
class _Draft:
    """The line being read."""

    parts: list[str] = field(default_factory=list)
    node: LexborNode | None = None
    moments: list[tuple[LexborNode, int]] = field(default_factory=list)
    length: int = 0

    def add(self, node: LexborNode, text: str) -> None:
        if text.strip() and self.length < _MAX_LINE:
            self.node = self.node or node
            self.parts.append(text)
            self.length += len(text)

    def line(self, is_below: bool) -> Line | None:
        if self.node is None:
            return None
        return Line("".join(self.parts), self.node, is_below, tuple(self.moments))


def lines_around(headline: LexborNode) -> list[Line]:
    """Read the lines around a headline, its own left out; bounded in elements and prose."""
    lines: list[Line] = []
    draft = _Draft()
    is_below, prose = False, 0
    for node, is_start in _walk(_above(headline), headline):
        if node.mem_id == headline.mem_id:
            draft, is_below = _Draft(), True
        elif node.tag == "-text":
            draft.add(node, node.text_content or "")
        elif node.tag in _INLINE:
            _inline(draft, node, is_start)
        else:
            line, draft = draft.line(is_below), _Draft()
            if line:
                lines.append(line)
                prose += is_below and len(line.text) >= _PROSE_CHARS
        if prose >= _PROSE_LINES:
            break
    return lines


def _inline(draft: _Draft, node: LexborNode, is_start: bool) -> None:
    if is_start and node.tag == "time" and node.attributes.get("datetime"):
        draft.node = draft.node or node
        draft.moments.append((node, draft.length))
    if draft.parts and draft.parts[-1] != GAP:
        draft.parts.append(GAP)
        draft.length += 1


def _above(headline: LexborNode) -> LexborNode:
    """The element some nodes before, in the page's order."""
    node = headline
    for _ in range(_NODES_ABOVE):
        before = node.prev
        while before is not None and before.last_child is not None and before.tag not in _UNSEEN:
            before = before.last_child
        following = before or node.parent
        if following is None or following.tag in {"body", "html", "-undef"}:
            break
        node = following
    return node


def _walk(start: LexborNode, headline: LexborNode) -> Iterator[tuple[LexborNode, bool]]:
    """Nodes in the page's order, each once at its start and, if it has children, at its end."""
    node: LexborNode | None = start
    left = _NODES_ABOVE + _NODES_BELOW
    while node is not None and left > 0:
        left -= 1
        yield node, True
        is_leaf = node.child is None or node.tag in _UNSEEN or node.mem_id == headline.mem_id
        if not is_leaf:
            node = node.child
            continue
        while node is not None and node.next is None:
            node = node.parent
            if node is not None and left > 0:
                left -= 1
                yield node, False
        node = node.next if node is not None else None
