"""A paragraph -> the place, date and outlet glued to its beginning, and the mark at its end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

_MAX_CHARS = 90
_MAX_DASHES = 3
_MAX_WORDS = 8
"""A place and a date."""
_AGENCY_CHARS = 4
_MIN_PLACE, _MIN_WORD = 4, 6
"""Shorter words in capitals are abbreviations."""
_MIN_CAPITALS = 8
"""So many capitals in several words begin no sentence ("EU - Việt Nam …" does)."""
_DASH = re.compile(r"\s(?:--?|[–—―])\s+|\s?(?:--|[–—―])\s*")
_COLON = re.compile(r"(?P<head>[^\n:：]{2,60}\s[–—-]\s*\([^()\n]{2,40}\))\s*[:：]\s+(?=\S)")
_BRACKETED = re.compile(r"(?P<head>[\[【〔][^\]】〕\n]{2,40}[\]】〕])\s*(?=\S)")
_SLASHED = re.compile(r"(?P<head>[^\n/.]{2,40}[.,][^\n/]{0,20}/[^/\n]{2,40}/)\s*[.:–—-]+\s*(?=\S)")
_WIRE = re.compile(
    r"(?P<head>[\u3400-\u9fff]{2,12}?[社网報报]?[\u3400-\u9fff]{0,8}?\d{1,2}月\d{1,2}日[电電]"
    r"(?:[（(][^）)\n]{2,30}[）)])?)\s*(?=\S)"
)
_REPORTER = re.compile("記者|记者|기자|특파원")
_NEWSROOM = re.compile("[=＝]|[社報报網网]】|記者|记者|特派|取材|報導|报道|기자|電$|电$|共同")
"""What brackets hold that are no editor's remark."""
_FORMS = (
    ("电", _WIRE),
    ("電", _WIRE),
    ("[", _BRACKETED),
    ("【", _BRACKETED),
    ("〔", _BRACKETED),
    ("/", _SLASHED),
    ("(", _COLON),
)
"""A character each form needs, cheap to ask for, and the form."""
_IN_BRACKETS = re.compile(r"[(（]([^()（）\n]{2,50})[)）]")
_DOMAIN = re.compile(r"^[^\W_][\w-]*(?:\.[\w-]+)*\.[^\W\d_]{2,}$")
_END_MARK = re.compile(r"(?<=[.!?…\"”»)])\s*(?:/\.|\.//\.?|//+|■|◆|□|###|-30-)$|(?<=\w)(?:/\.)$")


@dataclass(frozen=True, slots=True)
class Dateline:
    """What stood before the text of a paragraph."""

    text: str
    """With its dash, as it stood."""
    outlet: str | None
    """Who it names: in brackets, or a web address; not a place."""


def split_dateline(line: str) -> Dateline | None:
    """Find a dateline at the beginning of a paragraph.

    Only what can be nothing else: an outlet or agency in brackets before a dash, a web address
    before a dash, capitals with a date or a comma before a dash, the forms of the wires of East
    Asia. "Nga - Mỹ …" and "Paris – a city …" begin sentences and stay.

    Args:
        line: One line, tidy.

    Returns:
        The dateline, or None.
    """
    start = line[:_MAX_CHARS]
    for mark, pattern in _FORMS:
        found = pattern.match(start) if mark in start else None
        if (
            found
            and found.end() < len(line)
            and (mark not in "[【〔" or _NEWSROOM.search(found[0]))
        ):
            return Dateline(found[0], _outlet(found["head"]))
    for dash in islice(_DASH.finditer(start), _MAX_DASHES):
        head = line[: dash.start()].strip()
        rest = line[dash.end() :]
        if _begins(rest) and _is_dateline(head, dash[0].strip(), rest):
            return Dateline(line[: dash.end()], _outlet(head))
    return None


def without_end_mark(line: str) -> str:
    """Take off the mark that says that the text is over ("./.", "■")."""
    while found := _END_MARK.search(line):
        line = line[: found.start()].rstrip()
    return line


def _begins(rest: str) -> bool:
    """Whether a sentence begins there, and not goes on with a small letter."""
    bare = rest.lstrip("\"'“„«‘「『( ")
    return bool(bare) and not bare[0].islower()


def _is_dateline(head: str, dash: str, rest: str) -> bool:
    if not head or head[0] in "\"'“„«‘「『•*" or len(head) > _MAX_CHARS - 10:
        return False
    bracketed = _IN_BRACKETS.search(head)
    if bracketed:
        at_edge = bracketed.start() == 0 or bracketed.end() == len(head)
        outside = head[: bracketed.start()] + head[bracketed.end() :]
        return at_edge and _is_outlet(bracketed[1]) and _is_place(outside)
    place, _, last = head.rpartition(" ")
    if _DOMAIN.match(last) or dash == "--":
        return _is_place(place)
    if not head.partition(",")[0].isupper() or len(head) < _MIN_PLACE or not _is_place(head):
        return False
    if rest.split(maxsplit=1)[0].strip(":,").isupper():  # a match: "LAM GIANG - PHƯỚC TÂN: …"
        return False
    is_long = len(head.split()) > 1 and len(head) >= _MIN_CAPITALS
    return is_long or "," in head or dash == "—" or (dash == "–" and len(head) >= _MIN_WORD)


def _is_outlet(name: str) -> bool:
    """Whether it is written like one: capitals, or the few small letters of an agency."""
    letters = [c for c in name if c.isalpha()]
    small = all(c.islower() for c in letters)
    return bool(letters) and (not small or len(name) <= _AGENCY_CHARS)


def _is_place(text: str) -> bool:
    """Empty, or a few capitalised words with perhaps a date."""
    text = text.strip(" ,.")
    words = text.split()
    small = [w for w in words if w[0].islower() and len(w) > 3]  # noqa: PLR2004  "de", "van", "mai"
    return len(words) <= _MAX_WORDS and not small and not text.endswith(("!", "?"))


def _outlet(head: str) -> str | None:
    bracketed = _IN_BRACKETS.search(head)
    if bracketed:
        return None if _REPORTER.match(bracketed[1]) else bracketed[1].strip()
    last = head.rpartition(" ")[2]
    return last if _DOMAIN.match(last) else None
