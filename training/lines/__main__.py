"""``python -m training.lines DATA``: cross-validate by publisher, then write the weights."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.scores import body_score, line_score, mean
from service.clean.trees import Trees, weights
from training.lines.data import Samples, Text, folds, read, samples
from training.lines.fit import fit, fit_titles
from training.lines.titles import AROUND, WHOLE, found_by, has_its_title, none_of, pairs, read_pages
from training.shared import store

FOLDS = 10
THRESHOLDS = (0.2, 0.3, 0.4, 0.5)


def main() -> int:
    """Print the cross-validated figures; write the weights learned from all texts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="a folder with dirty/, aeb/ and fundus/")
    parser.add_argument("--check", action="store_true", help="fail if the weights would change")
    given = parser.parse_args()
    texts = read(given.data)
    dirty, clean = [samples(t) for t in texts], [samples(t.clean()) for t in texts]
    report(texts, dirty, clean, out_of_fold(texts, dirty, clean))
    body = fit(dirty, clean)
    title = titles(texts, list(read_pages(given.data)))
    stored = [
        store(Path(str(weights("service.clean.lines", name))), made.as_json(), check=given.check)
        for name, made in (("body", body), ("title", title))
    ]
    return 0 if all(stored) else 1


def titles(texts: Sequence[Text], pages: Sequence[Text]) -> Trees:
    """Print how many headlines are found in texts of unseen publishers; learn from all."""
    known = [text for text in [*texts, *pages] if has_its_title(text)]
    fold, right, bare = folds(known, FOLDS), [pairs(t) for t in known], folds(texts, FOLDS)
    without = [none_of(text.clean()) for text in texts]
    found = {"dirty texts": [0.0, 0], "around": [0.0, 0], "whole": [0.0, 0]}
    for number in range(FOLDS):
        made = fit_titles(
            [p for p, its in zip(right, fold, strict=True) if its != number]
            + [p for p, its in zip(without, bare, strict=True) if its != number]
        )
        unseen = [text for text, its in zip(known, fold, strict=True) if its == number]
        for name, part in (
            ("dirty texts", [t for t in unseen if t.labels]),
            ("around", [t for t in unseen if t.name.endswith(AROUND)]),
            ("whole", [t for t in unseen if t.name.endswith(WHOLE)]),
        ):
            found[name][0] += found_by(made, part) * len(part) if part else 0
            found[name][1] += len(part)
    for name, (good, count) in found.items():
        print(f"headlines found, {name}: {good:.0f} of {count} ({good / count:.1%})")
    return fit_titles(right + without)


def out_of_fold(
    texts: Sequence[Text], dirty: Sequence[Samples], clean: Sequence[Samples]
) -> list[Trees]:
    """For each text a model that has seen no text of its publisher."""
    fold = folds(texts, FOLDS)
    models = []
    for number in range(FOLDS):
        used = [place for place, its in enumerate(fold) if its != number]
        models.append(fit([dirty[p] for p in used], [clean[p] for p in used]))
    return [models[number] for number in fold]


def report(
    texts: Sequence[Text],
    dirty: Sequence[Samples],
    clean: Sequence[Samples],
    models: Sequence[Trees],
) -> None:
    """Print what the model alone, without any rule, does to texts it has not seen."""
    believed = [m.probabilities(s.features) for m, s in zip(models, dirty, strict=True)]
    unharmed = [m.probabilities(s.features) for m, s in zip(models, clean, strict=True)]
    for threshold in THRESHOLDS:
        bodies = [
            "\n\n".join(
                " ".join(text.lines[place].split())
                for place, belief in zip(sample.places, beliefs, strict=True)
                if belief >= threshold
            )
            for text, sample, beliefs in zip(texts, dirty, believed, strict=True)
        ]
        lines = [
            s for b, t in zip(bodies, texts, strict=True) if (s := line_score(b, t.lines, t.labels))
        ]
        whole = [body_score(b, t.body) for b, t in zip(bodies, texts, strict=True)]
        cut = sum(
            size
            for sample, beliefs in zip(clean, unharmed, strict=True)
            for size, belief in zip(sample.sizes, beliefs, strict=True)
            if belief < threshold
        ) / sum(sample.sizes.sum() for sample in clean)
        line, body = mean(lines), mean(whole)
        print(
            f"threshold {threshold}: lines P {line.precision:.3f} R {line.recall:.3f} F1 {line.f1:.3f}"
            f" | body P {body.precision:.3f} R {body.recall:.3f} F1 {body.f1:.3f}"
            f" | of clean text lost {cut:.2%}"
        )


if __name__ == "__main__":
    sys.exit(main())
