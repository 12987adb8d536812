"""A block among the others -> numbers: its containers, its likes, its neighbours, what is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from propcache import cached_property

from service.clean.alphanumeric import alphanumeric
from service.clean.page.body.around import Around, Places
from service.clean.page.body.outline import CONTAINERS, Outline
from service.clean.page.body.own import OWN, Numbers, Own

_OUTERMOST = 1 << 30
_FAR, _TITLE_FAR = 15, 30
_VOTE_ELEMENTS = 8
_MOST = 60
_LEAST = 1e-9
_VOTE, _SHARE = 0.7, 0.85
_SHARE_ELEMENTS = 10
_KEY_CHARS, _TOLD_CHARS, _DESCRIBED_CHARS = 60, 8, 40
_READ_CHARS = 100
"""With spaces and marks, they hold so many letters."""
_STEPS = (-2, -1, 1, 2)
_REACHES = (3, 8)
_AROUND = ("parent", "grandparent", "third", "unlisted")

CONTEXT = (
    *(f"inside_{tag}" for tag in CONTAINERS),
    *("in_best", "in_main", "to_best", "depth"),
    *(f"{name}_{what}" for name in _AROUND for what in ("prose", "density", "linked", "blocks")),
    *("votes", "best_share"),
    *("like_prose", "like_share", "like_count", "like_linked", "kin_prose", "kin_count"),
    *("seen_before", "seen_after"),
    *("position", "to_title", "under_title", "to_start", "to_end", "prose_before", "to_first"),
    *("blocks", "prose"),
    *(
        f"{what}_{step:+d}"
        for what in ("words", "prose", "linked", "same_tag", "like")
        for step in _STEPS
    ),
    *(f"density_{reach}" for reach in _REACHES),
    *("told", "is_title", "described", "body_told", "best_prose", "main_prose"),
)
"""Names of the numbers, in order."""
FEATURES = (*OWN, *CONTEXT)


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says of its article, letters and digits only, case folded."""

    title: str = ""
    description: str = ""
    body: str = ""


def key(text: str) -> str:
    """Letters and digits only, case folded."""
    return alphanumeric(text.casefold())


def rows(outline: Outline, own: Own, told: Told) -> Numbers:
    """Describe each block by itself and among the others, a row a block, a column a feature."""
    if not outline.blocks:
        return np.zeros((0, len(FEATURES)))
    among = _Among(outline, own)
    parts = (
        among.inside(),
        among.containers(),
        among.likes(),
        among.places(),
        among.neighbours(),
        among.evidence(told),
    )
    return np.hstack([own.numbers, *parts])


