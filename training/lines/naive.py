"""A page -> its lines as a naive scraper gives them: all the text around title and body."""

from __future__ import annotations

from selectolax.lexbor import LexborHTMLParser, LexborNode

from service.clean.lines.looks import Looks

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "caption",
        "video",
        "button",
    ]
)
_SILENT = frozenset(
    ["script", "style", "noscript", "template", "svg", "math", "iframe", "object", "head", "select"]
)
_KEY_CHARS = 60
_MAX_LINES = 600


def lines_around(tree: LexborHTMLParser, title: str, body: str) -> tuple[str, ...]:
    """The lines of the smallest element that holds the headline and the body; none if none does."""
    paragraphs = [p for p in body.split("\n") if len(p) > _KEY_CHARS] or [body]
    wanted = [Looks(p).key[:_KEY_CHARS] for p in (paragraphs[0], paragraphs[-1])]
    for keys in ([*wanted, Looks(title).key], wanted):
        node = _smallest(tree.body, keys)
        if node is not None:
            lines = _lines(node)
            return tuple(lines) if len(lines) <= _MAX_LINES else ()
    return ()


def whole_page(tree: LexborHTMLParser) -> tuple[str, ...]:
    """All lines of a page, menus and footer included; none of a page that has too many."""
    lines = _lines(tree.body) if tree.body else []
    return tuple(lines) if len(lines) <= _MAX_LINES else ()


def _smallest(node: LexborNode | None, keys: list[str]) -> LexborNode | None:
    if node is None or not _holds(node, keys):
        return None
    while True:
        inner = next((c for c in _elements(node) if _holds(c, keys)), None)
        if inner is None:
            return node
        node = inner


def _holds(node: LexborNode, keys: list[str]) -> bool:
    text = Looks(node.text(separator=" ")).key
    return all(key in text for key in keys)


def _elements(node: LexborNode) -> list[LexborNode]:
    return [c for c in node.iter() if c.tag and c.tag not in _SILENT]


def _lines(root: LexborNode) -> list[str]:
    """A line a block, inline markup joined; without recursion, pages nest deeply."""
    lines: list[str] = []
    pieces: list[str] = []
    stack: list[tuple[LexborNode, bool]] = [(root, False)]
    while stack:
        node, is_end = stack.pop()
        if (node.tag or "") in _BLOCKS or node.tag == "br":
            lines.append("".join(pieces))
            pieces.clear()
        if is_end or (node.tag or "") in _SILENT:
            continue
        if node.tag == "-text":
            pieces.append(node.text(deep=False) or "")
            continue
        stack.append((node, True))
        stack.extend((child, False) for child in reversed(list(node.iter(include_text=True))))
    lines.append("".join(pieces))
    return [tidy for line in lines if (tidy := " ".join(line.split()))]
