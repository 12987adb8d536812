from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clean.either import either


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        (["photo", "photos", "pho"], "photos phot", ["photos", "pho"]),
        (["a.b", "a+"], "a.b axb a+", ["a.b", "a+"]),
        (["one"], "one", ["one"]),
        (["写真", "写"], "写真写", ["写真", "写"]),
    ],
)
def test_the_longest_word_that_fits_is_found(words: list[str], text: str, found: list[str]) -> None:
    assert re.findall(either(words), text) == found


@given(st.sets(st.text("abc", min_size=1, max_size=4), min_size=1), st.text("abc", max_size=12))
def test_it_finds_what_words_one_by_one_find(words: set[str], text: str) -> None:
    plainly = "|".join(map(re.escape, sorted(words, key=lambda word: (-len(word), word))))
    assert re.findall(either(words), text) == re.findall(plainly, text)
