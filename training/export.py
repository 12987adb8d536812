"""A model of scikit-learn -> the trees that the service scores with."""

from __future__ import annotations

from typing import Any

import numpy as np

from service.clean.trees import Trees


def exported(model: Any) -> Trees:
    """Take the trees out of a boosted classifier of scikit-learn."""
    feature: list[int] = []
    threshold: list[float] = []
    left: list[int] = []
    right: list[int] = []
    value: list[float] = []
    roots: list[int] = []
    for (tree,) in model._predictors:  # noqa: SLF001  the library has no public way to its trees
        start = len(feature)
        roots.append(start)
        for place, node in enumerate(tree.nodes):
            leaf = bool(node["is_leaf"])
            feature.append(0 if leaf else int(node["feature_idx"]))
            threshold.append(0.0 if leaf else round(float(node["num_threshold"]), 6))
            left.append(start + (place if leaf else int(node["left"])))
            right.append(start + (place if leaf else int(node["right"])))
            value.append(round(float(node["value"]), 5) if leaf else 0.0)
    base = float(np.ravel(model._baseline_prediction)[0])  # noqa: SLF001  as above
    return Trees.of(
        base=round(base, 5),
        roots=roots,
        feature=feature,
        threshold=threshold,
        left=left,
        right=right,
        value=value,
    )
