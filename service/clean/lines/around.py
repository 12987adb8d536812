"""The lines of a text -> what each is among the others, in numbers for the line model."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain

from service.clean.lines.looks import Looks
from service.clean.phrases import Kind

_FAR = 6
_FAR_FROM_MAIN = 10
_COMMON_TOKENS = 30
_CONTAINED_MIN_CHARS = 12
_CONTAINMENT_COST = 20_000_000
"""Characters compared at most; an article needs a tenth of that."""
_NAME_CHARS = (4, 40)
_NAME_WORDS = 5
_MANY_WORDS = 200.0

Row = list[float]

AROUND = (
    "position",
    "lines",
    "prose_share",
    "to_first_prose",
    "to_last_prose",
    "since_prose",
    "until_prose",
    "prose_after",
    "run_of_others",
    "seen_before",
    "seen_after",
    "contained",
    "contains",
    "common",
    "shared",
    "shared_before",
    "since_related",
    "named_elsewhere",
    "prefix_seen",
    "prefix_of_lead",
    "density_near",
    "density_far",
    "said_before",
    "to_main_start",
    "to_main_end",
    "main_share",
)
"""Names of the columns, in order."""


def around(lines: Sequence[Looks]) -> list[Row]:
    """Describe every line by its place among the others, a row a line."""
    parts = (_position, _repetition, _topic, _related, _names, _prefixes, _region)
    columns = zip(*(part(lines) for part in parts), strict=True)
    return [list(chain.from_iterable(rows)) for rows in columns]


def _position(lines: Sequence[Looks]) -> Iterable[Row]:
    count, prose = len(lines), [line.is_prose for line in lines]
    places = [place for place, holds in enumerate(prose) if holds]
    first, last = (places[0], places[-1]) if places else (count, -1)
    before = list(accumulate(prose))
    since, until, runs = _distances(prose), _distances(prose[::-1])[::-1], _runs(prose)
    for place in range(count):
        yield [
            place / max(count - 1, 1),
            min(count, 100),
            len(places) / count,
            max(-_FAR, min(_FAR, place - first)),
            max(-_FAR, min(_FAR, place - last)),
            since[place],
            until[place],
            (before[-1] - before[place]) / max(before[-1], 1),
            min(runs[place], 20),
        ]


def _repetition(lines: Sequence[Looks]) -> Iterable[Row]:
    times = Counter(line.key for line in lines)
    seen: Counter[str] = Counter()
    for line, (contained, contains) in zip(lines, _containment(lines), strict=True):
        before = seen[line.key]
        yield [min(before, 3), min(times[line.key] - before - 1, 3), contained, contains]
        seen[line.key] += 1


def _topic(lines: Sequence[Looks]) -> Iterable[Row]:
    """Teasers are about something else: few of their words come again in the running text."""
    spoken = [line for line in lines if line.is_prose]
    words = Counter(chain.from_iterable(line.tokens for line in spoken))
    common = {token for token, _ in words.most_common(_COMMON_TOKENS)}
    holders = Counter(chain.from_iterable(line.telling for line in spoken))
    once, twice = set(holders), {token for token, count in holders.items() if count > 1}
    earlier: set[str] = set()
    for line in lines:
        size = len(line.telling) or 1
        yield [
            sum(map(common.__contains__, line.tokens)) / (len(line.tokens) or 1),
            len(line.telling & (twice if line.is_prose else once)) / size,
            len(line.telling & earlier) / size,
        ]
        if line.is_prose:
            earlier |= line.telling


def _related(lines: Sequence[Looks]) -> Iterable[Row]:
    far = 2 * _FAR
    since = far
    for line in lines:
        since = 0 if line.opens(Kind.RELATED) else min(since + 1, far)
        yield [since]


def _names(lines: Sequence[Looks]) -> Iterable[Row]:
    """A note on an author opens with a name that stands alone elsewhere."""
    named = frozenset(
        line.key
        for line in lines
        if line.words <= _NAME_WORDS and _NAME_CHARS[0] <= len(line.key) <= _NAME_CHARS[1]
    )
    for line in lines:
        yield [line.words > _NAME_WORDS and bool(named) and _opens_with(line, named)]


def _opens_with(line: Looks, named: frozenset[str]) -> bool:
    return any("".join(line.raw_keys[:count]) in named for count in (2, 3))


def _prefixes(lines: Sequence[Looks]) -> Iterable[Row]:
    times = Counter(line.prefix for line in lines if line.prefix)
    of_lead = next((line.prefix for line in lines if line.is_prose), "")
    for line in lines:
        yield [min(times[line.prefix], 4), bool(line.prefix) and line.prefix == of_lead]


def _region(lines: Sequence[Looks]) -> Iterable[Row]:
    """Where the running text is dense, and where the stretch that holds most of it lies."""
    sizes = [min(line.words, _MANY_WORDS) for line in lines]
    spoken = [size if line.is_prose else 0.0 for size, line in zip(sizes, lines, strict=True)]
    start, end = main_run(spoken)
    said, everything = list(accumulate(spoken, initial=0.0)), list(accumulate(sizes, initial=0.0))
    total = said[-1] or 1.0
    for place in range(len(lines)):
        yield [
            _density(said, everything, place, 3),
            _density(said, everything, place, 8),
            said[place] / total,
            max(-_FAR_FROM_MAIN, min(_FAR_FROM_MAIN, place - start)),
            max(-_FAR_FROM_MAIN, min(_FAR_FROM_MAIN, place - end)),
            (said[end + 1] - said[start]) / total,
        ]


def _density(prose: Sequence[float], everything: Sequence[float], place: int, reach: int) -> float:
    """The share of running text among the lines so near."""
    start, end = max(0, place - reach), min(len(prose) - 1, place + reach + 1)
    size = everything[end] - everything[start]
    return (prose[end] - prose[start]) / size if size else 0.0


def main_run(sizes: Sequence[float], cost: float = 8.0) -> tuple[int, int]:
    """First and last line of the stretch that holds the most running text for its length.

    A line that is none costs as much as so many words (the maximum subarray).
    """
    best, best_start, best_end = 0.0, 0, 0
    total, start = 0.0, 0
    for place, size in enumerate(sizes):
        total += size or -cost
        if total <= 0:
            total, start = 0.0, place + 1
        elif total > best:
            best, best_start, best_end = total, start, place
    return best_start, best_end


def _distances(holds: Sequence[bool]) -> list[int]:
    """How many lines back the nearest before this one is for which it holds."""
    distance, found = _FAR, []
    for value in holds:
        found.append(distance)
        distance = 1 if value else min(distance + 1, _FAR)
    return found


def _runs(prose: Sequence[bool]) -> list[int]:
    """How long the run of lines like this one (prose or not) is that it stands in."""
    found: list[int] = []
    start = 0
    for place in range(1, len(prose) + 1):
        if place == len(prose) or prose[place] != prose[start]:
            length = place - start
            found += [0 if prose[start] else length] * length
            start = place
    return found


def _containment(lines: Sequence[Looks]) -> list[tuple[bool, bool]]:
    """Whether a longer line holds all of this one (a pull quote), and whether it holds one."""
    keys = [line.key for line in lines]
    contained, contains = [False] * len(lines), [False] * len(lines)
    whole = "\n".join(keys)
    if len(whole) * len(lines) > _CONTAINMENT_COST:
        return list(zip(contained, contains, strict=True))
    for place, key in enumerate(keys):
        if len(key) < _CONTAINED_MIN_CHARS or whole.count(key) < 2:  # noqa: PLR2004  itself, and once more
            continue
        for other, other_key in enumerate(keys):
            if len(other_key) > len(key) and key in other_key:
                contained[place] = contains[other] = True
    return list(zip(contained, contains, strict=True))
