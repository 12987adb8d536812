"""``make bench-language``: the language of texts, beside each detector alone in the same run."""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import py3langid.langid
import pycld2
from rich.console import Console

from bench import document
from bench.quality import show
from bench.tables import Report, Row
from service.article import Article
from service.clean.unicode import tidy
from service.enrich.language import LanguageEnricher
from service.enrich.language.tags import UNKNOWN, primary

_DATA = Path(__file__).parent / "data"
_DENSE = {"zh", "yue", "ja", "ko"}
_CHARS_OF_DENSE = 3
"""A character of these stands for so many of an alphabet: their bands are so much shorter."""
_BANDS = ((50, "20 to 50"), (300, "50 to 300"), (2_000, "300 to 2,000"), (10**9, "over 2,000"))
_SURE = 0.9
_CONFIDENCES = (0.9, 0.7, 0.5, 0.0)
_PERCENT = 100
_MIXTURES = (0.5, 0.35, 0.1, 0.0)
"""Share of the second language in a text put together from two."""
_MIXED_CHARS = 2_000
_SAID = (
    "Written by `make bench-language` from `bench/data` (see its README): the Declaration of Human "
    "Rights in 115 translations cut into texts of each length, short news passages in languages that "
    "are alike, texts in no language. A character of Chinese, Japanese and Korean counts as three. "
    "Right: the same primary language. Each detector alone gets the same text whole; its answer "
    "counts as sure from 0.9 (CLD2: reliable, and 90 % of the text). Speed: one core, CPU time, over "
    "the texts of 300 to 2,000 characters."
)


@dataclass(frozen=True)
class Text:
    """A text and its language."""

    language: str
    text: str

    @property
    def band(self) -> str:
        """Its length, in words."""
        dense = self.language.partition("-")[0] in _DENSE
        chars = len(self.text) * (_CHARS_OF_DENSE if dense else 1)
        return next(name for most, name in _BANDS if chars < most)


@dataclass(frozen=True)
class Answer:
    """What a detector says."""

    language: str
    confidence: float
    tag: str = ""
    also: tuple[str, ...] = ()


Detector = Callable[[str], Answer]


@cache
def _ours() -> LanguageEnricher:
    return LanguageEnricher()


def copydesk(text: str) -> Answer:
    """The service's enricher, from the text alone."""
    found = _ours()(Article(paragraphs=(text,)))
    return Answer(primary(found.value), found.confidence, found.value, found.also)


@cache
def _langid() -> py3langid.langid.LanguageIdentifier:
    return py3langid.langid.LanguageIdentifier.from_model_file(
        py3langid.langid.MODEL_FILE, norm_probs=True
    )


def py3langid_alone(text: str) -> Answer:
    """py3langid as it comes."""
    code, probability = _langid().classify(text)
    return Answer(UNKNOWN if code == "zxx" else primary(code), float(probability))


def pycld2_alone(text: str) -> Answer:
    """CLD2 as it comes."""
    is_reliable, _, ((_, code, percent, _), *_) = pycld2.detect(text, isPlainText=True)
    language = UNKNOWN if code == "un" else primary(code)
    return Answer(language, percent / _PERCENT * (1 if is_reliable else 0.5))


DETECTORS: dict[str, Detector] = {
    "Copydesk": copydesk,
    "py3langid": py3langid_alone,
    "CLD2": pycld2_alone,
}


