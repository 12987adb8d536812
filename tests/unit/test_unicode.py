from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.clean.unicode import tidy, tidy_line, tidy_text

ANY_TEXT = st.text(st.characters(), max_size=200)
TRAPS = st.lists(
    st.sampled_from(
        [
            *"&;# \n\t",
            *("amp", "#38", "#x26", "nbsp", "shy", "lt", "quot", "zwnj", "#13", "num", "Eacute"),
            *("\u0300", "\u0301", "\u0344", "\u064b", "\u05b0", "\u0958", "\u09c7", "\u09be"),
            *("\u200b", "\u200c", "\u200d", "\u00ad", "\u034f", "\ufeff", "\ud83d", "\u2028"),
            *("ก", "ا", "ی", "क", "\u094d", "e", "ё", "가", "\u1100", "\u1161"),
            *("👩", "\ufe0f", "🏴", "\U000e0067", "\U000e007f", "❤", "\r", "\u3000"),
        ]
    ),
    max_size=25,
).map("".join)

SAME = [
    "AT&T, R&D; a && b",
    "?a=1&copy=2&lt=3",
    "Ba\u0142tyk\n\nЁлка",
    "👩\u200d👩\u200d👧 ❤\ufe0f\u200d🔥",  # emoji sequences
    "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",  # the flag of England
    "می\u200cخواهم کتاب\u200cها",  # Persian
    "क\u094d\u200dष र\u094d\u200c",  # Hindi, half forms
    "ن\u0647\u200d",  # the Hijri sign
    "ไทย\u200bไทย",  # a word's border in Thai
    "ខ្មែរ\u200bខ្មែរ",
    "☺\ufe0e ☺\ufe0f",
    "a\\nb",  # two characters, not a line end
    "&notathing; &;  &#; &#x;".replace("  ", " "),
]


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        *((text, text) for text in SAME[:-2]),
        ("क\u094d\u200c\u200d\u200bष", "क\u094d\u200cष"),
        (unicodedata.normalize("NFD", "Thư viện Đà Nẵng"), "Thư viện Đà Nẵng"),
        ("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("so\u00adft \ufeffmark", "soft mark"),
        ("nul\x00 bell\x07 c1\x9f", "nul bell c1"),
        (" a \t b\u00a0\u3000c \n  d ", "a b c\nd"),
        ("half \ud83d", "half \ufffd"),
        ("te\u200bxt \u200bhere\u200c, no\u200dw", "text here, now"),
        ("ко\u200bшка\u2060 日\u200b本", "кошка 日本"),
        ("שלום\u200f! \u202babc\u202c \u2067x\u2069\u200e", "שלום! abc x"),
        ("\u202eesrever", "esrever"),
        ("漢\ufff9字\ufffaかん\ufffb a\ufffcb", "漢字かん ab"),
        ("x\ufdd0y\ufffez\U0001fffe", "xyz"),
        ("tag\U000e0041\U000e0042ged", "tagged"),
        ("z" + "\u0301" * 50 + "algo", "ź" + "\u0301" * 7 + "algo"),
        ("a\u3164b", "a b"),
        ("", ""),
        ("\u200d", ""),
    ],
)
def test_text_has_one_form(dirty: str, clean: str) -> None:
    assert tidy(dirty) == clean


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        *((text, text) for text in SAME),
        ("&quot;Yes&quot; &amp; &#39;no&#39;", "\"Yes\" & 'no'"),
        ("&amp;quot;Yes&amp;quot;", '"Yes"'),
        ("a&nbsp;b&amp;nbsp;c", "a b c"),
        ("&#8220;x&#8221; &#x201C;y&#X201D;", "“x” “y”"),
        ("caf&eacute; &hellip; &#150;", "café … –"),
        ("soft&shy;ly &zwnj; &#0;", "softly \ufffd"),
        ("&lt;b&gt;", "<b>"),
        ("&amp;lt;b&amp;gt;", "<b>"),
        ("Q&amp;A", "Q&A"),
        ("&amp;amp;amp;quot;", "&amp;amp;amp;quot;"),  # of its own will
        ("&amp &quot x", "&amp &quot x"),
        ("&am\u00adp;", "&"),
        ("&#99999999; &#xFFFFFFF;", "&#99999999; &#xFFFFFFF;"),
    ],
)
def test_entities_left_in_a_text_are_letters(dirty: str, clean: str) -> None:
    assert tidy_text(dirty) == clean


def test_markup_keeps_its_entities() -> None:
    assert tidy("<p>&lt;b&gt; &amp;amp;</p>") == "<p>&lt;b&gt; &amp;amp;</p>"


@given(ANY_TEXT | TRAPS)
@example("\u0344\x00\u0301")  # a mark that comes apart, with a control between
@example("\x1c\x1d\x1e\x1f \x85")  # separators str.strip() takes for space
@example(" \u00ad ")  # two spaces when what stands between them is gone
@example("e\u00ad\u0301")
@example("\u0958" + "\u0301" * 8)  # nine marks once it has come apart
@example("ا\u200c\u064b\u0301\u200cا")
@example("&am&shy;p;&amp&#59;quot;")
def test_tidying_twice_changes_nothing(text: str) -> None:
    for form in (tidy, tidy_text):
        once = form(text)
        assert form(once) == once
        assert unicodedata.is_normalized("NFC", once)
        assert not any(unicodedata.category(c) in {"Cs", "Cc"} for c in once.replace("\n", ""))


@given(ANY_TEXT | TRAPS)
def test_a_line_is_one_line(text: str) -> None:
    line = tidy_line(text)
    assert line is None or (line and "\n" not in line and tidy_line(line) == line)


def test_nothing_stays_nothing() -> None:
    assert tidy_line(None) is None
    assert tidy_line(" \u00a0&nbsp;\n") is None
