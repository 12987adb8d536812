from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from selectolax.lexbor import LexborHTMLParser

import training.lines
from service.clean.lines.features import FEATURES
from tests.unit.lines.articles import EN, EN_TITLE, TAILS, scraped
from training.lines.data import Text, folds, samples
from training.lines.naive import lines_around, whole_page
from training.lines.titles import WHOLE, found_by, has_its_title, none_of, pairs

LINES = ("", *scraped(EN_TITLE, 0), "")
LABELS = "".join(
    "_" if not line else "?" if line == EN_TITLE else "b" if line in EN else "o" for line in LINES
)
PAGE = f"""<html><head><title>{EN_TITLE}</title><script>var x = "code";</script></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<main><header><h1>{EN_TITLE}</h1><span>By</span> <b>Jane Doe</b></header>
<div><p>{EN[0]}</p><p>{EN[1]}<br>{EN[2]}</p><style>p {{}}</style>
<ul><li>One</li><li>Two</li></ul><p>{EN[3]}</p></div><aside>Most read</aside></main>
<footer>Copyright</footer></body></html>"""


def text(name: str = "x", publisher: str = "a.example") -> Text:
    return Text(name, publisher, EN_TITLE, "\n\n".join(EN), LINES, LABELS)


def test_only_one_file_needs_the_library_that_learns() -> None:
    """It is not where these tests run in CI."""
    folder = Path(training.lines.__file__).parent
    assert {p.name for p in folder.glob("*.py") if "sklearn" in p.read_text("utf-8")} == {"fit.py"}


def test_texts_of_one_publisher_are_in_one_fold() -> None:
    texts = [text(str(number), f"p{number % 40}.example") for number in range(200)]
    dealt = folds(texts, 5)
    by_publisher: dict[str, set[int]] = defaultdict(set)
    for one, fold in zip(texts, dealt, strict=True):
        by_publisher[one.publisher].add(fold)
    assert all(len(found) == 1 for found in by_publisher.values())
    assert set(dealt) == set(range(5))


def test_the_fold_of_a_publisher_minds_neither_order_nor_company() -> None:
    texts = [text(str(number), f"p{number}.example") for number in range(20)]
    dealt = folds(texts, 5)
    assert folds(texts[::-1], 5) == dealt[::-1]
    assert folds(texts[3:4], 5) == dealt[3:4]


def test_a_text_is_samples_of_its_lines_that_are_not_blank() -> None:
    found = samples(text())
    assert found.places == tuple(range(1, len(LINES) - 1))
    assert found.features.shape == (len(LINES) - 2, len(FEATURES))
    assert found.labels == LABELS.strip("_")


def test_only_what_is_scored_teaches_and_every_text_weighs_the_same() -> None:
    features, right, weights = samples(text()).training(1.0)
    scored = LABELS.count("b") + LABELS.count("o")
    assert len(features) == len(right) == len(weights) == scored
    assert right.sum() == len(EN)
    assert weights.sum() == pytest.approx(150)  # half a text's weight by line, all of it by length
    assert samples(text()).training(0.5)[2].sum() == pytest.approx(75)


def test_a_text_without_its_dirt_is_all_body() -> None:
    clean = text().clean()
    assert [line for line in clean.lines if line] == list(EN)
    assert set(clean.labels) == {"b", "_"}
    assert samples(clean).training(1.0)[1].all()


def test_lines_around_an_article_are_those_of_the_smallest_element_that_holds_it() -> None:
    assert lines_around(LexborHTMLParser(PAGE), EN_TITLE, "\n\n".join(EN[:4])) == (
        EN_TITLE,
        "By Jane Doe",
        *EN[:3],
        "One",
        "Two",
        EN[3],
        "Most read",
    )


def test_without_its_title_the_lines_around_the_body_serve() -> None:
    found = lines_around(LexborHTMLParser(PAGE), "Another headline", "\n\n".join(EN[:4]))
    assert found == (*EN[:3], "One", "Two", EN[3])


def test_a_page_without_the_article_has_no_lines() -> None:
    assert lines_around(LexborHTMLParser("<p>Nothing</p>"), EN_TITLE, EN[0]) == ()
    assert lines_around(LexborHTMLParser(""), EN_TITLE, EN[0]) == ()


def test_a_page_of_too_many_lines_has_none() -> None:
    crowded = PAGE.replace("<li>One</li>", "<li>One</li>" * 700)
    assert lines_around(LexborHTMLParser(crowded), EN_TITLE, "\n\n".join(EN[:4])) == ()


def test_a_page_nested_deeply_is_read() -> None:
    deep = "<div>" * 3_000 + f"<h1>{EN_TITLE}</h1><p>{EN[0]}</p><p>{EN[1]}</p>"
    assert lines_around(LexborHTMLParser(deep), EN_TITLE, "\n\n".join(EN[:2])) == (
        EN_TITLE,
        *EN[:2],
    )


def test_the_headline_is_the_right_one_of_its_candidates() -> None:
    found = pairs(text())
    assert has_its_title(text())
    assert found.right.sum() == 1
    assert len(found.features) == len(found.right)
    assert not none_of(text().clean()).right.any()
    assert np.isfinite(found.features).all()


def test_a_whole_page_counts_less_than_what_is_around_its_article() -> None:
    whole = Text(f"x{WHOLE}", "a.example", EN_TITLE, "", LINES, "")
    assert pairs(whole).weight < pairs(text()).weight


def test_the_lines_of_a_whole_page_hold_its_menus() -> None:
    assert "One" in whole_page(LexborHTMLParser(PAGE))
    assert whole_page(LexborHTMLParser(PAGE.replace("<li>One</li>", "<li>One</li>" * 700))) == ()


def test_a_text_without_its_headline_is_known() -> None:
    assert not has_its_title(text().clean())


def test_headlines_found_are_counted() -> None:
    from service.clean.trees import trees

    other = Text("y", "b.example", TAILS[EN_TITLE][3], "", LINES, LABELS)
    assert found_by(trees("service.clean.lines", "title"), [text(), other]) == 0.5
