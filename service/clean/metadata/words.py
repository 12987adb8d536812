"""Text as markup gives it -> one tidy line, and the form in which two of them are compared."""

from __future__ import annotations

import html
import re
import unicodedata

from service.clean.alphanumeric import alphanumeric
from service.clean.unicode import tidy_line

_MAX_CHARS = 2_000
"""Longer is no headline, name or summary; it also bounds what the patterns here cost."""
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,300}>")
ENDS_CUT = ("…", "...")


def plain(text: str) -> str | None:
    """Take the markup out of a value that is one line by nature.

    Args:
        text: A value of an attribute or of JSON-LD; twice escaped and with tags as it happens.

    Returns:
        Tidy text; None where nothing is left, or where it is too long to be one line.
    """
    if not text or len(text) > _MAX_CHARS:
        return None
    if "&" in text:
        text = html.unescape(html.unescape(text))
    if "<" in text:
        text = _TAG.sub(" ", text)
    if text.isprintable() and unicodedata.is_normalized("NFC", text):  # most are; ten times faster
        return " ".join(text.split()) or None
    return tidy_line(text)


def folded(text: str | None) -> str:
    """Keep of a text what stays the same in every spelling of it: letters and digits."""
    if not text:
        return ""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return alphanumeric(text).casefold()


def is_cut(text: str) -> bool:
    """Whether somebody shortened it."""
    return text.endswith(ENDS_CUT)


def same_start(short: str, long: str) -> bool:
    """Whether a shortened text is the beginning of another."""
    return is_cut(short) and not is_cut(long) and folded(long).startswith(folded(short))
