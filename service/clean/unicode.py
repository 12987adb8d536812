"""Text in any Unicode form -> NFC, one kind of line end, nothing invisible that is not meant."""

from __future__ import annotations

import re
import unicodedata

_SURROGATE = re.compile("[\ud800-\udfff]")
# LS, PS, NEL, VT, FF and both carriage-return forms end a line (Unicode standard §5.8).
_LINE_END = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# C0 and C1 controls but tab and line feed; the soft hyphen (a hint for a printer that is not
# here) and the byte-order mark in the middle of a text.
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\ufeff]")
# Only what is not one plain space already, so that a clean text has no matches to replace.
_OTHER_SPACE = "[\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_SPACES = re.compile(f" *{_OTHER_SPACE}(?: |{_OTHER_SPACE})*|  +")

REPLACEMENT = "\ufffd"


def tidy(text: str) -> str:
    r"""Put a text in its one canonical form.

    Args:
        text: Anything, lone surrogates and NUL included.

    Returns:
        NFC; lines end in ``\n`` and have no space at their ends; runs of spaces are one space;
        no control characters; a lone surrogate is U+FFFD. Applying it twice changes nothing.
    Source: Unicode standard §5.8, UAX #15.
    """
    text = _SURROGATE.sub(REPLACEMENT, text)
    text = _UNWANTED.sub("", _LINE_END.sub("\n", text))
    text = unicodedata.normalize("NFC", text)
    return "\n".join([line.strip() for line in _SPACES.sub(" ", text).split("\n")])


def tidy_line(text: str | None) -> str | None:
    """Put a text that is one line by nature (a title, a name) in its form; blank is None."""
    if text is None:
        return None
    return " ".join(tidy(text).split()) or None


def has_lone_surrogate(text: str) -> bool:
    """Whether somebody cut a character in half."""
    return _SURROGATE.search(text) is not None
