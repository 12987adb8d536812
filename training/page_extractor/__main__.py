"""``python -m training.page_extractor DATA``: cross-validate by publisher, then write the weights."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from selectolax.lexbor import LexborHTMLParser
from sklearn.ensemble import HistGradientBoostingClassifier

from bench.scores import Score, body_score, mean
from bench.subjects import stock, stock_precision
from service.clean.metadata import read_metadata
from service.clean.page.body import Extraction, extract
from service.clean.page.choice import evidence
from service.clean.trees import Trees, weights
from training.export import exported
from training.page_extractor.data import JUDGED, Labelled, read
from training.shared import fold, store

FOLDS = 5
MODELS = Path(__file__).parent / "folds"
"""Models that have not seen a fifth of the publishers: the bench judges with them."""
QUANTILES = 101
OTHERS_WEIGHT = 0.2
"""Of the collection that is only learned from: most of it is blogs; at 1 it costs .004."""
SETTINGS = {
    "max_iter": 100,
    "max_leaf_nodes": 20,
    "learning_rate": 0.1,
    "l2_regularization": 1.0,
    "min_samples_leaf": 20,
    "max_features": 0.3,
    "random_state": 0,
}
SHARES = (0.0, 0.05, 0.1, 0.2, 1.0)
"""Of the least sure pages handed over."""


def main() -> int:
    """Print the cross-validated figures; write weights, fold models and confidences."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="a folder with aeb/, fundus/ and wcxb/")
    parser.add_argument("--check", action="store_true", help="fail if anything would change")
    given = parser.parse_args()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    pages = list(read(given.data))
    models = [
        fit([page for page in pages if fold(page.publisher, FOLDS) != number])
        for number in range(FOLDS)
    ]
    found = out_of_fold(pages, models)
    for collection in JUDGED:
        report([page for page in pages if page.collection == collection], found)
    confidences = np.quantile([f.confidence for f in found.values()], np.linspace(0, 1, QUANTILES))
    made = {
        weights("service.clean.page.body", "blocks"): fit(pages).as_json(),
        weights("service.clean.page.body", "confidences"): json.dumps(
            [round(c, 4) for c in confidences.tolist()]
        )
        + "\n",
    }
    made |= {MODELS / f"{number}.json": model.as_json() for number, model in enumerate(models)}
    stored = [store(Path(str(path)), text, check=given.check) for path, text in made.items()]
    return 0 if all(stored) else 1


def fit(pages: Sequence[Labelled]) -> Trees:
    """Learn from pages."""
    used = [page for page in pages if len(page.is_body)]
    model = HistGradientBoostingClassifier(**SETTINGS)
    model.fit(
        np.concatenate([page.page.features for page in used]),
        np.concatenate([page.is_body for page in used]),
        sample_weight=np.concatenate(
            [p.weights * (1.0 if p.collection in JUDGED else OTHERS_WEIGHT) for p in used]
        ),
    )
    return exported(model)


def report(judged: Sequence[Labelled], found: Mapping[str, Extraction]) -> None:
    """Print what models make of pages whose publishers they have not seen, beside trafilatura."""
    collection = judged[0].collection
    reference = {page.case.name: stock_precision(page.case).body for page in judged}
    default = [body_score(stock(page.case).body, page.case.body) for page in judged]
    _print(collection, "trafilatura", default)
    least_sure = sorted((page.case.name for page in judged), key=lambda n: found[n].confidence)
    for share in SHARES:
        handed = set(least_sure[: round(share * len(judged))])
        surest = max((found[name].confidence for name in handed), default=0.0)
        scores = [
            body_score(reference[name] if name in handed else found[name].text, page.case.body)
            for page in judged
            for name in (page.case.name,)
        ]
        _print(collection, f"{share:.0%} handed over, up to {surest:.3f}", scores)


def _print(collection: str, what: str, scores: Sequence[Score]) -> None:
    score = mean(scores)
    print(
        f"{collection}: {what}: P {score.precision:.4f} R {score.recall:.4f} F1 {score.f1:.4f},"
        f" {sum(s.f1 < 0.5 for s in scores)} pages under .5"  # noqa: PLR2004  failed
    )


def out_of_fold(pages: Sequence[Labelled], models: Sequence[Trees]) -> dict[str, Extraction]:
    """What models make of the pages of publishers that they have not seen, by the page's name."""
    found: dict[str, Extraction] = {}
    for page in pages:
        if page.collection in JUDGED:
            tree = LexborHTMLParser(page.case.raw.html or "")
            told = evidence(read_metadata(tree, page.case.raw.url))
            found[page.case.name] = extract(tree, told, models[fold(page.publisher, FOLDS)])
    return found


if __name__ == "__main__":
    sys.exit(main())
