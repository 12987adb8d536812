"""Language tags: what pages, scrapers and detectors write -> BCP 47 as we write it."""

from __future__ import annotations

import re
from functools import lru_cache

UNKNOWN = "und"
_OLD = {
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "jw": "jv",
    "mo": "ro",
    "sh": "sr",
    "no": "nb",
    "tl": "fil",
    "prs": "fa",
    "cmn": "zh",
    "azj": "az",
    "arb": "ar",
    "pes": "fa",
    "zsm": "ms",
    "khk": "mn",
    "uzn": "uz",
    "als": "sq",
    "ekk": "et",
    "lvs": "lv",
    "swh": "sw",
}
"""Withdrawn codes, and members of macrolanguages that are the language in common use."""
_TAG = re.compile(r"([A-Za-z]{2,3})(?:[-_](?:[A-Za-z]{4}|[A-Za-z]{2}|\d{3}|[\w]{5,8}))*")
_THREE = {
    "eng": "en",
    "vie": "vi",
    "deu": "de",
    "ger": "de",
    "fra": "fr",
    "fre": "fr",
    "spa": "es",
    "ita": "it",
    "por": "pt",
    "rus": "ru",
    "ukr": "uk",
    "zho": "zh",
    "chi": "zh",
    "jpn": "ja",
    "kor": "ko",
    "ara": "ar",
    "tha": "th",
    "ind": "id",
    "msa": "ms",
    "may": "ms",
    "tur": "tr",
    "pol": "pl",
    "nld": "nl",
    "dut": "nl",
    "ces": "cs",
    "cze": "cs",
    "slk": "sk",
    "slo": "sk",
    "hin": "hi",
    "ben": "bn",
    "urd": "ur",
    "fas": "fa",
    "per": "fa",
    "heb": "he",
    "ell": "el",
    "gre": "el",
    "hun": "hu",
    "ron": "ro",
    "rum": "ro",
    "bul": "bg",
    "hrv": "hr",
    "srp": "sr",
    "bos": "bs",
    "slv": "sl",
    "mkd": "mk",
    "mac": "mk",
    "swe": "sv",
    "dan": "da",
    "nob": "nb",
    "nor": "nb",
    "nno": "nn",
    "fin": "fi",
    "est": "et",
    "lav": "lv",
    "lit": "lt",
    "khm": "km",
    "lao": "lo",
    "mya": "my",
    "bur": "my",
    "tgl": "fil",
    "swa": "sw",
    "cat": "ca",
    "glg": "gl",
}
"""Three letters where two are in use (ISO 639-2)."""


@lru_cache(maxsize=1_000)
def primary(tag: str | None) -> str:
    """Give the language of a tag, as detectors and pages write them.

    Args:
        tag: ``vi``, ``vi_VN``, ``zh-Hant-TW``, ``iw``, ``vie``; anything else is no tag.

    Returns:
        BCP 47 primary language in use today; ``und`` where it is none.
    Source: IANA language subtag registry (preferred values); ISO 639-2.
    """
    found = _TAG.fullmatch((tag or "").strip())
    if not found:
        return UNKNOWN
    code = found[1].lower()
    code = _THREE.get(code, code)
    return _OLD.get(code, code)


_USUAL_SCRIPT = {
    **dict.fromkeys(
        ("ru", "uk", "be", "bg", "mk", "kk", "ky", "mn", "tg", "tt", "ba", "ce"), "Cyrl"
    ),
    **dict.fromkeys(("cv", "os", "ab", "sah", "tyv"), "Cyrl"),
    **dict.fromkeys(("ar", "ary", "arz", "fa", "ur", "ps", "sd", "ug", "ckb", "sdh"), "Arab"),
    **dict.fromkeys(("hi", "mr", "ne", "sa", "bho", "mai", "gom"), "Deva"),
    **dict.fromkeys(("am", "ti"), "Ethi"),
    **dict.fromkeys(("bn", "as"), "Beng"),
    **dict.fromkeys(("he", "yi"), "Hebr"),
    **dict.fromkeys(("bo", "dz"), "Tibt"),
    "el": "Grek",
    "hy": "Armn",
    "ka": "Geor",
    "gu": "Gujr",
    "pa": "Guru",
    "or": "Orya",
    "ta": "Taml",
    "te": "Telu",
    "kn": "Knda",
    "ml": "Mlym",
    "si": "Sinh",
    "th": "Thai",
    "lo": "Laoo",
    "km": "Khmr",
    "my": "Mymr",
    "dv": "Thaa",
    "ja": "Jpan",
    "ko": "Kore",
    "yue": "Hant",
    "wuu": "Hans",
}
"""Where not Latin."""
_OF_TWO_SCRIPTS = frozenset(("zh", "sr"))
"""Always named with theirs: both are in daily use."""


def tag_of(language: str, script: str | None) -> str:
    """Write a tag: with the script where the language has two in daily use, or an unusual one.

    Args:
        language: As ``primary`` gives it.
        script: ISO 15924; None where unknown.

    Returns:
        ``vi``, ``zh-Hant``, ``sr-Latn``, ``uz-Cyrl``.
    """
    if language == UNKNOWN or not script:
        return language
    usual = _USUAL_SCRIPT.get(language, "Latn")
    return f"{language}-{script}" if language in _OF_TWO_SCRIPTS or script != usual else language
