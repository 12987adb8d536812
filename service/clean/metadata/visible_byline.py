"""The bylines a reader sees on a page -> lines that may hold its authors' names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from service.clean.metadata.byline import introduced
from service.clean.metadata.document import visible_text
from service.clean.metadata.words import plain

_SAID = ", ".join(
    (
        *("[rel~=author i]", "[itemprop~=author i]", "a[href*='/author' i]", "a[href*='/autor' i]"),
        "a[href*='/auteur' i]",
    )
)
"""Marks that mean an author and nothing else."""
_STYLED = "[class*=byline i], [class*=author i]"
"""Marks made for style: around the name stands what the site likes."""
_OTHERS = re.compile(
    r"comment|related|recommend|avatar|image|photo|picture|caption|social|share|follow|bio"
    r"|teaser|card|promo|footer|quote|sidebar|popular|latest|more-",
    re.IGNORECASE,
)
"""In a class: not the writer's name, or the writer of something else."""
_NEVER = frozenset({"h1", "meta", "link", "body", "html", "img"})
_MAX_NODES = 1_000
_MAX_CHARS = 120
_MAX_LINES = 10
_MIN_PROSE_CHARS = 80
_MAX_PROSE = 3
"""Paragraphs between the heading and a byline; farther down stand those of other articles."""
_MAX_ANCESTORS = 5


def read_bylines(tree: LexborHTMLParser) -> Iterator[list[str]]:
    """Find bylines by their mark and their place.

    Returns:
        Groups of lines, the most likely first: marked as the author's and near the heading, with
        those beside it; styled as a byline, between the heading and the text; the only one on
        the page.
    """
    near, far = _found(tree, _SAID, _MAX_PROSE)
    if near:
        yield _beside(near)
    elif len({line for _, line in far}) == 1:
        yield [far[0][1]]
    near, far = _found(tree, _STYLED, 0)
    yield from ([line] for _, line in near)
    introduced_far = {line for _, line in far if introduced(line) != line}
    if len(introduced_far) == 1:
        yield list(introduced_far)


Byline = tuple[LexborNode, str]


def _found(tree: LexborHTMLParser, marks: str, max_prose: int) -> tuple[list[Byline], list[Byline]]:
    """Return the bylines near the last heading that has one near it, and the others."""
    near: list[Byline] = []
    far: list[Byline] = []
    prose = 0
    marked = {node.mem_id for node in tree.css(marks)[:_MAX_NODES]}
    for node in tree.css(f"h1, p, {marks}")[:_MAX_NODES] if marked else ():
        is_candidate = node.mem_id in marked and len(near) + len(far) < _MAX_LINES
        line = _line(node) if is_candidate else None
        if node.tag == "h1":
            prose = 0
            far, near = [*far, *near], []  # what stood before the heading
        elif line:
            is_near = prose <= max_prose and not _is_others(node)
            (near if is_near else far).append((node, line))
        if node.tag == "p":
            prose += prose <= _MAX_PROSE and len(visible_text(node)) >= _MIN_PROSE_CHARS
    return near, far


def _beside(near: list[Byline]) -> list[str]:
    """Return the first and those that share its grandparent: the authors of one article."""
    home = _grandparent(near[0][0])
    group = [line for node, line in near if home is not None and _grandparent(node) == home]
    return list(dict.fromkeys(group)) or [near[0][1]]


def _grandparent(node: LexborNode) -> int | None:
    above = node.parent.parent if node.parent is not None else None
    return above.mem_id if above is not None else None


def _line(node: LexborNode) -> str | None:
    """Return what a byline says, unless it is long."""
    if node.tag in _NEVER:
        return None
    text = plain(visible_text(node, line_break=" • "))
    return text if text and len(text) <= _MAX_CHARS else None


def _is_others(node: LexborNode) -> bool:
    above: LexborNode | None = node
    for _ in range(_MAX_ANCESTORS):
        if above is None or above.tag in {"body", "main", "article"}:
            return False
        if above.tag in {"aside", "footer", "nav", "figure"}:
            return True
        if _OTHERS.search(above.attributes.get("class") or ""):
            return True
        above = above.parent
    return False
