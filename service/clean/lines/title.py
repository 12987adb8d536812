"""The lines of a text -> which of them is the headline."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from service.clean.lines.around import main_run
from service.clean.lines.looks import Looks
from service.clean.phrases import Kind
from service.clean.trees import Trees, trees

_MAX_CHARS = 300
_WORDS = (1.5, 40.0)
_LOOK_LINES = 40
_BEFORE = 40
"""So many before the longest stretch of running text: menus may stand above."""
_BEHIND = 8
"""So many lines after the first running text are looked at: that may be a picture's caption."""
_LEAST_BELIEF = 0.05
_LEAST_BEHIND = 0.3
"""Behind the first running text a line is more often a heading inside the article."""
_FAR = 12
_ENOUGH_WORDS = 14
_MAX_KEYS = 200_000
_HELD_MIN_CHARS = 12
_FURNITURE = (Kind.ACTION, Kind.BOILERPLATE, Kind.RELATED, Kind.STAMP, Kind.BYLINE, Kind.CREDIT)
_NEAR_BODY = (Kind.BYLINE, Kind.STAMP)


def find_title(lines: Sequence[Looks], model: Trees | None = None) -> str | None:
    """Choose the headline.

    Args:
        lines: Those of one text that are not blank.
        model: ``None`` takes the one of the package.

    Returns:
        The headline; None where no line is likely to be one.
    """
    around = Around.of(lines)
    found = candidates(lines, around)
    if len(lines) < 2 or not found:  # noqa: PLR2004  a headline alone is no article
        return None
    beliefs = (model or trees("service.clean.lines", "title")).probabilities(
        features(lines, found, around)
    )
    belief, place = max(zip(beliefs, (-p for p in found), strict=True))
    behind = any(line.is_prose for line in lines[:-place])
    if belief < (_LEAST_BEHIND if behind else _LEAST_BELIEF):
        return None
    return next(line.text for line in lines if line.key == lines[-place].key)  # the first says it


def candidates(lines: Sequence[Looks], around: Around) -> list[int]:
    """The places where a headline may stand."""
    near = max(around.lead, around.main) + _BEHIND
    places = {*range(min(near, _LOOK_LINES)), *range(around.main - _BEFORE, around.main + _BEHIND)}
    return [
        place
        for place, line in enumerate(lines)
        if place in places
        and len(line.text) <= _MAX_CHARS
        and _WORDS[0] <= line.words <= _WORDS[1]
        and not all(line.credit)
    ]


def features(lines: Sequence[Looks], places: Sequence[int], around: Around) -> list[list[float]]:
    """Describe candidates by what headlines have.

    The place, some length, words that come again in the article, more than in other candidates;
    on many sites the whole line comes again, or is the end of another ("Home » News » <title>").
    """
    topics = [around.topic(lines[place]) for place in places]
    most = max(topics, default=0.0) or 1.0
    return [
        [
            *_by_itself(lines[place]),
            *_in_place(lines, place, around),
            *_next(lines, place),
            topic,
            topic / most,
            around.holders_of(lines[place]),
        ]
        for place, topic in zip(places, topics, strict=True)
    ]


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of the whole text."""

    lead: int
    main: int
    times: Counter[str]
    spoken: Counter[str]
    """In how many lines of running text a word stands."""
    keys: str
    """Of the lines that are no running text, a line each."""
    longest: Sequence[float]
    """How many words the longest line before each has."""

    @classmethod
    def of(cls, lines: Sequence[Looks]) -> Around:
        """Read it once a text."""
        lead = next((p for p, line in enumerate(lines) if line.is_prose), len(lines))
        spoken = Counter(chain.from_iterable(line.telling for line in lines if line.is_prose))
        main, _ = main_run([min(line.words, 200.0) if line.is_prose else 0.0 for line in lines])
        keys = "\n".join(line.key for line in lines if not line.is_prose)
        times = Counter(line.key for line in lines)
        longest = list(accumulate((line.words for line in lines), max, initial=0.0))
        return cls(lead, main, times, spoken, keys[:_MAX_KEYS], longest)

    def topic(self, line: Looks) -> float:
        """How often its words come again in the running text, a word five times at most."""
        return sum(min(self.spoken[t], 5) for t in line.telling) / math.sqrt(len(line.telling) or 1)

    def holders_of(self, line: Looks) -> float:
        """How many longer lines hold it, at most 3."""
        if len(line.key) < _HELD_MIN_CHARS:
            return 0.0
        return float(min(self.keys.count(line.key) - self.times[line.key], 3))


def _by_itself(line: Looks) -> list[float]:
    text, raw = line.text, line.text.split()
    return [
        min(line.words, _ENOUGH_WORDS),
        max(0.0, line.words - _ENOUGH_WORDS),
        text.endswith(("?", "!", "？", "！")),
        bool(line.openings) and any(line.opens(kind) for kind in _FURNITURE),
        bool(line.openings) and any(line.is_only(kind) for kind in _FURNITURE),
        sum(word[0].isupper() for word in raw) / len(raw),
        line.has_date,
        line.credit_at >= 0,
        line.has_address,
        sum(map(text.count, "|›»/→•")),
        sum(map(str.isdigit, text)) / len(text),
        line.is_prose,
        line.inner_ends,
        text.endswith((".", "。", "।")),
        text.endswith((":", "：", ",", ";")),
        len(text) / (line.words + 1),
        text.isupper(),
    ]


def _in_place(lines: Sequence[Looks], place: int, around: Around) -> list[float]:
    line = lines[place]
    to_lead = max(-_FAR, min(_FAR, place - around.lead))
    return [
        len(line.telling & around.spoken.keys()) / (len(line.telling) or 1),
        len(line.telling),
        math.log1p(place),
        place == 0,
        around.times[line.key] > 1 and line.words > 3,  # noqa: PLR2004  a section comes again too
        to_lead,
        abs(to_lead),
        max(-_FAR, min(_FAR, place - around.main)),
        line.words >= around.longest[place],
        lines[place - 1].words if place else 0.0,
    ]


def _next(lines: Sequence[Looks], place: int) -> list[float]:
    if place + 1 == len(lines):
        return [-1.0] * 4
    line = lines[place + 1]
    return [
        min(line.words, 60.0),
        line.ends_sentence,
        line.has_date,
        any(line.opens(kind) for kind in _NEAR_BODY),
    ]
