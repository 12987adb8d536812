"""Samples -> a small boosted model, and its trees as plain numbers."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from service.clean.trees import Trees
from training.export import exported
from training.lines.data import Pairs, Samples

CLEAN_WEIGHT = 0.5
"""Of the same texts without dirt: they teach the model to leave clean text alone."""
TITLE_SETTINGS = {
    "max_iter": 100,
    "max_leaf_nodes": 8,
    "learning_rate": 0.1,
    "l2_regularization": 1.0,
    "min_samples_leaf": 20,
    "random_state": 0,
}
SETTINGS = {
    "max_iter": 120,
    "max_leaf_nodes": 12,
    "learning_rate": 0.08,
    "l2_regularization": 1.0,
    "min_samples_leaf": 20,
    "max_features": 0.3,
    "random_state": 0,
}


def fit(dirty: Sequence[Samples], clean: Sequence[Samples]) -> Trees:
    """Learn from texts as scraped, and from the same ones without dirt."""
    parts = [s.training(1.0) for s in dirty] + [s.training(CLEAN_WEIGHT) for s in clean]
    features, labels, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    model = HistGradientBoostingClassifier(**SETTINGS)
    model.fit(features, labels, sample_weight=weights)
    return exported(model)


def fit_titles(pairs: Sequence[Pairs]) -> Trees:
    """Learn which candidate is the headline."""
    used = [pair for pair in pairs if len(pair.right)]
    model = HistGradientBoostingClassifier(**TITLE_SETTINGS)
    model.fit(
        np.concatenate([pair.features for pair in used]),
        np.concatenate([pair.right for pair in used]),
        sample_weight=np.concatenate([np.full(len(p.right), p.weight) for p in used]),
    )
    return exported(model)
