"""A page -> the same page, or a refusal: limits that hold before any parser sees it."""

from __future__ import annotations

import re
from collections import Counter

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
_TOKEN = re.compile(
    r"<!--(?:-?>|.*?--!?>|.*+)"
    r"|<[!?][^>]*+"
    rf"|<(?P<name>[a-zA-Z][^\s/>]*+)(?P<attributes>(?:[\s/]++|{_ATTRIBUTE})*+)"
    r"|</(?P<end>[a-zA-Z][^\s/>]*+)",
    re.DOTALL,
)
_RAW = frozenset(
    {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"}
)
"""Elements whose content is no markup."""
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
    found: Counter[str] = Counter()
    depth = position = chars = text = 0
    while token := _TOKEN.search(html, position):
        text += token.start() - position
        position = token.end()
        if name := token["name"]:
            name = name[: MAX_NAME_CHARS + 1].lower()
            chars += len(token["attributes"])
            of_tag = _attributes(token["attributes"], short_too=chars > _FREE_CHARS)
            depth += _opens(name, token["attributes"])
            found["elements"] += 1
            found["attributes"] += of_tag
            found["options"] += name == "option"
            _check("attributes in a tag", of_tag, MAX_ATTRIBUTES)
            _check("attributes", found["attributes"], MAX_IN_ALL)
            _check("options", found["options"], MAX_OPTIONS)
            _check("elements inside each other", depth, MAX_DEPTH)
            _check("characters in a tag's name", len(name), MAX_NAME_CHARS)
            if name in _RAW:
                position = _end_of_raw(html, name, position)
        elif end := token["end"]:
            found["end tags"] += 1
            depth -= depth > 0 and end.lower() not in _FLAT
        else:
            found["comments"] += 1
        for what in ("elements", "end tags", "comments"):
            _check(what, found[what], MAX_ELEMENTS)
    _check("characters of text", text + len(html) - position, MAX_PAGE_CHARS)


def guard_text(text: str) -> None:
    """Refuse a text that costs more memory than a worker has when each line is looked at.

    Args:
        text: As given, before anything makes a copy of it; a blank line counts too.

    Raises:
        CleanError: ``page_too_complex``.
    """
    _check("lines", text.count("\n") + 1, MAX_LINES)
    _check("characters of text", len(text), MAX_CHARS)


def _opens(name: str, attributes: str) -> bool:
    if name in _FLAT or name in _RAW:
        return False
    return name not in _DRAWN or not attributes.endswith("/")


def _attributes(attributes: str, *, short_too: bool) -> int:
    """Count the attributes of a long tag; a short one cannot hold too many."""
    if not short_too and len(attributes) <= _LONG_TAG_CHARS:
        return 0
    return sum(1 for _ in _EACH_ATTRIBUTE.finditer(attributes))


def _end_of_raw(html: str, name: str, start: int) -> int:
    end = re.compile(rf"</{name}", re.IGNORECASE).search(html, start)
    return end.start() if end else len(html)


def _check(what: str, found: int, limit: int) -> None:
    if found > limit:
        raise CleanError(Reason.PAGE_TOO_COMPLEX, f"{found} {what}, the limit is {limit}")
