from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.clean.unicode import tidy, tidy_line

ANY_TEXT = st.text(st.characters(), max_size=200)


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        (unicodedata.normalize("NFD", "Thư viện Đà Nẵng"), "Thư viện Đà Nẵng"),
        ("a\r\nb\rc\x0bd\x0ce\x85f\u2028g\u2029h", "a\nb\nc\nd\ne\nf\ng\nh"),
        ("so\u00adft \ufeffmark", "soft mark"),
        ("nul\x00 bell\x07 c1\x9f", "nul bell c1"),
        (" a \t b\u00a0\u3000c \n  d ", "a b c\nd"),
        ("half \ud83d", "half \ufffd"),
        (
            "👩\u200d👩\u200d👧 می\u200cخواهم",
            "👩\u200d👩\u200d👧 می\u200cخواهم",
        ),  # joiners mean something
        ("ไทย\u200bไทย", "ไทย\u200bไทย"),  # a word's border in Thai
        ("", ""),
    ],
)
def test_text_has_one_form(dirty: str, clean: str) -> None:
    assert tidy(dirty) == clean


@given(ANY_TEXT)
@example("\u0344\x00\u0301")  # a mark that comes apart, with a control between
@example("\x1c\x1d\x1e\x1f \x85")  # separators str.strip() takes for space
@example(" \u00ad ")  # two spaces when what stands between them is gone
@example("e\u00ad\u0301")
def test_tidying_twice_changes_nothing(text: str) -> None:
    once = tidy(text)
    assert tidy(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert not any(unicodedata.category(c) in {"Cs", "Cc"} for c in once.replace("\n", ""))


@given(ANY_TEXT)
def test_a_line_is_one_line(text: str) -> None:
    line = tidy_line(text)
    assert line is None or (line and "\n" not in line and tidy_line(line) == line)


def test_nothing_stays_nothing() -> None:
    assert tidy_line(None) is None
    assert tidy_line(" \u00a0\n") is None
