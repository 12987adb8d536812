"""Rows of features -> how likely each is what is asked for, by a few small learned trees."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Places = NDArray[np.intp]
Bits = NDArray[np.unsignedinteger[Any]]

_LEAF = -1
_MOST_LEAVES = 64
_ROWS = 128
"""Scored at a time: what is needed for them stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Trees:
    """Binary trees, each in the order: node, all to the left of it, all to the right.

    Scored without walking them: each node that says no strikes out the leaves to its left, a bit
    each; the first leaf left is the one reached (QuickScorer, Lucchese et al., SIGIR 2015).

    Made by training/ (the READMEs there have data, figures and limits).
    """

    base: float
    feature: Places
    """Which number a node asks for; -1 at a leaf."""
    number: Numbers
    """A node says no above it; at a leaf its value."""
    columns: Places
    """Of the nodes that are no leaves, as the next two."""
    thresholds: Numbers
    struck: Bits
    """The leaves that are out where a node says no."""
    starts: Places
    """The first such node of each tree."""
    values: Numbers
    """A row a tree, a column a leaf."""

    @classmethod
    def of(cls, *, base: float, feature: Sequence[int], number: Sequence[float]) -> Trees:
        """Make them of plain lists.

        Raises:
            ValueError: A tree has over 64 leaves, or ends early.
        """
        known = _Reader(feature, number)
        while known.place < len(feature):
            known.read_tree()
        values = np.zeros((len(known.leaves), max(map(len, known.leaves), default=1)))
        for tree, leaves in enumerate(known.leaves):
            values[tree, : len(leaves)] = leaves
        return cls(
            base,
            np.array(feature, dtype=np.intp),
            np.array(number, dtype=np.float64),
            np.array(known.columns, dtype=np.intp),
            np.array(known.thresholds, dtype=np.float64),
            np.array(known.struck, dtype=_smallest(max(map(len, known.leaves), default=1))),
            np.array(known.starts, dtype=np.intp),
            values,
        )

    def as_json(self) -> str:
        """Write the weights, a field a line."""
        fields = {
            "base": self.base,
            "feature": self.feature.tolist(),
            "number": [int(n) if n.is_integer() else n for n in self.number.tolist()],
        }
        lines = [f'"{name}": {json.dumps(v, separators=(",", ":"))}' for name, v in fields.items()]
        return "{" + ",\n".join(lines) + "}\n"

    def probabilities(self, rows: Any) -> list[float]:
        """Score rows.

        Args:
            rows: With the numbers the trees were learned on.

        Returns:
            From 0 (surely not) to 1 (surely), a number a row.
        """
        features = np.asarray(rows, dtype=np.float64)
        found: list[float] = []
        for start in range(0, len(features), _ROWS):
            scores = self.base + self._scores(features[start : start + _ROWS])
            found += (1 / (1 + np.exp(-scores))).tolist()
        return found

    def _scores(self, features: Numbers) -> Numbers:
        asked = np.ascontiguousarray(features.T).take(self.columns, axis=0)
        struck = (asked > self.thresholds[:, None]) * self.struck[:, None]
        left = ~np.bitwise_or.reduceat(struck, self.starts, axis=0)
        first = left & (~left + left.dtype.type(1))
        leaf = np.frexp(first.astype(np.float64))[1] - 1
        scores: Numbers = self.values[np.arange(len(leaf))[:, None], leaf].sum(axis=0)
        return scores


def _smallest(leaves: int) -> Any:
    """The smallest type with a bit a leaf: half the bytes are half the time."""
    return np.min_scalar_type(2**leaves - 1)


class _Reader:
    def __init__(self, feature: Sequence[int], number: Sequence[float]) -> None:
        self.feature, self.number = feature, number
        self.place = 0
        self.columns: list[int] = []
        self.thresholds: list[float] = []
        self.struck: list[int] = []
        self.starts: list[int] = []
        self.leaves: list[list[float]] = []

    def read_tree(self) -> None:
        self.starts.append(len(self.columns))
        self.leaves.append([])
        self._read_node(self.leaves[-1])
        if len(self.columns) == self.starts[-1]:  # nothing is asked
            self._add(0, math.inf)

    def _read_node(self, leaves: list[float]) -> None:
        if self.place >= len(self.feature):
            raise ValueError("a tree ends early")
        feature, number = self.feature[self.place], self.number[self.place]
        self.place += 1
        if feature == _LEAF:
            if len(leaves) == _MOST_LEAVES:
                raise ValueError(f"a tree of over {_MOST_LEAVES} leaves")
            leaves.append(number)
            return
        node, first = len(self.columns), len(leaves)
        self._add(feature, number)
        self._read_node(leaves)
        self.struck[node] = 2 ** len(leaves) - 2**first
        self._read_node(leaves)

    def _add(self, column: int, threshold: float) -> None:
        self.columns.append(column)
        self.thresholds.append(threshold)
        self.struck.append(0)


@cache
def trees(package: str, name: str) -> Trees:
    """The trees of a package for one question, read once a process.

    Args:
        package: "service.clean.lines", "service.clean.page.body".
        name: Of the file in its folder ``weights``, without its ending.
    """
    return Trees.of(**json.loads(weights(package, name).read_text("utf-8")))


def weights(package: str, name: str) -> Traversable:
    """The file of these trees."""
    return files(package) / "weights" / f"{name}.json"
