"""A paragraph -> the place, date and outlet glued to its beginning, and the mark at its end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice, pairwise

from service.clean.dates.spelling import spell
from service.clean.lines.outlets import is_outlet
from service.clean.lines.wires import wire

_MAX_CHARS = 90
_MAX_DASHES = 3
_MAX_WORDS = 8
"""A place and a date."""
_MAX_PLACE_WORDS = 4
_MIN_SENTENCE = 40
"""Characters behind a name: a sentence, and not a pair of names."""
_AGENCY_CHARS = 4
_MIN_PLACE, _MIN_WORD = 4, 6
"""Shorter words in capitals are abbreviations."""
_MIN_CAPITALS = 8
"""So many capitals in several words begin no sentence ("EU - Việt Nam …" does)."""
_DASH = re.compile(r"\s(?:--?|[–—―])\s+|\s?(?:--|[–—―])\s*|\.\s?[-–—]{1,2}\s*")
_MARK = re.compile("[-–—―(（\\[【〔=/:电電讯訊]")
"""One of these stands in each of them."""
_REPORTER = re.compile("記者|记者|기자|특파원|[電电]$")
"""What brackets hold of East Asia that is no outlet."""
_BEHIND_EQUALS = re.compile(r"[=＝]([^=＝()\[\]【】（）]{1,20})[)）\]】]")
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
    or a known outlet's name before a dash and a sentence, a known outlet in brackets before a
    sentence, capitals with a date or a comma before a dash, the forms of the wires of East Asia. "Nga - Mỹ …" and "Paris – a city …" begin sentences and stay.

    Args:
        line: One line, tidy.

    Returns:
        The dateline, or None.
    """
    start = line[:_MAX_CHARS]
    if not _MARK.search(start):
        return None
    found = wire(start)
    if found and len(found.text) < len(line):
        return Dateline(found.text, found.outlet or _outlet(found.head))
    for dash in islice(_DASH.finditer(start), _MAX_DASHES):
        head = line[: dash.start()].strip()
        rest = line[dash.end() :]
        if _begins(rest) and _is_dateline(head, dash[0].strip(), rest):
            return Dateline(line[: dash.end()], _outlet(head))
    return _without_dash(line)


def _without_dash(line: str) -> Dateline | None:
    """A place perhaps, a known outlet in brackets, and a sentence: "Hanoi (CNN) The …"."""
    bracketed = _IN_BRACKETS.search(line[:_MAX_CHARS])
    if not bracketed or not is_outlet(bracketed[1].strip()):
        return None
    place, rest = line[: bracketed.start()], line[bracketed.end() :].lstrip(" :")
    words = place.split()
    if len(words) > _MAX_PLACE_WORDS or not all(word[0].isupper() for word in words):
        return None
    if len(rest) < _MIN_SENTENCE or not _begins(rest) or (words and not _is_place(place)):
        return None
    return Dateline(line[: len(line) - len(rest)], bracketed[1].strip())


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
    if len(rest) >= _MIN_SENTENCE and is_outlet(head) and not is_outlet(rest.split(maxsplit=1)[0]):
        return True
    place, _, last = head.rpartition(" ")
    if _DOMAIN.match(last) or dash == "--":
        return _is_place(place)
    return _is_in_capitals(head, dash, rest)


def _is_in_capitals(head: str, dash: str, rest: str) -> bool:
    """A place in capitals, or a place and a date."""
    if not head.partition(",")[0].isupper() or len(head) < _MIN_PLACE or not _is_place(head):
        return False
    if rest.split(maxsplit=1)[0].strip(":,").isupper():  # a match: "LAM GIANG - PHƯỚC TÂN: …"
        return False
    is_long = len(head.split()) > 1 and len(head) >= _MIN_CAPITALS
    return (
        is_long
        or "," in head
        or dash in {"—", ".-", ".–", ".—"}
        or (dash == "–" and len(head) >= _MIN_WORD)
    )


def _is_outlet(name: str) -> bool:
    """Whether it is written like one: capitals, an address, or the few small letters of an agency."""
    if _DOMAIN.match(name):
        return True
    letters = [c for c in name if c.isalpha()]
    small = all(c.islower() for c in letters)
    return bool(letters) and (not small or len(name) <= _AGENCY_CHARS)


def _is_place(text: str) -> bool:
    """Empty, or a few capitalised words with perhaps a date."""
    text = text.strip(" ,.")
    words = text.split()
    small = [
        word
        for before, word in pairwise(("", *words))
        if word[0].islower() and len(word) > 3 and not _is_month(before, word)  # noqa: PLR2004  "de", "van", "mai"
    ]
    return len(words) <= _MAX_WORDS and not small and not text.endswith(("!", "?"))


def _is_month(before: str, word: str) -> bool:
    return before.isdecimal() and spell(f"{before} {word}", "").text.startswith(f"{before} M")


def _outlet(head: str) -> str | None:
    behind = _BEHIND_EQUALS.search(head)
    if behind:
        return behind[1].strip()
    bracketed = _IN_BRACKETS.search(head)
    if bracketed:
        return None if _REPORTER.search(bracketed[1]) else bracketed[1].strip()
    last = head.rpartition(" ")[2]
    if _DOMAIN.match(last):
        return last
    return head if is_outlet(head) else None
