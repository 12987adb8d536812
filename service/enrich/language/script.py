"""The script most letters of a text are in, as an ISO 15924 code."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache

_BY_NAME = {
    "LATIN": "Latn",
    "CYRILLIC": "Cyrl",
    "GREEK": "Grek",
    "ARABIC": "Arab",
    "HEBREW": "Hebr",
    "CJK": "Hani",
    "HIRAGANA": "Kana",
    "KATAKANA": "Kana",
    "HANGUL": "Kore",
    "THAI": "Thai",
    "LAO": "Laoo",
    "KHMER": "Khmr",
    "MYANMAR": "Mymr",
    "DEVANAGARI": "Deva",
    "BENGALI": "Beng",
    "GURMUKHI": "Guru",
    "GUJARATI": "Gujr",
    "ORIYA": "Orya",
    "TAMIL": "Taml",
    "TELUGU": "Telu",
    "KANNADA": "Knda",
    "MALAYALAM": "Mlym",
    "SINHALA": "Sinh",
    "GEORGIAN": "Geor",
    "ARMENIAN": "Armn",
    "ETHIOPIC": "Ethi",
    "TIBETAN": "Tibt",
    "MONGOLIAN": "Mong",
    "TIFINAGH": "Tfng",
    "THAANA": "Thaa",
}
"""By the first word of a letter's Unicode name."""
_WRITTEN_IN = {"ja": "Jpan", "ko": "Kore"}
"""Languages written in a mixture that has a code of its own."""
_MANY = 150
"""Of longer texts about so many characters, evenly spread, will do."""
_BEYOND_LATIN = re.compile("[^\0-\u024f\u0300-\u036f\u1e00-\u1eff\u2000-\u20cf\u2190-\u2bff]")
"""Letters of other scripts, and rare signs; without one there is nothing to count."""
_CHINESE = frozenset(("zh", "yue", "wuu"))


def main_script(text: str, language: str) -> str | None:
    """Find the script of a text.

    Args:
        text: A sample; up to some thousand characters.
        language: Its BCP 47 language, for those written in a mixture.

    Returns:
        The code of the script with the most letters, of Chinese ``Hans`` or ``Hant``; None
        without letters of a known one.
    Source: ISO 15924; Unicode character names.
    """
    if language in _WRITTEN_IN:
        return _WRITTEN_IN[language]
    if not _BEYOND_LATIN.search(text):
        return "Latn" if any(map(str.isalpha, text)) else None
    scripts: Counter[str] = Counter()
    some = text[:: len(text) // _MANY] if len(text) > _MANY else text
    for letter, count in Counter(some).items():
        if script := _script_of(letter):
            scripts[script] += count
    found = min(scripts, key=lambda s: (-scripts[s], s)) if scripts else None
    return _form_of_han(text) if found == "Hani" and language in _CHINESE else found


@cache
def _script_of(letter: str) -> str | None:
    if not letter.isalpha():
        return None
    return _BY_NAME.get(unicodedata.name(letter, "").partition(" ")[0])


def _form_of_han(text: str) -> str:
    """Count the characters that only one of the two forms has.

    Source: the national character sets hold one form each: GB 2312 the simplified, Big5 the
    traditional one.
    """
    simplified = traditional = 0
    for letter in text:
        form = _han_of(letter)
        simplified += form == "Hans"
        traditional += form == "Hant"
    return "Hant" if traditional > simplified else "Hans"


@cache
def _han_of(letter: str) -> str | None:
    if not "\u3400" <= letter <= "\u9fff":
        return None
    in_simplified, in_traditional = _is_in(letter, "gb2312"), _is_in(letter, "big5")
    if in_simplified == in_traditional:
        return None
    return "Hans" if in_simplified else "Hant"


def _is_in(letter: str, charset: str) -> bool:
    try:
        letter.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
