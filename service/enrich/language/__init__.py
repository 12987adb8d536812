"""The language of the body: what the text says; where it leaves a doubt, what others say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from typing import ClassVar, Literal

from schemas.enriched_article import Language
from service.article import Article
from service.domain import host_of
from service.enrich.language.close import are_close
from service.enrich.language.detectors import names, second_opinion
from service.enrich.language.guess import BY_OWN_WORDS, NO_LANGUAGE, Guess, Sample, guess
from service.enrich.language.script import main_script
from service.enrich.language.tags import UNKNOWN, primary, tag_of
from service.publishers import by_host

Provenance = Literal["body", "title", "page", "hint", "publisher"]

_MIN_LETTERS = 3
_MIN_CONFIDENCE = 0.5
_SETTLED, _SUPPORTED = 0.92, 0.75
"""A doubt between languages, settled by what page, scraper or publisher say; a guess they share."""


class LanguageEnricher:
    """Reads the text; asks page, scraper and publisher only where it leaves a doubt."""

    name: ClassVar[str] = "language"

    def __init__(self) -> None:
        second_opinion("the model is read before the first article comes")
        _codes()

    def __call__(self, article: Article) -> Language:
        """Find the language of the body, or of the title where the body has no letters."""
        texts: tuple[tuple[Provenance, str], ...] = (
            ("body", article.body),
            ("title", article.title or ""),
        )
        for provenance, text in texts:
            sample = Sample(text)
            if sample.letters >= _MIN_LETTERS:
                return _tell(*_settle(guess(sample), provenance, _evidence(article)), sample.text)
        return Language(value=UNKNOWN, confidence=0.0, provenance="none")


def _tell(found: Guess, provenance: Provenance, sample: str) -> Language:
    known = found.confidence >= _MIN_CONFIDENCE
    language = found.language if known else UNKNOWN
    script = main_script(sample, language)
    return Language(
        value=tag_of(language, script),
        script=script,
        confidence=found.confidence,
        provenance=provenance,
        also=found.also if known else (),
    )


def _settle(
    found: Guess, provenance: Provenance, evidence: Iterable[tuple[Provenance, str]]
) -> tuple[Guess, Provenance]:
    """Let others settle a doubt: for one of the guess's rivals, or a language close to it."""
    if found is NO_LANGUAGE or found.confidence >= BY_OWN_WORDS:
        return found, provenance
    for kind, said in evidence:
        if said in found.rivals or (said != UNKNOWN and are_close(said, found.language)):
            lifted = _SUPPORTED if found.confidence < _MIN_CONFIDENCE else _SETTLED
            return replace(found, language=said, confidence=lifted), kind
    return found, provenance


def _evidence(article: Article) -> Iterator[tuple[Provenance, str]]:
    yield "page", _said(article.hints.page_language)
    yield "hint", _said(article.hints.language)
    if publisher := by_host(host_of(article.canonical_url or article.url)):
        for language in publisher.languages:
            yield "publisher", primary(language)


def _said(word: str | None) -> str:
    """Read a tag or an English name ("Vietnamese")."""
    tag = primary(word)
    return tag if tag in _codes() else _codes_by_name().get((word or "").strip().upper(), UNKNOWN)


@cache
def _codes_by_name() -> dict[str, str]:
    return {name: primary(code) for name, code in names()}


@cache
def _codes() -> frozenset[str]:
    return frozenset(_codes_by_name().values()) - {UNKNOWN}
