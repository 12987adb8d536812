"""What a text alone says of its language, how surely, and what else it may be."""

from __future__ import annotations

from dataclasses import dataclass

from service.enrich.language.close import (
    are_close,
    by_letters,
    by_words,
    is_cantonese,
    is_sorani,
    twins_of,
)
from service.enrich.language.detectors import First, first_opinion, second_opinion
from service.enrich.language.speech import is_speech, without_addresses
from service.enrich.language.tags import UNKNOWN

_SAMPLE_CHARS = 1_000
"""From the middle: the head may be a cookie banner, the tail a list of links. Longer samples
gain nothing (98.9 / 99.3 / 99.7 % right at 50-300 / 300-2000 / over 2000 characters)."""
_LONG_CHARS, _STEP = 800, 4
"""Of longer samples every fourth character is looked at to count the letters."""
_PLACES = (0.5, 0.25, 0.75, 0.0, 1.0)
_SURE_PERCENT = 90
_ALONE_PERCENT = 70
"""Enough where the rest is in no other language."""
_CLEAR_LETTERS = 300
"""With so many CLD2 alone was never wrong where it was sure (2,100 texts, 110 languages)."""
_SHORT_LETTERS = 40
_DENSELY_WRITTEN = frozenset(("zh", "ja", "ko", "yue", "wuu"))
_DENSE = 3
"""Letters that one of Han, Kana or Hangul stands for."""
_CHINESE = frozenset(("zh", "yue", "wuu"))
_TAKEN_FOR = frozenset((("sr", "mk"), ("sr", "bg")))
"""CLD2's answer and py3langid's where the second is right (44 of 51 short texts)."""

CLEAR = 0.99
"""Others are not asked."""
_AGREED, _AGREED_SHORT = 0.98, 0.93
BY_OWN_WORDS = 0.9
_MOST_OF_IT = 0.9
_DISPUTED, _DISPUTED_SHORT = 0.8, 0.6
_TWIN = 0.6
_ONE_VOICE = 0.4
"""One detector alone, the other knows nothing: wrong more often than right without support."""

_END_CHARS = 300
_MIXED_PERCENT = 20
_MIXED_CHARS = 20_000


@dataclass(frozen=True, slots=True)
class Guess:
    """A language, how sure it is, and its rivals."""

    language: str
    confidence: float
    rivals: frozenset[str] = frozenset()
    """What else it may be; others may settle it."""
    also: tuple[str, ...] = ()
    """Languages of a fifth of the text or more, beside it."""


NO_LANGUAGE = Guess(UNKNOWN, 0.0)


class Sample:
    """The middle of a text, without addresses; where it is a table or code, another part.

    Args:
        text: NFC, free of control characters.
    """

    def __init__(self, text: str) -> None:
        self.whole = text
        beyond = max(0, len(text) - _SAMPLE_CHARS)
        for share in _PLACES if beyond else _PLACES[:1]:
            self._take(int(beyond * share))
            if self.is_speech:
                return
        self._take(beyond // 2)

    def _take(self, start: int) -> None:
        self.text = without_addresses(self.whole[start : start + _SAMPLE_CHARS])
        step = 1 if len(self.text) < _LONG_CHARS else _STEP
        self.letters = sum(map(str.isalpha, self.text[::step])) * step
        self.is_speech = is_speech(self.text, self.letters)


def guess(sample: Sample) -> Guess:
    """Read the language from a text alone."""
    if not sample.is_speech:
        return NO_LANGUAGE
    middle = first_opinion(sample.text)
    if whole := _differing(sample.whole, middle):
        also = tuple(
            share.language
            for share in whole.shares
            if share.percent >= _MIXED_PERCENT and not are_close(share.language, whole.language)
        )
        if whole.percent < _SURE_PERCENT:
            return Guess(whole.language, _MOST_OF_IT, also=also)
    first = whole or middle
    return _by_own_words(sample.text, first) or _by_two(sample, first)


def _differing(text: str, middle: First) -> First | None:
    """Look at both ends, and at the whole where one of the three differs; None where none does."""
    if len(text) < 2 * _END_CHARS:
        return None
    ends = (text[:_END_CHARS], text[-_END_CHARS:])
    if not any(
        len(part.shares) > 1 or (part.is_sure and not are_close(part.language, middle.language))
        for part in (middle, *(first_opinion(without_addresses(end)) for end in ends))
    ):
        return None
    whole = first_opinion(without_addresses(text[:_MIXED_CHARS]))
    return whole if whole.is_sure else None


def _by_own_words(text: str, first: First) -> Guess | None:
    """Tell apart what detectors do not; None for all other languages."""
    if twins := twins_of(first.language, text):
        own = by_words(text, twins)
        return Guess(own or first.language, BY_OWN_WORDS if own else _TWIN, twins)
    if first.language == "zh" and is_cantonese(text):
        return Guess("yue", BY_OWN_WORDS, frozenset(("zh",)))
    return None


def _by_two(sample: Sample, first: First) -> Guess:
    """Believe CLD2 where the text is long and it is sure, or ask py3langid as well."""
    dense = _DENSE if first.language in _DENSELY_WRITTEN else 1
    is_sure = first.is_sure and first.percent >= _SURE_PERCENT
    is_alone = first.is_sure and first.percent >= _ALONE_PERCENT and len(first.shares) == 1
    if (is_sure or is_alone) and sample.letters * dense >= _CLEAR_LETTERS:
        return Guess(first.language, CLEAR)
    second = second_opinion(sample.text).language
    if second == "ku" and is_sorani(sample.text):
        return Guess("ckb", BY_OWN_WORDS)
    is_short = sample.letters * dense < _SHORT_LETTERS
    rivals = frozenset((second, *(share.language for share in first.shares))) - {UNKNOWN}
    if first.language == UNKNOWN:
        return Guess(second, _ONE_VOICE, rivals)
    if first.language == second or {first.language, second} <= _CHINESE:
        return Guess(first.language, _AGREED_SHORT if is_short else _AGREED, rivals)
    if right := by_letters(sample.text, first.language, second):
        return Guess(right, BY_OWN_WORDS, rivals)
    language = second if (first.language, second) in _TAKEN_FOR else first.language
    return Guess(language, _DISPUTED if is_sure and not is_short else _DISPUTED_SHORT, rivals)
