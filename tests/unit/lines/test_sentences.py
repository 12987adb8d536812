from __future__ import annotations

import pytest

from service.clean.lines.sentences import ends_sentence, inner_ends


@pytest.mark.parametrize(
    "line",
    [
        "Phà chạy lại.",
        "“Tôi vui lắm!”",
        "He left (at last.)",
        "Wer weiß?",
        "« Oui. »",
        "渡し船が再開した。",
        "「行きます。」",
        "他来了！",
        "नाव फिर चली।",
        "هل عاد القارب؟",
        "کشتی واپس آئی۔",
        "ጀልባው ተመለሰ።",
        "Նավը վերադարձավ։",
        "សាឡាងបានត្រឡប់មកវិញ\u17d4",
        "And then …",
        "*It is over.*",
    ],
)
def test_a_sentence_ends_with_its_mark_whatever_closes_behind_it(line: str) -> None:
    assert ends_sentence(line)


@pytest.mark.parametrize(
    "line", ["Phà chạy lại", "Giá vé:", "one, two,", "「行きます」", "12/04/2026", "", "a;", "—"]
)
def test_a_line_without_such_a_mark_does_not_end_a_sentence(line: str) -> None:
    assert not ends_sentence(line)


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("One sentence.", 0),
        ("One. Two.", 1),
        ("Một. Hai! Ba?", 2),
        ("“One.” Two.", 1),
        ("一つ。二つ。三つ。", 2),
        ("「一つ。」二つ。", 1),
        ("एक। दो।", 1),
        ("example.com is no end", 0),
        ("3.000 đồng", 0),
        ("", 0),
    ],
)
def test_sentences_that_end_within_a_line_are_counted(line: str, count: int) -> None:
    assert inner_ends(line) == count
