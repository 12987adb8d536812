"""Text -> whether it is written like the names of those who make or supply pictures."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files

MAX_CHARS = 90
MAX_WORDS = 10
MAX_UNSPACED = 24
SMALL_WORD = 4
"""Letters of "von", "via", "and", "của", "dpa": small letters are no surprise in a name."""
_INNER_END = re.compile(r"[^\W\d_]{3,}[.!?…]\s+\S|[。！？।؟]\s*\S")


def is_short(text: str) -> bool:
    """Whether it is no longer than credits are, and no sentence."""
    return (
        0 < len(text.strip(" .")) <= MAX_CHARS
        and len(text.split()) <= MAX_WORDS
        and not text.rstrip().endswith(("?", "!", "？", "！"))
        and not _INNER_END.search(text)
    )


def is_name(text: str) -> bool:
    """Whether it is written like names: capitals, or few characters of a script without them."""
    words = re.findall(r"[^\W_]+", text)
    if not words or len(text) > MAX_CHARS:
        return False
    plain = [w for w in words if not _fits_a_name(w)]
    uncased = sum(len(w) for w in words if w.upper() == w.lower() and not w.isdigit())
    return not plain and uncased <= MAX_UNSPACED and any(_is_capital(w) for w in words)


def _fits_a_name(word: str) -> bool:
    return _is_capital(word) or word.isdigit() or len(word) <= SMALL_WORD


def _is_capital(word: str) -> bool:
    """A capital, a letter of a script without them, or an agency that writes itself small."""
    first = unicodedata.category(word[0])
    return first in {"Lu", "Lt", "Lo"} or word.casefold() in _suppliers()


def is_supplied(text: str) -> bool:
    """Whether it is names of which one is a known supplier of pictures."""
    parts = [p.strip(" .") for p in re.split(r"[/|,／]|\bvia\b|\bfor\b", text)]
    known = [p for p in parts if is_supplier(p)]
    return bool(known) and all(is_supplier(p) or is_name(p) for p in parts if p) and is_short(text)


@cache
def _suppliers() -> frozenset[str]:
    """Who supplies pictures to newsrooms everywhere, and what stands for a name; case folded."""
    listed = (files("service.clean.credit") / "suppliers.txt").read_text("utf-8")
    return frozenset(listed.splitlines())


def is_supplier(part: str) -> bool:
    """Whether it is, or opens with, a known supplier of pictures and news."""
    words = part.casefold().split()
    return bool(words) and (
        " ".join(words) in _suppliers()
        or " ".join(words[:2]) in _suppliers()
        or (len(words) == 2 and words[1] == "photo" and words[0] in _suppliers())  # noqa: PLR2004  "AP Photo"
    )


def is_known_agency(name: str) -> bool:
    """Whether it is the whole name of a known supplier, and no person's: "dpa"."""
    return name.casefold() in _suppliers()
