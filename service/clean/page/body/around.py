"""The blocks of a page and the elements around each -> what these elements hold."""

from __future__ import annotations

from itertools import chain

import numpy as np
from numpy.typing import NDArray
from propcache import cached_property

from service.clean.page.body.outline import Outline
from service.clean.page.body.own import Numbers, Own

Places = NDArray[np.intp]

_MAX_CHAIN = 64
"""Elements around a block that are looked at: it keeps hostile pages linear; real ones have 30."""
_WORDS_COUNTED = 200.0
_SCORED = np.array([1.0, 0.7, 0.4, 0.2])
"""What an element is credited of the running text so many elements in it."""
_MAIN_SHARE = 0.6
_LEAST = 1e-9


class Around:
    """One page.

    ``block``, ``element`` and ``out`` are parallel: a block, an element around it, and how far out
    that is; the block's own element first.
    """

    def __init__(self, outline: Outline, own: Own) -> None:
        self.count = len(outline.blocks)
        self.elements: Places = np.array([b.element for b in outline.blocks], dtype=np.intp)
        self.size: Numbers = np.minimum(own.words, _WORDS_COUNTED)
        self.prose: Numbers = np.where(own.is_prose, self.size, 0.0)
        self.total = float(self.prose.sum()) or 1.0
        self._linked = own.linked
        self._known = len(outline.tags)
        chains = _chains(self.elements.tolist(), outline.parents)
        self.depth: Places = np.array([len(elements) for elements in chains], dtype=np.intp)
        self.block: Places = np.repeat(np.arange(self.count), self.depth)
        self.element: Places = np.array(list(chain.from_iterable(chains)), dtype=np.intp)
        self._starts: Places = np.cumsum(self.depth) - self.depth
        self.out: Places = np.arange(len(self.element)) - np.repeat(self._starts, self.depth)

    def sums(self, values: Numbers) -> Numbers:
        """For each element the sum over the blocks in it."""
        found = np.bincount(self.element, weights=values[self.block], minlength=self._known)
        return found.astype(np.float64)

    @cached_property
    def prose_in(self) -> Numbers:
        """For each element: words of running text."""
        return self.sums(self.prose)

    @cached_property
    def words_in(self) -> Numbers:
        """For each element: words, never 0."""
        return np.maximum(self.sums(self.size), _LEAST)

    @cached_property
    def linked_in(self) -> Numbers:
        """For each element: which share of its words is in links."""
        return self.sums(self.size * self._linked) / self.words_in

    @cached_property
    def blocks_in(self) -> Numbers:
        """For each element: how many blocks."""
        return self.sums(np.ones(self.count))

    @cached_property
    def best(self) -> int:
        """The element with the most running text close to it, and few links."""
        near = self.out < len(_SCORED)
        credit = self.prose[self.block[near]] * _SCORED[self.out[near]]
        credited = np.bincount(self.element[near], weights=credit, minlength=self._known)
        score = credited * (1 - self.linked_in)
        return int(len(score) - 1 - np.argmax(score[::-1]))

    @cached_property
    def main(self) -> int:
        """The innermost element that holds most of the running text."""
        holds = self.prose_in[self.element] >= _MAIN_SHARE * self.total
        inner = np.where(holds, self.depth[self.block] - self.out, -1)
        return int(self.element[np.argmax(inner)])

    def blocks_of(self, element: int) -> NDArray[np.bool_]:
        """Which blocks an element holds."""
        inside = np.zeros(self.count, dtype=bool)
        inside[self.block[self.element == element]] = True
        return inside

    def step(self, step: int) -> Places:
        """For each block the element so far out, or the outermost."""
        return self.element[self._starts + np.minimum(step, self.depth - 1)]

    def nearest(self, fits: NDArray[np.bool_]) -> Places:
        """For each block its place, in the parallel three, of the nearest element that fits.

        Args:
            fits: Of each element around each block, as ``element``.

        Returns:
            -1 where none does.
        """
        found = np.full(self.count, -1, dtype=np.intp)
        places = np.flatnonzero(fits)[::-1]
        found[self.block[places]] = places  # the last one written stays: the innermost
        return found


def _chains(elements: list[int], parents: list[int]) -> list[list[int]]:
    """The elements around each, the innermost first."""
    known: dict[int, list[int]] = {-1: []}
    for element in elements:
        missing = []
        inner = element
        while inner not in known:
            missing.append(inner)
            inner = parents[inner]
        for outer in reversed(missing):
            known[outer] = [outer, *known[parents[outer]][: _MAX_CHAIN - 1]]
    return [known[element] for element in elements]
