from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.live.card import card
from service.live.marked import Piece, marked
from service.live.window import Sample
from service.outcome import Enriched
from service.transport import Record
from tests.dirty_fixtures import DirtyText, load
from tests.records import as_json, enriched, pipeline, record
from tests.stage import examples

PIPELINE = pipeline()


def shown(source: Record, *, keep: bool = True) -> dict[str, Any]:
    message = enriched(pipeline().process(source)).message
    return card(Sample(message.value or b"", source.place, source if keep else None, 1.0))


def test_what_was_cut_stands_where_it_stood() -> None:
    text = "Thư viện mở cửa\n\n(Báo Mẫu) - Sáng thứ bảy, thành phố khai trương thư viện mới.\n\nThư viện mở cửa"
    article = shown(as_json(title="Thư viện mở cửa", text=text))
    assert article["in_place"]
    assert article["pieces"] == [
        ("Thư viện mở cửa", "repeated_title"),
        ("(Báo Mẫu) -", "dateline_prefix"),
        ("Sáng thứ bảy, thành phố khai trương thư viện mới.", None),
        ("Thư viện mở cửa", "repeated_title"),
    ]


@pytest.mark.parametrize("text", load("first", "second"), ids=lambda text: text.name)
def test_of_any_text_what_was_cut_is_found_in_place(text: DirtyText) -> None:
    article = shown(record(text.text.encode(), "text/plain"))
    cuts = sum(rule is not None for _, rule in article["pieces"])
    assert article["in_place"]
    assert article["is_shortened"] or cuts == article["cuts"]


def test_of_a_page_the_cuts_stand_behind_the_text() -> None:
    pages = [r for r in examples(0) if ("content-type", b"text/html") in r.headers]
    articles = [shown(page) for page in pages if len(page.value or b"") > 1_000]
    assert len(articles) > 3
    assert not any(article["in_place"] for article in articles)


@given(
    st.lists(st.tuples(st.text("ab \n", max_size=6), st.sampled_from([None, "teaser"]))),
    st.text("ab\n ", max_size=30),
)
def test_pieces_are_all_there_in_order_or_none(
    given_: list[tuple[str, str | None]], text: str
) -> None:
    kept = [words for words, rule in given_ if rule is None]
    cut = [Piece(words, rule) for words, rule in given_ if rule]
    found = marked(text, None, kept, cut)
    if found:
        assert [piece.text for piece in found if piece.rule is None] == kept
        assert [piece for piece in found if piece.rule] == cut
        assert "".join("".join(p.text for p in found).split()) == "".join(text.split())


def test_a_record_that_was_not_kept_shows_its_cuts_behind() -> None:
    text = "Hội chợ\n\nNgười dân đến từ sớm để mượn sách miễn phí.\n\nHội chợ"
    article = shown(as_json(title="Hội chợ", text=text), keep=False)
    assert not article["in_place"]
    rules = [rule for _, rule in article["pieces"]]
    assert rules == sorted(rules, key=lambda rule: rule is not None)


def test_a_card_is_bounded_whatever_the_article() -> None:
    text = "\n\n".join(f"Câu số {n} nói rằng trời hôm nay rất đẹp và ấm." * 3 for n in range(400))
    article = shown(record(text.encode()[:9_000], "text/plain"))
    assert article["is_shortened"]
    assert len(json.dumps(article)) < 20_000


@given(
    st.lists(st.text(max_size=40), max_size=6),
    st.dictionaries(
        st.text(max_size=5), st.one_of(st.integers(), st.text(max_size=9), st.floats()), max_size=3
    ),
)
@example(["A b", "C d"], {"n": 10**4_500})
@example(["A b\ud83d", "\u202eC d"], {})
def test_any_article_makes_a_card(lines: list[str], extra: dict[str, Any]) -> None:
    sys.set_int_max_str_digits(0)
    try:
        fields = {"text": "\n".join(lines), "extra": extra, "url": "https://vov.vn/1.vov"}
        source = as_json(**fields)
    finally:
        sys.set_int_max_str_digits(4_300)
    outcome = PIPELINE.process(source)
    if isinstance(outcome, Enriched):
        made = card(Sample(outcome.message.value or b"", source.place, source, 1.0))
        assert json.dumps(made, allow_nan=False)
