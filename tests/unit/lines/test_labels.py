from __future__ import annotations

import numpy as np
import pytest

from service.clean.lines import MODEL_RULE, Models, label
from service.clean.lines.label import Label
from service.clean.lines.looks import Looks
from service.clean.trees import Trees
from tests.dirty_fixtures import Label as FixtureLabel
from tests.unit.lines.articles import (
    ARTICLES,
    EN,
    EN_TITLE,
    HEADS,
    TAILS,
    VI,
    VI_TITLE,
    scraped,
    within,
)


def believing(log_odds: float) -> Trees:
    """A model of one leaf: of every line it believes the same."""
    return Trees.of(base=log_odds, feature=[-1], number=[0])


def models(log_odds: float) -> Models:
    return Models(body=believing(log_odds), title=believing(-9))


def labels(lines: list[str], title: str | None = None) -> list[Label]:
    return [one.label for one in label([Looks(line) for line in lines], title)[1]]


def test_no_lines_no_labels() -> None:
    assert label([], "A title") == ("A title", [])
    assert label([], None) == (None, [])


@pytest.mark.parametrize(("title", "body"), ARTICLES, ids=[title for title, _ in ARTICLES])
def test_a_clean_article_is_a_title_a_lead_and_a_body(title: str, body: tuple[str, ...]) -> None:
    expected = [Label.TITLE, Label.LEAD, *[Label.BODY] * (len(body) - 1)]
    assert labels(within(title, 0)) == expected
    assert labels(list(body)) == expected[1:]
    assert labels(list(body), title) == expected[1:]


@pytest.mark.parametrize("title", HEADS)
def test_the_site_around_an_article_is_cut_and_no_paragraph_of_it(title: str) -> None:
    found = label([Looks(line) for line in scraped(title, 0)], None)[1]
    kept = [one.line.text for one in found if one.rule is None]
    assert kept == list(dict(ARTICLES)[title])
    cut = {one.line.text for one in found if one.rule}
    assert {*HEADS[title], *TAILS[title]} <= cut


def test_every_line_gets_one_label_in_its_place() -> None:
    lines = scraped(VI_TITLE, 3, "Đi vòng 20 cây số")
    _, found = label([Looks(line) for line in lines], None)
    assert [one.line.text for one in found] == lines
    assert [one.label for one in found].count(Label.LEAD) == 1
    assert all((one.rule is None) is (one.label in {Label.LEAD, Label.BODY}) for one in found)


def test_a_title_that_is_given_is_not_looked_for() -> None:
    title, found = label([Looks(line) for line in within(EN_TITLE, 0)], "Another headline")
    assert title == "Another headline"
    assert Label.TITLE not in {one.label for one in found}


def test_where_no_rule_finds_dirt_the_model_must_be_surer() -> None:
    clean, dirty = list(EN), [*EN, "Share"]
    doubtful, sure = -1.6, -4.0  # 0.17 and 0.02
    for lines, log_odds, cuts in (
        (clean, doubtful, False),
        (clean, sure, True),
        (dirty, doubtful, True),
    ):
        _, found = label([Looks(line) for line in lines], EN_TITLE, models(log_odds))
        assert any(one.rule == MODEL_RULE for one in found) is cuts


def test_where_a_rule_finds_dirt_a_paragraph_stays_on_less_belief_than_a_short_line() -> None:
    lines = [Looks(line) for line in (*EN, "Millstone Bridge", "Share")]
    _, found = label(lines, EN_TITLE, models(-1.1))  # 0.25
    assert all(one.rule is None for one in found[: len(EN)])
    assert found[len(EN)].rule == MODEL_RULE


def test_what_a_rule_keeps_the_model_does_not_cut() -> None:
    lines = [*VI[:3], "- Xe máy: 5.000 đồng", "- Xe đạp: 4.000 đồng", *VI[3:]]
    base = Trees.of(
        base=0.0,
        feature=[1, -1, -1],
        number=[8.0, -5.0, 5.0],
    )  # it believes in lines of more than eight words only
    _, found = label([Looks(line) for line in lines], None, Models(base, believing(-9)))
    assert [one.line.text for one in found if one.rule] == []


def test_labels_are_those_of_the_labelled_texts() -> None:
    assert {str(one) for one in Label} == {str(one) for one in FixtureLabel} - {"blank"}


def test_labelling_changes_no_weights() -> None:
    model = models(0.0)
    before = np.copy(model.body.values)
    label([Looks(line) for line in within(EN_TITLE, 0)], None, model)
    assert (model.body.values == before).all()
