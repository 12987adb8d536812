"""Bodies of whole pages in one run: our extractor, trafilatura in both modes, both together.

Ours is judged by models that saw no page of the page's publisher (training/page_extractor/folds).
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

import numpy as np
import trafilatura
from numpy.typing import NDArray
from selectolax.lexbor import LexborHTMLParser
from trafilatura.settings import Document

from bench.samples import Case
from bench.scores import Score, body_score, mean, tokens
from bench.tables import Report, Row
from service.article import Article
from service.clean.metadata import read_metadata
from service.clean.page.body import extract
from service.clean.page.choice import TRAFILATURA_SHARE, evidence, is_handed_over
from service.clean.trees import Trees
from service.enrich.language import LanguageEnricher
from training.shared import fold, registrable

T = TypeVar("T")

ALONE, HYBRID = "Copydesk alone", "Copydesk, hybrid"
STOCK, PRECISION = "trafilatura", "trafilatura, precision"
SUBJECTS = (ALONE, HYBRID, STOCK, PRECISION)
FOLDS = Path(__file__).parent.parent / "training" / "page_extractor" / "folds"
_FAILED = 0.5
_LEAST_PAGES = 3
_WORST = 20
_RESAMPLES = 10_000
_QUOTED_CHARS = 70
_LEAST = 1e-9


@dataclass(frozen=True)
class Judged:
    """What the subjects made of one page."""

    case: Case
    language: str
    bodies: dict[str, str]
    scores: dict[str, Score]
    seconds: dict[str, float]
    """CPU, from bytes: decoding and parsing are in it."""
    parse_s: float
    is_handed_over: bool


def extraction(cases: Sequence[Case]) -> Report:
    """Bodies by subject, with intervals, by language, with cost, and the worst pages."""
    _judge(cases[0])  # reads tables once
    judged = [_judge(case) for case in cases]
    report = Report()
    report.tables["bodies"] = [_row(name, judged) for name in SUBJECTS]
    report.tables["differences of F1 (paired bootstrap)"] = [
        _difference(ours, theirs, judged)
        for ours in (HYBRID, ALONE)
        for theirs in (STOCK, PRECISION)
    ]
    report.tables["by language"] = _by_language(judged)
    report.tables["cost"] = [_cost(judged)]
    worst = sorted(judged, key=lambda one: one.scores[HYBRID].f1)[:_WORST]
    report.remarks = [_worst(one) for one in worst]
    return report


def _judge(case: Case) -> Judged:
    page = (case.raw.html or "").encode()
    tree, parse_s = _timed(lambda: LexborHTMLParser(page.decode()))
    told = evidence(read_metadata(tree, case.raw.url))  # on nobody's clock: it is read anyway
    model = unseen(case.raw.url or case.name)
    found, ours_s = _timed(lambda: extract(tree, told, model))
    stock, stock_s = _timed(lambda: _stock(page))
    precise, precise_s = _timed(lambda: _stock(page, favor_precision=True))
    asks = is_handed_over(found, TRAFILATURA_SHARE)
    bodies = {
        ALONE: found.text,
        HYBRID: (precise or found.text) if asks else found.text,
        STOCK: stock,
        PRECISION: precise,
    }
    alone_s = parse_s + ours_s
    seconds = {
        ALONE: alone_s,
        HYBRID: alone_s + precise_s * asks,
        STOCK: stock_s,
        PRECISION: precise_s,
    }
    return Judged(
        case,
        LanguageEnricher()(Article((case.body,))).value,
        bodies,
        {name: body_score(body, case.body) for name, body in bodies.items()},
        seconds,
        parse_s,
        asks,
    )


def _stock(page: bytes, *, favor_precision: bool = False) -> str:
    document = trafilatura.bare_extraction(
        page.decode(), include_comments=False, with_metadata=False, favor_precision=favor_precision
    )
    return (document.text or "") if isinstance(document, Document) else ""


def _timed(step: Callable[[], T]) -> tuple[T, float]:
    started = time.process_time()
    made = step()
    return made, time.process_time() - started


@cache
def _fold_models() -> list[Trees]:
    paths = sorted(FOLDS.glob("*.json"))
    return [Trees.of(**json.loads(path.read_text("utf-8"))) for path in paths]


def unseen(url: str) -> Trees:
    """The model that learned from no page of this publisher."""
    models = _fold_models()
    return models[fold(registrable(url), len(models))]


def _row(name: str, judged: Sequence[Judged]) -> Row:
    score = mean(one.scores[name] for one in judged)
    rates = {n: len(judged) / sum(one.seconds[n] for one in judged) for n in SUBJECTS}
    return {
        "subject": name,
        "P": score.precision,
        "R": score.recall,
        "F1": score.f1,
        "under .5": sum(one.scores[name].f1 < _FAILED for one in judged),
        "pages/s": round(rates[name]),
        "of trafilatura's rate": f"{rates[name] / rates[STOCK]:.2f}",
        "handed over": sum(one.is_handed_over for one in judged) if name == HYBRID else "",
    }


def _difference(ours: str, theirs: str, judged: Sequence[Judged]) -> Row:
    """How much better, and between what that lies in 95 of 100 such collections."""
    numbers = np.array(
        [
            [(one.scores[n].precision, one.scores[n].recall) for n in (ours, theirs)]
            for one in judged
        ]
    )
    drawn = np.random.default_rng(0).integers(len(judged), size=(_RESAMPLES, len(judged)))
    low, high = np.quantile(_gap(numbers[drawn].mean(axis=1)), (0.025, 0.975))
    return {
        "of": f"{ours} over {theirs}",
        "difference": float(_gap(numbers.mean(axis=0))),
        "from": float(low),
        "to": float(high),
    }


def _gap(means: NDArray[np.float64]) -> NDArray[np.float64]:
    """F1 of the first less F1 of the second, from mean precision and recall of each."""
    f1 = 2 * means.prod(axis=-1) / np.maximum(means.sum(axis=-1), _LEAST)
    gap: NDArray[np.float64] = f1[..., 0] - f1[..., 1]
    return gap


def _by_language(judged: Sequence[Judged]) -> list[Row]:
    counts = Counter(one.language for one in judged)
    rows = []
    for language, count in counts.most_common():
        if count >= _LEAST_PAGES:
            pages = [one for one in judged if one.language == language]
            scores = {name: mean(one.scores[name] for one in pages).f1 for name in SUBJECTS}
            rows.append({"language": language, "pages": count, **scores})
    return rows


def _cost(judged: Sequence[Judged]) -> Row:
    parse, alone, stock = (
        1e3 * sum(seconds) / len(judged)
        for seconds in (
            [one.parse_s for one in judged],
            [one.seconds[ALONE] for one in judged],
            [one.seconds[STOCK] for one in judged],
        )
    )
    return {
        "lexbor's parse, ms": f"{parse:.2f}",
        "ours with it, ms": f"{alone:.2f}",
        "of the parse": f"{alone / parse:.1f}",
        "trafilatura, ms": f"{stock:.2f}",
        "ours, slowest page, ms": f"{1e3 * max(one.seconds[ALONE] for one in judged):.0f}",
    }


def _worst(one: Judged) -> str:
    """A page, how it scores, and the longest line that it lacks or has too much."""
    score = one.scores[HYBRID]
    missed = _longest(one.case.body, one.bodies[HYBRID])
    kept = _longest(one.bodies[HYBRID], one.case.body)
    return (
        f"worst: {one.case.name[:40]} F1 {score.f1:.3f} P {score.precision:.3f} R {score.recall:.3f}"
        f"{' (handed over)' if one.is_handed_over else ''}; missed: {missed}; kept: {kept}"
    )


def _longest(lines: str, there: str) -> str:
    """The longest line of one text whose words are mostly not in the other in that order."""
    known = f" {' '.join(tokens(there))} "
    strange = [
        line for line in lines.split("\n") if line and f" {' '.join(tokens(line))} " not in known
    ]
    return f"“{max(strange, key=len)[:_QUOTED_CHARS]}”" if strange else "nothing"
