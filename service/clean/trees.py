"""Rows of features -> how likely each is what is asked for, by a few small learned trees."""

from __future__ import annotations

import json
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


@dataclass(frozen=True, slots=True)
class Trees:
    """Binary trees in one table of nodes; a leaf points at itself.

    Made by training/ (the READMEs there have data, figures and limits).
    """

    base: float
    roots: Places
    feature: Places
    threshold: Numbers
    left: Places
    right: Places
    value: Numbers
    depth: int

    @classmethod
    def of(
        cls,
        *,
        base: float,
        roots: Sequence[int],
        feature: Sequence[int],
        threshold: Sequence[float],
        left: Sequence[int],
        right: Sequence[int],
        value: Sequence[float],
    ) -> Trees:
        """Make them of plain lists."""
        lefts, rights = np.array(left, dtype=np.intp), np.array(right, dtype=np.intp)
        front, depth = np.array(roots, dtype=np.intp), 0
        while front.size:
            inner = front[lefts[front] != front]
            front = np.concatenate([lefts[inner], rights[inner]])
            depth += 1
        return cls(
            base,
            np.array(roots, dtype=np.intp),
            np.array(feature, dtype=np.intp),
            np.array(threshold, dtype=np.float64),
            lefts,
            rights,
            np.array(value, dtype=np.float64),
            depth,
        )

    def as_json(self) -> str:
        """Write the weights, a field a line."""
        fields = {
            "base": self.base,
            "roots": self.roots.tolist(),
            "feature": self.feature.tolist(),
            "threshold": self.threshold.tolist(),
            "left": self.left.tolist(),
            "right": self.right.tolist(),
            "value": self.value.tolist(),
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
        each = np.arange(len(features))[:, None]
        places = np.broadcast_to(self.roots, (len(features), len(self.roots)))
        for _ in range(self.depth):
            goes_left = features[each, self.feature[places]] <= self.threshold[places]
            places = np.where(goes_left, self.left[places], self.right[places])
        found: list[float] = (
            1 / (1 + np.exp(-(self.base + self.value[places].sum(axis=1))))
        ).tolist()
        return found


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
