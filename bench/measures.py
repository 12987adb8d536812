"""Cases -> figures: a report for each collection.

Articles go through ``clean`` as `copydesk process` takes them; a rejected one scores nothing.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import zip_longest
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from bench import samples
from bench.samples import Case
from bench.scores import (
    BODY,
    OTHER,
    Score,
    body_score,
    folded,
    line_score,
    lost_share,
    mean,
    names_score,
    same_day,
)
from bench.subjects import SUBJECTS, Found, cleaned, copydesk
from bench.tables import Report, Row
from schemas.raw_article import RawArticle
from service.clean.metadata import read_metadata
from service.pipeline import Pipeline
from service.transport import Record


def pages(cases: Sequence[Case]) -> Report:
    """Bodies and metadata of whole pages, for all subjects."""
    report = Report({"pages": []})
    for name, subject in SUBJECTS.items():
        subject(cases[0])  # reads its tables once
        found = [subject(case) for case in cases]
        row = {"subject": name, **_body(cases, found), **_fields(cases, found)}
        row["ms a page"] = 1e3 * sum(f.seconds for f in found) / len(found)
        report.tables["pages"].append(row)
        if subject is copydesk:
            report.tables["our reader"] = [{"ms a page": _reader_ms(cases)}]
            report.tables["again"] = [_again(found)]
            report.remarks += _rejections(cases, found)
    return report


def _body(cases: Iterable[Case], found: Iterable[Found]) -> Row:
    score = mean(body_score(f.body, c.body) for c, f in zip(cases, found, strict=True))
    return {"body P": score.precision, "body R": score.recall, "body F1": score.f1}


def _fields(cases: Sequence[Case], found: Sequence[Found]) -> Row:
    """Title, authors and date, where the collection has them and the subject reads them."""
    both = [(c, f) for c, f in zip(cases, found, strict=True) if c.title]
    if not both or not any(f.title for _, f in both):
        return {}
    names = mean(names_score(f.authors, c.authors) for c, f in both if c.authors)
    dated = [same_day(f.date, c.date) for c, f in both if c.date]
    return {
        "title": _share(folded(f.title) == folded(c.title) for c, f in both),
        "authors exact": _share(
            names_score(f.authors, c.authors) == Score(1, 1) for c, f in both if c.authors
        ),
        "authors F1": names.f1,
        "date": _share(dated),
    }


def _share(holds: Iterable[bool]) -> float:
    listed = list(holds)
    return sum(listed) / (len(listed) or 1)


def _reader_ms(cases: Sequence[Case]) -> float:
    """The metadata reader alone, the parsing left out: the tree serves others, too."""
    trees = [(LexborHTMLParser(case.raw.html or ""), case.raw.url) for case in cases]
    started = time.process_time()
    for tree, url in trees:
        with suppress(Exception):  # told as a rejection already
            read_metadata(tree, url)
    return 1e3 * (time.process_time() - started) / len(cases)


def _again(found: Iterable[Found]) -> Row:
    """Clean the cleaned: nothing may change."""
    done = [f for f in found if f.article]
    changed = 0
    for before in done:
        after = cleaned(RawArticle.model_validate({"text": before.body, "title": before.title}))
        changed += (after.body, after.title) != (before.body, before.title)
    return {"cleaned again": len(done), "changed": changed}


def _rejections(cases: Iterable[Case], found: Iterable[Found]) -> list[str]:
    told = zip(cases, found, strict=True)
    return [f"rejected: {c.name}: {f.rejected}" for c, f in told if f.rejected]


def aeb(cases: Sequence[Case]) -> Report:
    """Pages, and their gold bodies as plain text: clean text in, the same text out."""
    report = pages(cases)
    found = [cleaned(samples.as_text(case)) for case in cases]
    both = list(zip(cases, found, strict=True))
    body = [lost_share(f.body, c.body) for c, f in both]
    all_ = [lost_share(f"{f.title or ''}\n{f.body}", c.body) for c, f in both]
    report.tables["clean text in"] = [
        {
            "tokens not in the body": sum(body) / len(both),
            "nor in the title": sum(all_) / len(both),
            "texts changed": sum(share > 0 for share in body),
            **_again(found),
        }
    ]
    worst = sorted(zip(all_, cases, strict=True), key=lambda p: -p[0])[:3]
    report.remarks += [f"lost {share:.1%} of {c.name}" for share, c in worst if share]
    return report


def dirty(cases: Sequence[Case]) -> Report:
    """Lines, bodies and titles of dirty texts; and what each rule cut."""
    nothing = [Found(case.raw.text or "", (case.raw.text or "").split("\n")[0]) for case in cases]
    copydesk(cases[0])  # reads its tables once
    ours = [copydesk(case) for case in cases]
    rows = []
    for name, found in (("Copydesk", ours), ("nothing done", nothing)):
        row = {"subject": name, **_lines(cases, found), **_body(cases, found)}
        row["title"] = _titles(cases, found)
        row["ms a text"] = 1e3 * sum(f.seconds for f in found) / len(found)
        rows.append(row)
    tables = {"dirty texts": rows, "rules": _rules(cases, ours), "again": [_again(ours)]}
    return Report(tables, _rejections(cases, ours))


def _lines(cases: Iterable[Case], found: Iterable[Found]) -> Row:
    scores = [
        line_score(f.body, c.lines, c.labels) for c, f in zip(cases, found, strict=True) if c.labels
    ]
    score = mean(s for s in scores if s)
    return {"line P": score.precision, "line R": score.recall, "line F1": score.f1}


def _titles(cases: Iterable[Case], found: Iterable[Found]) -> float:
    """The share of titles found where a line is the title."""
    told = zip(cases, found, strict=True)
    return _share(
        folded(f.title) == folded(c.title)
        for c, f in told
        if c.title and folded(c.title) in map(folded, c.lines)
    )


def _rules(cases: Iterable[Case], found: Iterable[Found]) -> list[Row]:
    """Count by rule the lines that were cut rightly, wrongly, and pieces of lines."""
    counts: dict[str, Counter[str]] = {}
    for case, one in zip(cases, found, strict=True):
        letters = {
            " ".join(line.split()): a for line, a in zip(case.lines, case.labels, strict=True)
        }
        for removed in one.article.removed if one.article else ():
            letter = letters.get(" ".join(removed.text.split()), "piece")
            counts.setdefault(removed.rule, Counter())[letter] += 1
    return [
        {
            "rule": rule,
            "rightly": count[OTHER],
            "wrongly": count[BODY],
            "not scored": count["?"] + count["_"],
            "pieces of lines": count["piece"],
        }
        for rule, count in sorted(counts.items())
    ]


def seeds(cases: Sequence[Case]) -> Report:
    """Every fact of the seeds, exactly."""
    report = Report({"seeds": []})
    pipeline = Pipeline(max_page_bytes=_MAX_BYTES, max_output_bytes=_MAX_BYTES)
    for case in cases:
        record = Record("bench", 0, 0, 0, None, (case.raw.text or "").encode(), _PLAIN)
        outcome = pipeline.process(record)
        message = getattr(outcome, "message", None)
        if message is None:
            report.remarks.append(f"{case.name}: {outcome}")
            continue
        row, remarks = _exactly(case, json.loads(message.value))
        report.tables["seeds"].append(row)
        report.remarks += remarks
    return report


_MAX_BYTES = 5_000_000
_PLAIN = (("content-type", b"text/plain; charset=utf-8"),)


def _exactly(case: Case, article: dict[str, Any]) -> tuple[Row, list[str]]:
    gold = case.gold
    facts = {
        "title": (article["title"], gold["title"]),
        "paragraphs": (article["body"].split("\n\n"), gold["body"]),
        "captions": (article["captions"], gold["captions"]),
        "attribution": (article["attribution"], gold["attribution"]),
        "language": (article["language"]["value"], gold["language"]),
        "date": (article["published_at"], gold["published_date"]),
    }
    row = {name: "yes" if ours == theirs else "NO" for name, (ours, theirs) in facts.items()}
    remarks = [
        f"{case.name}: {name}: {_difference(ours, theirs)}"
        for name, (ours, theirs) in facts.items()
        if ours != theirs
    ]
    return {"seed": case.name, **row}, remarks


def _difference(ours: Any, theirs: Any) -> str:
    """The first place where two values differ."""
    if not isinstance(ours, list) or not isinstance(theirs, list):
        return f"{ours!r} instead of {theirs!r}"
    for place, (mine, gold) in enumerate(zip_longest(ours, theirs)):
        if mine != gold:
            return f"[{place}] {mine!r} instead of {gold!r}"
    return "none"
