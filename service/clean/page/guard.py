"""A page -> the same page, or a refusal: limits that hold before any parser sees it."""

from __future__ import annotations

import re

from schemas.dead_letter import Reason
from service.errors import CleanError

MAX_ELEMENTS = 15_000
"""The largest of 700 article pages measured has 4,700; 29,000 paragraphs cost the body extractor
4 s. The same for end tags (a stray ``</p>`` makes an element) and for comments."""
MAX_OPTIONS = 6_000
"""Of selects; the most of 700 pages is 1,900. lexbor's time grows with their square: 14,000 take 1.5 s."""
MAX_DEPTH = 500
"""The deepest of 700 has 66. libxml2 drops what lies deeper than 256 without a word, and Python
stops at 1,000 calls."""
MAX_ATTRIBUTES = 256
"""Of one tag; the most of 700 pages is 99. Every parser compares each name with all before it: a
tag of 40,000 (0.45 MB) costs 5 to 11 s."""
MAX_IN_ALL = 60_000
"""Attributes of a page, counted in its long tags and in all behind its first _FREE_CHARS of
attributes: each takes half a kilobyte in two parsers."""
MAX_SIGNS = 100_000
"""Less-than signs anywhere; the most of 700 pages is 9,300, those of its scripts included."""
MAX_LINES = 20_000
"""Of a text; the longest of 961 texts and bodies measured has under 1,000."""
MAX_CHARS = 500_000
"""Of a text: a book of 80,000 words. All steps together hold a dozen copies and a list of each word."""
MAX_PAGE_CHARS = 1_000_000
"""Between the tags of a page; the most of 700 is 197,000. Two parsers and an extractor hold it."""
_FREE_CHARS = 128 * 1024
MAX_NAME_CHARS = 1_000
"""Of an element: lexbor keeps every new name."""

_LONG_TAG_CHARS = 2 * MAX_ATTRIBUTES
# As the HTML standard reads a tag (§13.2.5): a quote counts only behind `=`. Possessive: no
# position is ever read twice.
_ATTRIBUTE = (
    r"""[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?+)?+"""
)
_EACH_ATTRIBUTE = re.compile(_ATTRIBUTE)
_ATTRIBUTES = rf"(?:[\s/]++|{_ATTRIBUTE})*+"
_RAW = "script|style|textarea|title|xmp|iframe|noembed|noframes|plaintext"
"""Elements whose content is no markup: they are read with it."""
_TOKEN = re.compile(
    r"</([a-zA-Z][^\s/>]*+)"
    rf"|<(?=[stxinpSTXINP])((?i:{_RAW}))(?=[\s/>]|\Z)({_ATTRIBUTES})(?:[^<]++|<(?!/(?i:\2)))*+"
    rf"|<([a-zA-Z][^\s/>]*+)({_ATTRIBUTES})"
    r"|(<)(?:!--(?:-?>|.*?--!?>|.*+)|[!?][^>]*+)",
    re.DOTALL,
)
"""An end tag; an element with what it holds and its attributes; another; a comment."""
_FLAT = frozenset(
    [
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr"),
        *("a", "button", "nobr", "option", "optgroup", "p", "li", "dt", "dd", "rb", "rp", "rt"),
        *("tr", "td", "th", "thead", "tbody", "tfoot", "caption", "colgroup"),
        *("html", "head", "body"),
    ]
)
"""Elements that hold nothing, or end where the next of their kind or their table begins."""
_DRAWN = frozenset(
    [
        *("circle", "ellipse", "feblend", "fegaussianblur", "feoffset", "g", "image", "line"),
        *("path", "polygon", "polyline", "rect", "stop", "use"),
    ]
)
"""Elements of SVG, where ``/>`` ends one; in HTML it says nothing."""


def guard(html: str) -> None:
    """Refuse a page that would cost a parser seconds, or lose its text in it.

    Linear in the page: about 15 microseconds a KB. It reads tags as a parser does, but builds nothing;
    what it cannot foresee, the deadline of the worker stops.

    Args:
        html: The page.

    Raises:
        CleanError: ``page_too_complex``, with the limit that was passed.
    """
    _check("less-than signs", html.count("<"), MAX_SIGNS)
    found = _Found()
    found.read(html)
    _check("attributes in a tag", found.most_attributes, MAX_ATTRIBUTES)
    _check("attributes", found.attributes, MAX_IN_ALL)
    _check("options", found.options, MAX_OPTIONS)
    _check("elements inside each other", found.deepest, MAX_DEPTH)
    _check("characters in a tag's name", found.longest_name, MAX_NAME_CHARS)
    _check("elements", found.elements, MAX_ELEMENTS)
    _check("end tags", found.end_tags, MAX_ELEMENTS)
    _check("comments", found.comments, MAX_ELEMENTS)
    if len(html) > MAX_PAGE_CHARS:
        _check("characters of text", len(_TOKEN.sub("", html)), MAX_PAGE_CHARS)


class _Found:
    """What a page holds, counted."""

    def __init__(self) -> None:
        self.elements = self.end_tags = self.comments = self.options = 0
        self.attributes = self.most_attributes = self.longest_name = 0
        self.depth = self.deepest = 0
        self._chars = 0

    def read(self, html: str) -> None:
        for ended, raw, its, name, attributes, comment in _TOKEN.findall(html):
            if name:
                self._open(name.lower(), attributes)
            elif ended:
                self.end_tags += 1
                if self.depth and ended.lower() not in _FLAT:
                    self.depth -= 1
            elif comment:
                self.comments += 1
            elif raw:
                self.elements += 1
                self._count(its)

    def _open(self, name: str, attributes: str) -> None:
        self.elements += 1
        self.longest_name = max(self.longest_name, len(name))
        if attributes:
            self._count(attributes)
        if name in _FLAT:
            self.options += name == "option"
        elif name not in _DRAWN or not attributes.endswith("/"):
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)

    def _count(self, attributes: str) -> None:
        """Count the attributes of a long tag; a short one cannot hold too many."""
        self._chars += len(attributes)
        if self._chars <= _FREE_CHARS and len(attributes) <= _LONG_TAG_CHARS:
            return
        of_tag = sum(1 for _ in _EACH_ATTRIBUTE.finditer(attributes))
        self.attributes += of_tag
        self.most_attributes = max(self.most_attributes, of_tag)


def guard_text(text: str) -> None:
    """Refuse a text that costs more memory than a worker has when each line is looked at.

    Args:
        text: As given, before anything makes a copy of it; a blank line counts too.

    Raises:
        CleanError: ``page_too_complex``.
    """
    _check("lines", text.count("\n") + 1, MAX_LINES)
    _check("characters of text", len(text), MAX_CHARS)


def _check(what: str, found: int, limit: int) -> None:
    if found > limit:
        raise CleanError(Reason.PAGE_TOO_COMPLEX, f"{found} {what}, the limit is {limit}")