def declaration() -> Iterator[Text]:
    """Cut each translation into texts of every length."""
    for row in _rows("declaration.jsonl"):
        language, paragraphs = row["language"], row["paragraphs"]
        share = _CHARS_OF_DENSE if language.partition("-")[0] in _DENSE else 1
        yield from (Text(language, p[: 49 // share]) for p in paragraphs if len(p) * share >= 20)
        yield from (Text(language, p[: 299 // share]) for p in paragraphs if len(p) * share >= 50)
        for least in (600, 2_200):
            yield from (Text(language, text) for text in _joined(paragraphs, least // share))


def close() -> Iterator[Text]:
    """News passages in languages that are alike."""
    yield from (Text(row["language"], row["text"]) for row in _rows("close_languages.jsonl"))


def mixed(share: float) -> Iterator[Text]:
    """Texts in two languages each: ours and English, by turns of three paragraphs."""
    by_language = {row["language"]: row["paragraphs"] for row in _rows("declaration.jsonl")}
    for language, paragraphs in by_language.items():
        if language in ("en", "yue") or language.partition("-")[0] in _DENSE:
            continue
        english = " ".join(by_language["en"])[: int(_MIXED_CHARS * share)]
        own = " ".join(paragraphs)[: _MIXED_CHARS - len(english)]
        half = len(own) // 2
        yield Text(language, f"{own[:half]}\n\n{english}\n\n{own[half:]}")


def measure() -> Report:
    """Ask everybody everything."""
    report = Report()
    texts = list(declaration())
    answers = {name: [ask(text.text) for text in texts] for name, ask in DETECTORS.items()}
    report.tables["by length"] = _by_band(texts, answers)
    report.tables["calibration"] = _calibration(texts, answers)
    alike = list(close())
    told = {name: [ask(text.text) for text in alike] for name, ask in DETECTORS.items()}
    report.tables["languages that are alike, news passages"] = [
        {"subject": name, **_right(alike, said)} for name, said in told.items()
    ]
    report.tables["by language, 50 characters and more, where one is under 99 %"] = _by_language(
        [*texts, *alike], {name: [*answers[name], *told[name]] for name in DETECTORS}
    )
    report.tables["scripts"] = _scripts([*texts, *alike], [*answers["Copydesk"], *told["Copydesk"]])
    report.tables["in no language"] = _no_language()
    report.tables["in two languages: flagged"] = [_flagged(share) for share in _MIXTURES]
    report.tables["speed"] = _speed([t for t in texts if t.band == "300 to 2,000"])
    return report


def _right(texts: Sequence[Text], answers: Sequence[Answer]) -> Row:
    pairs = list(zip(texts, answers, strict=True))
    sure = [p for p in pairs if p[1].confidence >= _SURE]
    return {
        "texts": len(pairs),
        "right": _share(map(_is_right, pairs)),
        "und": _share(answer.language == UNKNOWN for _, answer in pairs),
        "sure": len(sure),
        "right of the sure": _share(map(_is_right, sure)),
    }


def _is_right(pair: tuple[Text, Answer]) -> bool:
    return primary(pair[0].language) == pair[1].language


def _by_band(texts: Sequence[Text], answers: dict[str, list[Answer]]) -> list[Row]:
    rows = []
    for _, band in _BANDS:
        row: Row = {"characters": band}
        for name, said in answers.items():
            of_band = [p for p in zip(texts, said, strict=True) if p[0].band == band]
            row["texts"] = len(of_band)
            row[name] = _share(map(_is_right, of_band))
        rows.append(row)
    return rows


def _calibration(texts: Sequence[Text], answers: dict[str, list[Answer]]) -> list[Row]:
    rows: list[Row] = []
    most = 2.0
    for least in _CONFIDENCES:
        row: Row = {"confidence": f"{least} and more" if most > 1 else f"{least} to {most}"}
        for name, said in answers.items():
            inside = [p for p in zip(texts, said, strict=True) if least <= p[1].confidence < most]
            row[name] = f"{_share(map(_is_right, inside)):.4f} of {len(inside):,}"
        rows.append(row)
        most = least
    return rows


def _by_language(texts: Sequence[Text], answers: dict[str, list[Answer]]) -> list[Row]:
    found: dict[str, dict[str, list[bool]]] = defaultdict(lambda: defaultdict(list))
    for name, said in answers.items():
        for text, answer in zip(texts, said, strict=True):
            if text.band != _BANDS[0][1]:
                found[text.language][name].append(_is_right((text, answer)))
    rows = []
    for language, by_name in sorted(found.items()):
        shares: dict[str, float] = {name: _share(right) for name, right in by_name.items()}
        row: Row = {"language": language, "texts": len(by_name["Copydesk"]), **shares}
        if min(shares.values()) < 0.99:
            rows.append(row)
    return rows


def _scripts(texts: Sequence[Text], answers: Sequence[Answer]) -> list[Row]:
    rows = []
    for tag in ("zh-Hans", "zh-Hant", "sr-Latn", "sr-Cyrl"):
        own = [
            answer.tag == tag
            for text, answer in zip(texts, answers, strict=True)
            if text.language == tag and answer.language == primary(tag)
        ]
        rows.append({"tag": tag, "texts": len(own), "right script": _share(own)})
    return rows


def _no_language() -> list[Row]:
    by_kind: dict[str, list[str]] = defaultdict(list)
    for item in _rows("no_language.jsonl"):
        by_kind[item["kind"]].append(tidy(item["text"]))
    by_kind["all"] = [text for texts in by_kind.values() for text in texts]
    rows: list[Row] = []
    for kind, texts in by_kind.items():
        row: Row = {"kind": kind, "texts": len(texts)}
        row |= {
            f"{name}: und": sum(ask(text).language == UNKNOWN for text in texts)
            for name, ask in DETECTORS.items()
        }
        rows.append(row)
    return rows


def _flagged(share: float) -> Row:
    said = [(text, copydesk(text.text)) for text in mixed(share)]
    return {
        "English in the middle": f"{share:.0%}",
        "texts": len(said),
        "flagged": sum(bool(answer.also) for _, answer in said),
        "right main language": sum(map(_is_right, said)),
    }


def _speed(texts: Sequence[Text]) -> list[Row]:
    rows = []
    for name, ask in DETECTORS.items():
        started = time.process_time()
        for text in texts:
            ask(text.text)
        seconds = (time.process_time() - started) / len(texts)
        rows.append(
            {"subject": name, "CPU us a text": round(seconds * 1e6), "texts/s": int(1 / seconds)}
        )
    return rows


def _joined(paragraphs: Sequence[str], least: int) -> Iterator[str]:
    text = ""
    for paragraph in paragraphs:
        text = f"{text}\n\n{paragraph}".strip()
        if len(text) >= least:
            yield text
            text = ""


def _share(right: Any) -> float:
    counted = Counter(right)
    return counted[True] / max(1, counted.total())


def _rows(name: str) -> Iterator[dict[str, Any]]:
    with (_DATA / name).open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and write the page's section."""
    parser = argparse.ArgumentParser(prog="python -m bench.language", description=__doc__)
    parser.add_argument("--write", action="store_true", help="put it into docs/benchmarks.md")
    given = parser.parse_args(arguments)
    report = measure()
    show("language", report, Console(width=140))
    if given.write:
        lines = [_SAID, ""]
        for title, rows in report.tables.items():
            lines += [f"**{title}**", "", *document.as_markdown(rows), ""]
        document.write("Language", lines)


if __name__ == "__main__":
    main()
