"""The beginning of a paragraph -> a dateline that needs no dash: East Asia's, Russia's, Norway's."""

from __future__ import annotations

import re
from dataclasses import dataclass

_HAN = "[\u3400-\u9fff]"
_DAY = r"(?:\d{1,2}月)?\d{1,2}日"
_REPORTERS = r"(?:\s*[（(][^）)\n]{2,30}[）)])?"
_HANGUL = "[\uac00-\ud7a3]{2,5}"

_COLON = re.compile(r"(?P<head>[^\n:：]{2,60}\s[–—-]\s*\([^()\n]{2,40}\))\s*[:：]\s+(?=\S)")
_CAPITALS_COLON = re.compile(
    r"(?P<head>(?P<place>[^\n:：()]{3,40}?) ?\([^()\n]{2,30}\))\s*:\s+(?=\S)"
)
_BRACKETED = re.compile(r"(?P<head>[\[【〔][^\]】〕\n]{2,40}[\]】〕])\s*(?=\S)(?![^=]*=\s*$)")
_SLASHED = re.compile(r"(?P<head>[^\n/.]{2,40}[.,][^\n/]{0,20}/[^/\n]{2,40}/)\s*[.:–—-]+\s*(?=\S)")
_FULL_STOP = re.compile(
    r"(?P<head>(?P<place>[^\n,.]{2,40}),\s\d{1,2}\s[^\W\d_]{3,9}\.?)\s[–—-]\s"
    r"(?P<outlet>[^\W\d_][^\n.,]{1,25})\.\s+(?=\S)"
)
_CHINESE = re.compile(
    rf"(?P<head>[（(]?(?:{_HAN}{{2,20}}?{_DAY}[电電]|本[报報]{_HAN}{{0,12}}?(?:{_DAY})?[讯訊電电])"
    rf"{_REPORTERS}[)）]?)\s*(?=\S)"
)
_KOREAN = re.compile(
    rf"(?P<head>[(\[【][^()\[\]【】=\n]{{1,15}}=[^()\[\]【】=\n]{{1,20}}[)\]】])\s*"
    rf"(?:{_HANGUL}(?:[·ㆍ,\s]+{_HANGUL}){{0,3}}\s*=\s*)?(?=\S)(?![^=]*=\s*$)"
)
_NEWSROOM = re.compile("[=＝]|[社報报網网]】|記者|记者|特派|取材|報導|报道|기자|電$|电$|共同")
"""What brackets hold that are no editor's remark."""
_FORMS = (
    ("电", _CHINESE),
    ("電", _CHINESE),
    ("讯", _CHINESE),
    ("訊", _CHINESE),
    ("=", _KOREAN),
    ("[", _BRACKETED),
    ("【", _BRACKETED),
    ("〔", _BRACKETED),
    ("/", _SLASHED),
    ("(", _COLON),
    (":", _CAPITALS_COLON),
    (". ", _FULL_STOP),
)
"""A character each form needs, cheap to ask for, and the form."""


@dataclass(frozen=True, slots=True)
class Wire:
    """What stood before the text."""

    text: str
    """As it stood."""
    head: str
    """Without the marks behind it."""
    outlet: str | None
    """Where it stands outside brackets."""


def wire(start: str) -> Wire | None:
    """Find such a dateline at the beginning of a paragraph."""
    for mark, pattern in _FORMS:
        found = pattern.match(start) if mark in start else None
        if found and found.end() < len(start) and _is_meant(found):
            return Wire(found[0], found["head"], found.groupdict().get("outlet"))
    return None


def _is_meant(found: re.Match[str]) -> bool:
    """Brackets may hold a remark; a place with no dash behind it is in capitals."""
    if found.re is _BRACKETED:
        return _NEWSROOM.search(found[0]) is not None
    named = found.groupdict()
    capitals = named.get("place")
    outlet = named.get("outlet") or ""
    return (capitals is None or capitals.isupper()) and all(
        word[0].isupper() for word in outlet.split()
    )
