from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clean.metadata.json_ld import read_graph
from service.clean.metadata.json_repair import repaired
from service.clean.metadata.json_text import read_values
from service.clean.metadata.main_item import main_items

MENDED = {"a": 1, "b": "x"}
PAGE = "https://harbour-post.example/ferry"


@pytest.mark.parametrize(
    "script",
    [
        '{"a": 1, "b": "x"}',
        ' \ufeff{"a": 1, "b": "x"};',
        '<!-- {"a": 1, "b": "x"} -->',
        '//<![CDATA[\n{"a": 1, "b": "x"}\n//]]>',
        '/*<![CDATA[*/ {"a": 1, "b": "x"} /*]]>*/',
        '{"a": 1, "b": "x",}',
        '{"a": 1,, "b": "x"}',
        '{"a": 1, /* why */ // not\n "b": "x"}',
        "{&quot;a&quot;: 1, &quot;b&quot;: &quot;x&quot;}",
        '{"a": 1, "b": "x"',
        '{"a": 1, "b": "x',
        '{"a": 1, "b": "x"]',
    ],
)
def test_broken_json_is_read_where_its_meaning_is_plain(script: str) -> None:
    assert read_values(script) == [MENDED]


@pytest.mark.parametrize(
    ("script", "value"),
    [
        ('{"b": "say "yes", or "no" now"}', 'say "yes", or "no" now'),
        ('{"b": "say "yes", "no", both", "c": 1,}', 'say "yes", "no", both'),
        ('{"b": "it\\\'s \\x"}', "it's x"),
        ('{"b": "line\nend\ttab"}', "line\nend\ttab"),
        ('{"b": ["a "b" c", "d"],}', ['a "b" c', "d"]),
        ('{"b": , "c": 1}', None),
        ('{"b": "http://x.example//y",}', "http://x.example//y"),
    ],
)
def test_what_stands_in_a_string_stays_in_it(script: str, value: Any) -> None:
    assert read_values(script)[0]["b"] == value


def test_values_in_a_row_are_all_read() -> None:
    assert read_values('{"a": 1}{"b": 2}\n,[3];') == [{"a": 1}, {"b": 2}, [3]]
    assert read_values('{"a": 1} {"b": 2,}') == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("script", ["", "var x = 1;", "<html>", "{{template}}", "undefined"])
def test_what_is_no_json_gives_nothing_that_matters(script: str) -> None:
    assert not any(isinstance(value, dict) and value for value in read_values(script))


@given(
    st.recursive(
        st.none() | st.booleans() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_good_json_is_not_changed_by_the_reader(value: Any) -> None:
    assert read_values(json.dumps([value])) == [[value]]


@given(st.text(alphabet='{}[],:"\\/ab \n*'))
def test_a_repair_never_fails(text: str) -> None:
    assert isinstance(repaired(text), str)


def chosen(
    *scripts: object, titles: tuple[str, ...] = ("Ferry returns to the coast",)
) -> list[Any]:
    graph = read_graph([json.dumps(script) for script in scripts])
    return [item.get("n") for item in main_items(graph, titles, [PAGE])]


def article(number: int, **said: object) -> dict[str, object]:
    return {"@type": "NewsArticle", "headline": f"Story {number}", "n": number, **said}


def test_the_article_is_the_one_named_like_the_page() -> None:
    ferry = article(2, headline="Ferry returns to the coast")
    assert chosen([article(1), ferry, article(3)]) == [2]


def test_the_article_is_the_one_with_the_pages_address() -> None:
    here = article(2, mainEntityOfPage={"@id": "http://www.harbour-post.example/ferry/?from=rss"})
    assert chosen(article(1), here) == [2]


def test_articles_in_a_list_are_others() -> None:
    listed = {"@type": "ItemList", "itemListElement": [{"item": article(1)}, {"item": article(2)}]}
    assert chosen(listed) == []
    assert chosen(listed, article(3)) == [3]


def test_an_article_this_one_mentions_is_another() -> None:
    assert chosen({"@type": "Thing", "mentions": article(1)}) == []


def test_several_articles_without_a_tie_are_a_list() -> None:
    assert chosen([article(1), article(2)]) == []


def test_a_related_article_that_a_heading_names_fills_no_gap() -> None:
    main = article(1, headline="Ferry returns to the coast", url=PAGE)
    related = article(2, headline="Harbour wall is mended", url="https://harbour-post.example/wall")
    titles = ("Ferry returns to the coast", "Harbour wall is mended")
    assert chosen(main, related, titles=titles) == [1]


def test_two_items_on_one_article_are_both_used() -> None:
    page = {"@type": "WebPage", "url": PAGE, "n": 9}
    assert chosen({"@graph": [page, article(1, headline="Ferry returns to the coast")]}) == [1, 9]


@pytest.mark.parametrize(
    "kind",
    [
        *("NewsArticle", "ReportageNewsArticle", "OpinionNewsArticle", "BlogPosting", "Report"),
        *("http://schema.org/AnalysisNewsArticle", "https://schema.org/LiveBlogPosting/"),
        *("schema:Article", ["Thing", "NewsArticle"]),
    ],
)
def test_every_kind_of_article_is_one(kind: object) -> None:
    assert chosen({"@type": "WebPage", "mainEntity": article(1, **{"@type": kind})})[:1] == [1]


def test_an_update_of_a_live_blog_is_not_the_article() -> None:
    update = {"@type": "BlogPosting", "headline": "12:05 It sails", "n": 5}
    blog = {"@type": "LiveBlogPosting", "headline": "Live", "n": 1, "liveBlogUpdate": [update]}
    assert chosen(blog) == [1]


def test_what_lies_too_deep_or_is_too_much_is_left() -> None:
    deep: object = article(1)
    for _ in range(30):
        deep = [deep]
    assert chosen(deep) == []
    assert len(read_graph([json.dumps([{}] * 6_000)]).nodes) == 5_000


def test_a_broken_script_beyond_the_limit_is_not_repaired() -> None:
    assert read_graph(['{"@type": "Thing",}']).nodes
    assert not read_graph([" " * 300_000 + '{"@type": "Thing",}']).nodes
