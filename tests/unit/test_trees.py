from __future__ import annotations

import json
import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clean.lines.features import FEATURES, rows
from service.clean.lines.looks import Looks
from service.clean.lines.title import Around, candidates, features
from service.clean.trees import Trees, trees, weights
from tests.unit.lines.articles import EN_TITLE, scraped

MODELS = ("body", "title")
MAX_BYTES = {"body": 50_000, "title": 20_000}
TINY = Trees.of(
    base=-0.5,
    feature=[0, -1, 1, -1, -1, 1, -1, -1],
    number=[2.0, 1.0, 10.0, -2.0, 0.25, 3.5, 0.5, -0.75],
)
"""Two trees over two numbers; by_hand() says the same in plain words."""


def by_hand(row: Sequence[float]) -> float:
    first, second = row
    if first <= 2:
        score = 1.0
    elif second <= 10:
        score = -2.0
    else:
        score = 0.25
    score += 0.5 if second <= 3.5 else -0.75
    return 1 / (1 + math.exp(0.5 - score))


@pytest.mark.parametrize(
    "row", [(0, 0), (2, 3.5), (2.0001, 10), (3, 10.1), (2, 4), (-1e9, 1e9), (1e9, -1e9)]
)
def test_trees_say_what_they_say_in_plain_words(row: Sequence[float]) -> None:
    assert TINY.probabilities([row]) == pytest.approx([by_hand(row)])


@given(st.lists(st.tuples(*[st.floats(-20, 20)] * 2), min_size=1, max_size=20))
def test_rows_are_scored_one_by_one_whatever_stands_beside_them(
    lines: list[tuple[float, float]],
) -> None:
    assert TINY.probabilities(lines) == pytest.approx([by_hand(line) for line in lines])


def test_a_tree_may_ask_nothing_and_have_64_leaves() -> None:
    leaf = Trees.of(base=0, feature=[-1, -1], number=[1.0, 2.0])
    assert leaf.probabilities([[5.0]]) == pytest.approx([1 / (1 + math.exp(-3))])
    feature = [*([0, -1] * 63), -1]
    number = [n for place in range(63) for n in (float(place), place / 10)] + [6.3]
    steps = Trees.of(base=0, feature=feature, number=number)
    for value, leaf_value in ((-5.0, 0.0), (0.0, 0.0), (0.5, 0.1), (61.5, 6.2), (62.5, 6.3)):
        expected = [1 / (1 + math.exp(-leaf_value))]
        assert steps.probabilities([[value]]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("feature", "said"), [([0, -1], "ends early"), ([*([0, -1] * 64), -1], "over 64 leaves")]
)
def test_what_is_no_such_tree_is_refused(feature: list[int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        Trees.of(base=0, feature=feature, number=[0.0] * len(feature))


def test_trees_come_back_from_their_file_as_they_were() -> None:
    again = Trees.of(**json.loads(TINY.as_json()))
    assert again.as_json() == TINY.as_json()
    row = [[2.5, 11.0]]
    assert again.probabilities(row) == TINY.probabilities(row)


@pytest.mark.parametrize("name", MODELS)
def test_the_weights_of_the_package_load_and_are_written_as_we_write_them(name: str) -> None:
    written = weights("service.clean.lines", name).read_text("utf-8")
    assert trees("service.clean.lines", name).as_json() == written
    assert len(written) <= MAX_BYTES[name]


@pytest.mark.parametrize("name", MODELS)
def test_the_weights_are_finite_and_the_trees_are_trees(name: str) -> None:
    model = trees("service.clean.lines", name)
    assert np.isfinite(model.number).all()
    assert math.isfinite(model.base)
    assert (model.feature >= -1).all()
    leaves, inner = (model.feature < 0).sum(), (model.feature >= 0).sum()
    assert leaves == inner + len(model.starts)  # each tree has one leaf more than it has nodes


def test_the_weights_know_no_more_numbers_than_a_line_has() -> None:
    lines = [Looks(line) for line in scraped(EN_TITLE, 0)]
    around = Around.of(lines)
    of_title = features(lines, candidates(lines, around), around)
    columns = {"body": len(FEATURES), "title": len(of_title[0])}
    assert all(trees("service.clean.lines", name).feature.max() < columns[name] for name in MODELS)


@given(st.lists(st.floats(allow_nan=False), min_size=len(FEATURES), max_size=len(FEATURES)))
def test_a_belief_lies_between_0_and_1_for_any_numbers(row: list[float]) -> None:
    assert all(
        0 <= belief <= 1 for belief in trees("service.clean.lines", "body").probabilities([row])
    )


def test_the_model_tells_an_article_from_the_site_around_it() -> None:
    lines = [Looks(line) for line in scraped(EN_TITLE, 0)]
    beliefs = trees("service.clean.lines", "body").probabilities(rows(lines))
    prose = [b for line, b in zip(lines, beliefs, strict=True) if line.is_prose]
    short = [b for line, b in zip(lines, beliefs, strict=True) if not line.is_prose]
    assert min(prose) > 0.8
    assert max(short) < 0.3
