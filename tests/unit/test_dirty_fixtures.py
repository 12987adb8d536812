from __future__ import annotations

import re
import unicodedata
from collections import Counter

import pytest

from tests.dirty_fixtures import FOLDER, HALVES, DirtyText, Label, load, parse

TEXTS = load()
FIRST = load("first")
CLEAN = {Label.TITLE, Label.LEAD, Label.BODY, Label.BLANK}
HOST = re.compile(r"(?:https?://|[\w.-]+@)([\w.-]+)")
GOOD = "language: vi\ntitle: Tin\n---\ntitle\tTin\nblank\t\nlead\tMột câu.\n"

every_text = pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)


def folded(text: str) -> str:
    return " ".join(text.split())


def among(piece: str, lines: tuple[str, ...]) -> bool:
    return any(folded(piece) in folded(line) for line in lines)


def test_the_first_half_covers_the_languages_it_promises() -> None:
    count = Counter(text.language for text in FIRST)
    least = {"vi": 8, "en": 5, "de": 3, "fr": 2, "es": 2}
    once = ["pt", "it", "nl", "pl", "ru", "uk", "tr", "id", "ja", "zh", "ko", "ar", "hi", "th"]
    assert len(FIRST) >= 34
    assert len(count) >= 16
    assert all(count[language] >= n for language, n in least.items())
    assert all(count[language] for language in once)


def test_every_label_is_seen_in_at_least_five_texts() -> None:
    seen = Counter(label for text in FIRST for label in {line.label for line in text.lines})
    assert all(seen[label] >= 5 for label in Label), seen


def test_at_least_three_texts_in_different_languages_are_clean() -> None:
    clean = [t.language for t in FIRST if {line.label for line in t.lines} <= CLEAN]
    assert len(set(clean)) >= 3


def test_names_are_unique_and_begin_with_the_language() -> None:
    names = [text.name for text in TEXTS]
    assert len(set(names)) == len(names)
    assert all(text.name.startswith(f"{text.language}-") for text in TEXTS)


def test_a_folder_holds_texts_and_nothing_else() -> None:
    others = [p for half in HALVES for p in (FOLDER / half).glob("*") if p.suffix != ".txt"]
    assert others == []


@every_text
def test_title_lines_are_the_title(text: DirtyText) -> None:
    other = [
        line for line in text.labelled(Label.TITLE) if folded(line) != folded(text.title or "")
    ]
    assert other == []
    assert bool(text.title) == bool(text.labelled(Label.TITLE))


@every_text
def test_a_text_has_one_or_two_lead_lines_and_a_body(text: DirtyText) -> None:
    assert 1 <= len(text.labelled(Label.LEAD)) <= 2
    assert len(text.body) >= 2
    assert all(text.body)


@every_text
def test_captions_and_credits_are_in_lines_labelled_so(text: DirtyText) -> None:
    pictures = text.labelled(Label.CAPTION, Label.CREDIT)
    assert all(among(c.text, text.labelled(Label.CAPTION)) for c in text.captions)
    assert all(among(c.credit, pictures) for c in text.captions if c.credit)
    assert bool(text.captions) == bool(text.labelled(Label.CAPTION))


@every_text
def test_names_are_in_lines_labelled_so(text: DirtyText) -> None:
    sources = text.labelled(Label.ATTRIBUTION)
    assert all(among(name, sources) for name in text.attribution)
    assert bool(text.attribution) == bool(sources)
    assert all(
        among(name, (*text.labelled(Label.BYLINE), *text.datelines)) for name in text.authors
    )


@every_text
def test_datelines_and_end_marks_are_glued_to_a_paragraph(text: DirtyText) -> None:
    paragraphs = text.labelled(Label.LEAD, Label.BODY)
    assert all(any(p.startswith(d) for p in paragraphs) for d in text.datelines)
    assert all(any(p.endswith(m) for p in paragraphs) for m in text.end_marks)
    glued = (*text.datelines, *text.end_marks)
    assert not any(p.startswith(text.datelines) or p.endswith(text.end_marks) for p in text.body), (
        glued
    )


@every_text
def test_nothing_that_is_cut_is_also_kept(text: DirtyText) -> None:
    kept = set(text.body)
    cut = {line.text for line in text.lines if line.label not in CLEAN | {Label.BOILERPLATE}}
    assert kept & cut == set()


@every_text
def test_a_text_is_composed_and_names_no_real_host(text: DirtyText) -> None:
    assert unicodedata.is_normalized("NFC", text.text)
    assert all(host.endswith(".example") for host in HOST.findall(text.text))


def test_a_text_comes_back_as_it_was_scraped() -> None:
    content = "language: vi\ntitle: -\ncaption: Cầu | A\ndateline: (B) -\nend_mark: /.\n---\n"
    text = parse(
        "x", content + "lead\t(B) - Cầu mở./.\ncaption\tCầu. Ảnh: A\nblank\t\nbody\tHết.\n"
    )
    assert text.text == "(B) - Cầu mở./.\nCầu. Ảnh: A\n\nHết."
    assert text.body == ("Cầu mở.", "Hết.")
    assert text.title is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("---\n", ""),
        ("câu.\n", "câu."),
        ("language: vi\n", ""),
        ("title: Tin", "title: Tin\ntitle: Khác"),
        ("title: Tin", "headline: Tin"),
        ("lead\t", "intro\t"),
        ("lead\t", "lead "),
        ("blank\t", "body\t"),
        ("blank\t", "blank\tx"),
        ("câu.\n", "câu. \n"),
    ],
)
def test_a_malformed_file_is_named(old: str, new: str) -> None:
    parse("x", GOOD)
    with pytest.raises(ValueError, match=r"^x: "):
        parse("x", GOOD.replace(old, new))
