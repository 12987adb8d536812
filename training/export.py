"""A model of scikit-learn -> the trees that the service scores with."""

from __future__ import annotations

from typing import Any

import numpy as np

from service.clean.trees import Trees


def exported(model: Any) -> Trees:
    """Take the trees out of a boosted classifier of scikit-learn."""
    feature: list[int] = []
    number: list[float] = []
    for (tree,) in model._predictors:  # noqa: SLF001  the library has no public way to its trees
        _add(tree.nodes, 0, feature, number)
    base = float(np.ravel(model._baseline_prediction)[0])  # noqa: SLF001  as above
    return Trees.of(base=round(base, 5), feature=feature, number=number)


def _add(nodes: Any, place: int, feature: list[int], number: list[float]) -> None:
    """Add a node, what is to the left of it, what is to the right."""
    node = nodes[place]
    if node["is_leaf"]:
        feature.append(-1)
        number.append(round(float(node["value"]), 5))
        return
    feature.append(int(node["feature_idx"]))
    number.append(round(float(node["num_threshold"]), 6))
    _add(nodes, int(node["left"]), feature, number)
    _add(nodes, int(node["right"]), feature, number)
