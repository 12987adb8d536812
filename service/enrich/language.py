"""The language of the body, by a cascade of two detectors."""

from __future__ import annotations

import re
from functools import cache
from typing import ClassVar

import py3langid.langid
import pycld2

from schemas.enriched_article import Language
from service.article import Article
from service.enrich.script import main_script

_SAMPLE_CHARS = 1_000
"""From the middle: the head may be a cookie banner, the tail a list of links. Longer samples
gain nothing (98.9 / 99.3 / 99.7 % right at 50-300 / 300-2000 / over 2000 characters)."""
_NOISE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+")
_LETTER = re.compile(r"[^\W\d_]")
_MIN_LETTERS = 3
_MIN_CONFIDENCE = 0.5
_SURE_PERCENT = 90
_DISAGREEMENT = 0.6
_OLD_CODES = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro", "sh": "sr", "no": "nb"}
UNKNOWN = "und"


class LanguageEnricher:
    """CLD2 first; py3langid where CLD2 is unsure; where they disagree, less confidence."""

    name: ClassVar[str] = "language"

    def __init__(self) -> None:
        self._second = _langid()

    def __call__(self, article: Article) -> Language:
        """Find the language of the body, or of the title where the body has no letters."""
        for provenance, text in (("body", article.body), ("title", article.title or "")):
            sample = _sample(text)
            if len(_LETTER.findall(sample)) >= _MIN_LETTERS:
                value, confidence = self._detect(sample)
                if confidence < _MIN_CONFIDENCE:
                    value = UNKNOWN
                return Language(
                    value=value,
                    script=main_script(sample, value),
                    confidence=round(confidence, 3),
                    provenance="body" if provenance == "body" else "title",
                )
        return Language(value=UNKNOWN, confidence=0.0, provenance="none")

    def _detect(self, sample: str) -> tuple[str, float]:
        first, sure, share = _cld2(sample)
        if sure and share >= _SURE_PERCENT:
            return first, share / 100
        second, probability = self._second.classify(sample)
        second = _OLD_CODES.get(second, second)
        if first == UNKNOWN:
            return second, float(probability) * _DISAGREEMENT
        if first == second:
            return first, max(share / 100, float(probability))
        return first, share / 100 * _DISAGREEMENT


def _sample(text: str) -> str:
    """The middle of a text without addresses; it is NFC and free of controls already."""
    start = max(0, (len(text) - _SAMPLE_CHARS) // 2)
    return _NOISE.sub(" ", text[start : start + _SAMPLE_CHARS])


def _cld2(sample: str) -> tuple[str, bool, int]:
    sure, _, (best, *_) = pycld2.detect(sample, isPlainText=True)
    _, code, share, _ = best
    language = code.partition("-")[0]
    return (UNKNOWN if code == "un" else _OLD_CODES.get(language, language)), sure, share


@cache
def _langid() -> py3langid.langid.LanguageIdentifier:
    """The model, read once a process (about 0.2 s)."""
    return py3langid.langid.LanguageIdentifier.from_model_file(
        py3langid.langid.MODEL_FILE, norm_probs=True
    )
