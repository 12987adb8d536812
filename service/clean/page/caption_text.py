"""A caption's element -> its text without labels and credit, and the credit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from schemas.enriched_article import Caption
from service.clean.credit import bare_credit, split_credit
from service.clean.unicode import tidy_line

_CREDIT = re.compile(
    r"credit|copyright|byline|photographer|photo-?by|fotograf|agency|rights|(?:image|media|photo|caption)[-_]+(?:source|author)"
    r"|(?:^|[-_\s])(?:source|author|autor|quelle)(?:$|[-_\s])",
    re.IGNORECASE,
)
_CREDITS = (
    "[class*=credit i], [class*=copyright i], [class*=byline i], [class*=photographer i], cite"
)
_SILENT = frozenset(
    (
        "script",
        "style",
        "button",
        "svg",
        "noscript",
        "template",
        "link",
        "img",
        "video",
        "picture",
        "iframe",
    )
)
_INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "bdi",
        "em",
        "font",
        "i",
        "mark",
        "q",
        "s",
        "span",
        "strong",
        "sub",
        "sup",
        "u",
    )
)
_HIDDEN = re.compile(
    r"off-?screen|sr-?only|visually-?hidden|screen-?reader|assistive", re.IGNORECASE
)
_RUNS_ON = re.compile(r"(?<=[^\W\d_]{3}[.!?…])(?=[^\W\d_(©])")
"""Where an element's text ends like a sentence and the next one's begins, without a space."""
_MAX_NODES = 400
_MAX_CHARS = 3_000
_LABEL_CHARS = 25


def read_caption(element: LexborNode, box: LexborNode) -> Caption | None:
    """Read a caption.

    Args:
        element: What holds its text.
        box: What is around it and its picture; a credit may stand there, too.

    Returns:
        The text (it may be empty) and the credit; None where neither is.
    """
    words: list[str] = []
    credits_: list[str] = []
    for text, is_credit in _pieces(element):
        (credits_ if is_credit else words).append(text)
    text = _line(words)
    if not credits_ and box.mem_id != element.mem_id:
        credits_ = [c.text() for c in box.css(_CREDITS)[:2]]
    credit = _credit(credits_)
    if credit is None:
        text, credit = split_credit(text)
    if len(text) > _MAX_CHARS or not (text or credit):
        return None
    return Caption(text=text, credit=credit)


def _line(pieces: list[str]) -> str:
    return _RUNS_ON.sub(_space_before_a_capital, tidy_line("".join(pieces)) or "")


def _space_before_a_capital(border: re.Match[str]) -> str:
    """A small letter would be a domain's: "example.com"."""
    return "" if border.string[border.end()].islower() else " "


def _credit(found: list[str]) -> str | None:
    names = (bare_credit(tidy_line(text) or "") for text in found)
    parts = [part for name in names if name for part in name.split(" | ")]
    once: dict[str, str] = {}
    for part in parts:
        once.setdefault(part.casefold(), part)
    return " / ".join(once.values()) or None


def _pieces(element: LexborNode) -> Iterator[tuple[str, bool]]:
    """Every piece of text, and whether it is a credit's; a block stands apart with spaces."""
    waiting: list[tuple[LexborNode | None, bool]] = [(element, False)]
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        node, is_credit = waiting.pop()
        if node is None:
            yield " ", is_credit
        elif node.tag == "-text":
            yield node.text_content or "", is_credit
        elif not _is_silent(node):
            is_credit = is_credit or _is_credit(node, element)
            inner: list[tuple[LexborNode | None, bool]] = [
                (n, is_credit) for n in node.iter(include_text=True)
            ]
            apart = [] if node.tag in _INLINE else [(None, is_credit)]
            waiting.extend(reversed([*apart, *inner, *apart]))


def _is_credit(node: LexborNode, element: LexborNode) -> bool:
    if node.mem_id == element.mem_id:
        return False
    return node.tag == "cite" or _CREDIT.search(node.attributes.get("class") or "") is not None


def _is_silent(node: LexborNode) -> bool:
    """Whether nobody reads it as a caption: a script, or a label for screen readers."""
    if not node.tag or node.tag in _SILENT or node.tag[0] in "-!":
        return True
    if not _HIDDEN.search(node.attributes.get("class") or ""):
        return False
    return len(node.text(strip=True)) <= _LABEL_CHARS
