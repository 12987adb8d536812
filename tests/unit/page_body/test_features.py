from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from service.clean.page.body import FEATURES, Told, key, sample

PARAGRAPH = "The ferry crossed the river four times an hour on Saturday, and nobody had to wait."
NOTICE = "All rights reserved and no part of this page may be copied without consent"
PAGE = f"""
<ul><li><a href=a>Home</a><li><a href=b>News</a></ul>
<main><h1>The ferry is back</h1>
<div class=story><p class=t>{PARAGRAPH}<p class=t>{PARAGRAPH[::-1]}.<p class=t>{PARAGRAPH}</div>
</main><footer>{NOTICE}</footer>
"""


def column(html: str, name: str, told: Told | None = None) -> list[float]:
    found = sample(LexborHTMLParser(html), told or Told())
    values: list[float] = found.features[:, FEATURES.index(name)].tolist()
    return values


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("is_h1", [1, 0, 0, 0, 0]),
        ("is_prose", [0, 1, 1, 1, 0]),
        ("inside_main", [1, 1, 1, 1, 0]),
        ("inside_footer", [0, 0, 0, 0, 1]),
        ("in_best", [0, 1, 1, 1, 0]),
        ("like_count", [1, 3, 3, 3, 1]),
        ("to_title", [0, 1, 2, 3, 4]),
        ("to_first", [-1, 0, 1, 2, 3]),
        ("words_+1", [16, 16, 16, 14, -1]),
        ("like_-1", [0, 0, 1, 1, 0]),
        ("seen_before", [0, 0, 0, 1, 0]),
    ],
)
def test_a_block_is_described_by_itself_and_among_the_others(
    name: str, values: list[float]
) -> None:
    assert column(PAGE, name) == values


def test_a_short_link_is_not_described_but_counted_among_the_others() -> None:
    found = sample(LexborHTMLParser(PAGE), Told())
    assert next(block.text for block in found.blocks) == "The ferry is back"
    assert column(PAGE, "blocks")[0] == 7


def test_what_the_page_tells_is_compared() -> None:
    told = Told(key("The Ferry is back!"), key(PARAGRAPH), key(PARAGRAPH + PARAGRAPH[::-1]))
    assert column(PAGE, "is_title", told) == [1, 0, 0, 0, 0]
    assert column(PAGE, "described", told) == [0, 1, 0, 1, 0]
    assert column(PAGE, "told", told)[1:3] == [1, 1]
    assert set(column(PAGE, "body_told", told)) == {1.0}
    assert set(column(PAGE, "body_told")) == {0.0}


def test_features_have_different_names_and_every_one_a_column() -> None:
    assert len(set(FEATURES)) == len(FEATURES)
    assert sample(LexborHTMLParser(PAGE), Told()).features.shape == (5, len(FEATURES))


@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<li>",
                "<div class=a>",
                "</div>",
                PARAGRAPH,
                "x",
                "会議",
                "<br>",
                "<a>",
            ]
        ),
        max_size=40,
    )
)
def test_any_page_gives_finite_numbers_and_twice_the_same(pieces: list[str]) -> None:
    once, again = (sample(LexborHTMLParser("".join(pieces)), Told()) for _ in range(2))
    assert np.isfinite(once.features).all()
    assert np.array_equal(once.features, again.features)
    assert once.features.shape == (len(once.blocks), len(FEATURES))
