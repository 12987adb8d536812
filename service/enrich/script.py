"""The script most letters of a text are in, as an ISO 15924 code."""

from __future__ import annotations

import unicodedata
from collections import Counter

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


def main_script(text: str, language: str) -> str | None:
    """Find the script of a text.

    Args:
        text: A sample; up to some thousand characters.
        language: Its BCP 47 language, for those written in a mixture.

    Returns:
        The code of the script with the most letters; None without letters of a known one.
    Source: ISO 15924; Unicode character names.
    """
    if language in _WRITTEN_IN:
        return _WRITTEN_IN[language]
    scripts: Counter[str] = Counter()
    for letter, count in Counter(text).items():
        script = _BY_NAME.get(unicodedata.name(letter, "").partition(" ")[0])
        if script and letter.isalpha():
            scripts[script] += count
    return min(scripts, key=lambda s: (-scripts[s], s)) if scripts else None
