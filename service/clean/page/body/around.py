"""The blocks of a page and the elements around each -> what these elements hold."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

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
        chains = {e: _chain(e, outline.parents) for e in set(self.elements.tolist())}
        self.chains = [chains[element] for element in self.elements.tolist()]
        self.depth: Places = np.array([len(chain) for chain in self.chains], dtype=np.intp)
        self.block: Places = np.repeat(np.arange(self.count), self.depth)
        self.element: Places = np.array([e for c in self.chains for e in c], dtype=np.intp)
        self.out: Places = np.array([o for c in self.chains for o in range(len(c))], dtype=np.intp)

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


def _chain(element: int, parents: list[int]) -> list[int]:
    chain: list[int] = []
    while element >= 0 and len(chain) < _MAX_CHAIN:
        chain.append(element)
        element = parents[element]
    return chain
