"""Quality in numbers: bodies by shingles, lines by what was kept, titles, names and days.

The metrics are those of the data's README; tests/unit/test_scores.py has cases worked by hand.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

_ALONE = "\u0e00-\u0e7f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(rf"(?=\w)[{_ALONE}]|(?:(?![{_ALONE}])\w)+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_SHINGLE = 4
_TAKEN = "\n"
"""Stands where a piece was taken out; no line holds one."""

BODY, OTHER = "b", "o"
"""Labels of lines that count."""


@dataclass(frozen=True)
class Score:
    """Precision and recall, of one page or as means over pages."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """F1 of the two."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def mean(scores: Iterable[Score]) -> Score:
    """Average precision and recall, each for itself; of nothing both are 0."""
    listed = list(scores)
    count = len(listed) or 1
    return Score(sum(s.precision for s in listed) / count, sum(s.recall for s in listed) / count)


def tokens(text: str) -> list[str]:
    r"""Split into words (``\w+``); Chinese, Japanese and Thai characters stand alone.

    Texts are compared, not their encodings: in NFC (some golds are decomposed, and ``\w`` does
    not match a combining mark) and without invisible characters within words.
    """
    return _TOKEN.findall(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)))


def body_score(found: str, gold: str) -> Score:
    """Compare two bodies by their shingles of four tokens, as multisets."""
    ours, theirs = _shingles(found), _shingles(gold)
    return _score((ours & theirs).total(), ours.total(), theirs.total())


def lost_share(found: str, gold: str) -> float:
    """Say which share of a text's tokens is in another no more, 0 to 1."""
    before = Counter(tokens(gold))
    return (before - Counter(tokens(found))).total() / (before.total() or 1)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    found = tokens(text)
    if not found:
        return Counter()
    count = max(1, len(found) - _SHINGLE + 1)
    return Counter(tuple(found[start : start + _SHINGLE]) for start in range(count))


def _score(both: int, ours: int, theirs: int) -> Score:
    if not ours and not theirs:
        return Score(1.0, 1.0)
    return Score(both / ours if ours else 0.0, both / theirs if theirs else 0.0)


def line_score(body: str, lines: Sequence[str], labels: str) -> Score | None:
    """Score which lines of a text are in the body made of it.

    Args:
        body: What came out.
        lines: What went in.
        labels: A letter a line: ``b`` belongs to the body, ``o`` does not; others do not count.

    Returns:
        Precision and recall of the kept lines; None where the text has no body line.
    """
    if BODY not in labels:
        return None
    kept = kept_lines(body, lines, labels)
    right = sum(labels[place] == BODY for place in kept)
    return _score(right, len(kept), labels.count(BODY))


def kept_lines(body: str, lines: Sequence[str], labels: str) -> list[int]:
    """Find the lines that are in a body, whole or 60 % of them in one piece.

    Each piece of the body serves one line; body lines are served first, whole ones before pieces
    and longer before shorter, so that a line never lives on what another brought.

    Returns:
        The places of the lines kept, in order.
    """
    rest = " ".join(body.split())
    kept: set[int] = set()
    for letter in (BODY, OTHER):
        flat = {p: " ".join(lines[p].split()) for p, a in enumerate(labels) if a == letter}
        longest_first = sorted(flat, key=lambda p: -len(flat[p]))
        for find in (_whole, _piece):
            for place in [p for p in longest_first if p not in kept]:
                piece = find(flat[place], rest)
                if piece:
                    rest = rest.replace(piece, _TAKEN, 1)
                    kept.add(place)
    return sorted(kept)


def _whole(line: str, body: str) -> str:
    return line if line in body else ""


def _piece(line: str, body: str) -> str:
    """Find the longest piece of a line in a body that is at least 60 % of the line.

    Wherever in the line such a piece lies, the middle fifth is in it: only where that stands in
    the body need a piece be looked for.
    """
    needed = -(-3 * len(line) // 5)
    start, end = len(line) - needed, needed
    best = ""
    for place in _places(line[start:end], body):
        before = _common(reversed(line[:start]), reversed(body[max(0, place - start) : place]))
        behind = body[place + end - start : place + len(line) - start]
        piece = line[start - before : end + _common(line[end:], behind)]
        best = max(best, piece, key=len)
    return best if len(best) >= needed else ""


def _places(piece: str, text: str) -> Iterator[int]:
    place = text.find(piece) if piece else -1
    while place >= 0:
        yield place
        place = text.find(piece, place + 1)


def _common(one: Iterable[str], other: Iterable[str]) -> int:
    """Count the characters two texts begin with in common."""
    count = 0
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        count += 1
    return count


def folded(name: str | None) -> str:
    """Fold case and punctuation away, for exact comparison."""
    return " ".join(tokens((name or "").casefold()))


def names_score(found: Iterable[str], gold: Iterable[str]) -> Score:
    """Compare two sets of names."""
    ours, theirs = {folded(n) for n in found} - {""}, {folded(n) for n in gold} - {""}
    return _score(len(ours & theirs), len(ours), len(theirs))


def same_day(found: date | None, gold: datetime) -> bool:
    """Say whether a date is on the gold's day, in its own time zone or in UTC.

    Args:
        found: A day, or an instant with its zone.
        gold: An instant; without a zone it is a day.
    """
    if found is None:
        return False
    if not isinstance(found, datetime) or gold.tzinfo is None:
        day = found.date() if isinstance(found, datetime) else found
        return day in {gold.date(), _utc(gold).date()}
    return _utc(found).date() == _utc(gold).date() or (
        found.astimezone(gold.tzinfo).date() == gold.date()
    )


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC) if instant.tzinfo else instant
