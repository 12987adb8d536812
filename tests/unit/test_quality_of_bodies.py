from __future__ import annotations

import pytest

from schemas.enriched_article import Language
from service.article import Article
from service.enrich.quality import FLAGS, assess
from service.enrich.words import count_words
from tests.records import BODY

ENGLISH = (
    "The council opened the new library by the river on Saturday morning.",
    "Children came early, and the mayor read them a story about a ferry.",
    "The old mill had stood empty for two years before the work began.",
)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("", 0),
        ("Two words", 2),
        ("Sáng thứ bảy, hội đồng khai trương.", 7),
        ("青浜市は土曜日、渡し船の運航を再開した。", 9),
        ("สภาเมืองเปิดห้องสมุดใหม่", 5),
        ("iPhoneの新型を発表 in 2026", 6),
        ("👩 — …", 0),
    ],
)
def test_words_are_counted_in_any_script(body: str, words: int) -> None:
    assert count_words(body) == words


def flags(*paragraphs: str, language: Language | None = None, of: tuple[str, ...] = ()) -> set[str]:
    article = Article(paragraphs=paragraphs, flags=frozenset(of))
    return set(assess(article, language, count_words(article.body)).flags) - {"short_body"}


@pytest.mark.parametrize(
    ("last", "is_cut"),
    [
        ("It will be open every day except on Mondays, the council said.", False),
        ("It will be open every day except on Mondays, the council", True),
        ("It will be open every day…", True),
        ("It will be open every day [...]", True),
        ("“It will be open every day except on Mondays, as before”", False),
        ("It will be open every day except on Mondays from now on. (AFP)", False),
        ("Jane Doe", False),
    ],
)
def test_a_body_that_breaks_off_is_flagged(last: str, is_cut: bool) -> None:
    assert flags(*ENGLISH, last) == ({"truncated"} if is_cut else set())


def test_where_sentences_have_no_full_stop_nothing_breaks_off() -> None:
    thai = tuple(f"สภาเมืองเปิดห้องสมุดใหม่ริมแม่น้ำเมื่อวันเสาร์ที่ผ่านมา {n}" for n in range(5))
    assert flags(*thai) == set()


def test_a_paragraph_that_stands_twice_is_flagged_but_not_a_short_one() -> None:
    assert flags(ENGLISH[0], ENGLISH[1], ENGLISH[0]) == {"repeated_lines"}
    assert flags("No.", ENGLISH[1], "No.", ENGLISH[0]) == set()


def test_a_second_language_is_flagged_and_cleanings_flags_are_kept() -> None:
    mixed = Language(value="vi", confidence=0.9, provenance="body", also=("en",))
    assert flags(*BODY, language=mixed, of=("no_title",)) == {"mixed_language", "no_title"}


def test_every_flag_is_documented() -> None:
    article = Article(paragraphs=("Too short…",))
    assert set(assess(article, None, 2).flags) <= set(FLAGS)