class _Among:
    """The blocks of one page with the elements around each."""

    def __init__(self, outline: Outline, own: Own) -> None:
        self.outline, self.own = outline, own
        self.around = Around(outline, own)
        self.count = len(outline.blocks)
        self.starts = [b.text[:_KEY_CHARS] for b in outline.blocks]

    @cached_property
    def tags(self) -> list[str]:
        return [self.outline.tags[e] for e in self.around.elements.tolist()]

    @cached_property
    def over(self) -> list[int]:
        """The element around each block's own; -1 at the root."""
        return [self.outline.parents[e] for e in self.around.elements.tolist()]

    def inside(self) -> Numbers:
        """What kinds of elements it stands in."""
        inside = np.array(self.outline.inside)[self.around.elements]
        return _columns([(inside >> bit) & 1 for bit in range(len(CONTAINERS))])

    def containers(self) -> Numbers:
        """How much of the running text is in what is around."""
        around = self.around
        share, density = around.prose_in / around.total, around.prose_in / around.words_in
        to_best = np.full(self.count, -1.0)
        at_best = around.element == around.best
        to_best[around.block[at_best]] = around.out[at_best]
        columns: list[Any] = [
            to_best >= 0,
            around.blocks_of(around.main),
            to_best,
            np.minimum(around.depth, 40),
        ]
        for element in (*(around.step(step) for step in (1, 2, 3)), self._unlisted()):
            held = np.minimum(around.blocks_in[element], _MOST)
            columns += [share[element], density[element], around.linked_in[element], held]
        return _columns([*columns, self._votes(density), self._best_share(share)])

    def _unlisted(self) -> Places:
        """The innermost element around that is in no list and holds more."""
        around = self.around
        fits = ~np.array(self.outline.listed) & (around.blocks_in > 1)
        nearest = around.nearest(fits[around.element])
        return np.where(nearest < 0, around.step(_OUTERMOST), around.element[nearest])

    def _votes(self, density: Numbers) -> Numbers:
        """The mean share of running text in what is around, the near ones first."""
        around = self.around
        near = around.out < _VOTE_ELEMENTS
        block, weight = around.block[near], _VOTE ** around.out[near]
        said = np.bincount(block, weights=weight * density[around.element[near]])
        votes: Numbers = said / np.bincount(block, weights=weight)
        return votes

    def _best_share(self, share: Numbers) -> Numbers:
        """The most of the page's running text that one element around holds, the near ones first."""
        around, best = self.around, np.zeros(self.count)
        near = around.out < _SHARE_ELEMENTS
        worth = share[around.element[near]] * _SHARE ** around.out[near]
        np.maximum.at(best, around.block[near], worth)
        return best

    @cached_property
    def like(self) -> Places:
        """Blocks of one kind: the same tag and class, in elements of the same class."""
        classes = self.outline.classes
        own = [classes[e] for e in self.around.elements.tolist()]
        over = [classes[e] if e >= 0 else "" for e in self.over]
        return _numbered(zip(self.tags, own, over, strict=True))

    def likes(self) -> Numbers:
        """How blocks of the same kind are: an article's paragraphs are all alike."""
        like, prose, total = self.like, self.around.prose, self.around.total
        over = (self.outline.tags[e] if e >= 0 else "" for e in self.over)
        kin = _numbered(zip(self.tags, over, strict=True))
        count = np.bincount(like)
        times, so_far = Counter(self.starts), Counter[str]()
        before: list[int] = []
        for name in self.starts:
            before.append(so_far[name])
            so_far[name] += 1
        return _columns(
            [
                np.bincount(like, weights=prose)[like] / total,
                (np.bincount(like, weights=self.own.is_prose) / count)[like],
                np.minimum(count, _MOST)[like],
                (np.bincount(like, weights=self.own.linked) / count)[like],
                np.bincount(kin, weights=prose)[kin] / total,
                np.minimum(np.bincount(kin), 99)[kin],
                np.array(before),
                np.array([times[n] - b - 1 for n, b in zip(self.starts, before, strict=True)]),
            ]
        )

    def places(self) -> Numbers:
        """Where it stands: in the page, from the title, from the running text."""
        around, here = self.around, np.arange(self.count)
        title = self.tags.index("h1") if "h1" in self.tags else None
        spoken = np.flatnonzero(self.own.is_prose)
        first, last = (spoken[0], spoken[-1]) if len(spoken) else (self.count, -1)
        in_best = np.flatnonzero(around.blocks_of(around.best) & self.own.is_prose)
        start, end = (in_best[0], in_best[-1]) if len(in_best) else (first, last)
        before = np.concatenate([[0.0], np.cumsum(around.prose)[:-1]]) / around.total
        away = here * 0 + _TITLE_FAR if title is None else here - title
        return _columns(
            [
                here / self.count,
                np.clip(away, -_TITLE_FAR, _TITLE_FAR),
                (away > 0) & (title is not None),
                np.clip(here - start, -_FAR, _FAR),
                np.clip(here - end, -_FAR, _FAR),
                before,
                np.clip(here - first, -_FAR, _FAR),
                np.full(self.count, min(self.count, 400)),
                np.full(self.count, min(around.total, 3000.0)),
            ]
        )

    def neighbours(self) -> Numbers:
        """What stands before and behind it, and how dense the running text is there."""
        values = (np.minimum(self.own.words, 80), self.own.is_prose, self.own.linked)
        columns = [_moved(value, step) for value in values for step in _STEPS]
        for group in (_numbered(self.tags), self.like):
            for step in _STEPS:
                beside = _moved(group, step)
                columns.append(np.where(beside < 0, -1.0, beside == group))
        return _columns([*columns, *(self._density(reach) for reach in _REACHES)])

    def _density(self, reach: int) -> Numbers:
        """The share of running text among so many blocks before and behind."""
        prose = np.concatenate([[0.0], np.cumsum(self.around.prose)])
        size = np.concatenate([[0.0], np.cumsum(self.around.size)])
        here = np.arange(self.count)
        start, end = np.maximum(0, here - reach), np.minimum(self.count, here + reach + 1)
        density: Numbers = (prose[end] - prose[start]) / np.maximum(size[end] - size[start], _LEAST)
        return density

    def evidence(self, told: Told) -> Numbers:
        """Whether the page's metadata say the same."""
        around = self.around
        said = np.zeros((self.count, 3))
        for place in np.flatnonzero(~self.own.is_link).tolist():
            name = key(self.outline.blocks[place].text[:_READ_CHARS])[:_KEY_CHARS]
            said[place] = (
                len(name) >= _TOLD_CHARS and name in told.body,
                bool(told.title) and name == told.title[:_KEY_CHARS],
                len(name) > _DESCRIBED_CHARS // 2 and name[:_DESCRIBED_CHARS] in told.description,
            )
        whole = (bool(told.body), *(around.prose_in[e] for e in (around.best, around.main)))
        of_page = np.tile(np.array(whole) / (1, around.total, around.total), (self.count, 1))
        return np.hstack([said, of_page])


def _columns(columns: Sequence[Any]) -> Numbers:
    return np.stack(columns, axis=1).astype(np.float64)


def _numbered(names: Iterable[object]) -> Places:
    """A number for each, the same for the same name."""
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(name, len(numbers)) for name in names], dtype=np.intp)


def _moved(values: NDArray[Any], step: int) -> Numbers:
    """The value of the block so many places on; -1 where there is none."""
    moved = np.full(len(values), -1.0)
    if step > 0:
        moved[:-step] = values[step:]
    else:
        moved[-step:] = values[:step]
    return moved
