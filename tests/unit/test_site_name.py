from __future__ import annotations

import pytest
from hypothesis import given, settings

from schemas.raw_article import RawArticle
from service.clean import clean
from service.clean.metadata.site import Site
from service.clean.site_name import NAME_RULE, site, split_name
from service.clean.text import CleanText, clean_lines
from tests.unit.lines.articles import EN, EN_TITLE
from tests.unit.test_text import TITLES, dirty_texts, letters

OURS = site("https://www.example.com/a/1", ["The Evening Post", None])


def named(text: CleanText) -> list[str]:
    return [cut.text for cut in text.removed if cut.rule == NAME_RULE]


@pytest.mark.parametrize(
    ("title", "headline", "cut"),
    [
        ("A library opens | The Evening Post", "A library opens", ["| The Evening Post"]),
        ("A library opens – Evening Post", "A library opens", ["– Evening Post"]),
        ("Evening Post: A library opens", "Evening Post: A library opens", []),
        ("Evening Post | A library opens", "A library opens", ["Evening Post |"]),
        ("Post | A library opens | example.com", "Post | A library opens", ["| example.com"]),
        ("A library opens - live", "A library opens - live", []),
        ("The Evening Post", "The Evening Post", []),
        ("Evening Post | Evening Post", "Evening Post", ["| Evening Post"]),
        ("The Evening Post turns 100", "The Evening Post turns 100", []),
    ],
)
def test_only_the_sites_own_name_is_cut_from_the_ends(
    title: str, headline: str, cut: list[str]
) -> None:
    assert split_name(title, OURS) == (headline, tuple(cut))


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("https://ngaynay.vn/a-post1.html", "Mở tuyến đường xe đạp ven hồ | Ngày Nay"),
        ("https://ngaynay.vn/a-post1.html", "Mở tuyến đường xe đạp ven hồ - Tạp chí Ngày Nay"),
        ("https://www.bbc.co.uk/news/1", "Mở tuyến đường xe đạp ven hồ - BBC News"),
    ],
)
def test_a_publisher_of_the_registry_goes_by_all_his_names(address: str, title: str) -> None:
    assert split_name(title, site(address, ()))[0] == "Mở tuyến đường xe đạp ven hồ"


def test_what_begins_with_a_sites_initials_is_not_its_name() -> None:
    title = "A deal in sight - BBC boss resigns"
    assert split_name(title, site("https://www.bbc.co.uk/news/1", ["BBC"])) == (title, ())


@pytest.mark.parametrize("end", ["_新华网", "-新华网", "--新华网", "｜新华网", " - 新华网"])
def test_titles_of_scripts_without_spaces_are_signed_without_spaces(end: str) -> None:
    headline, cut = split_name(f"新图书馆开馆-首日千人到访{end}", site(None, ["新华网"]))
    assert (headline, cut) == ("新图书馆开馆-首日千人到访", (end.strip(),))


@pytest.mark.parametrize("title", ["Visit Spider-Man", "A snake_case Man", "Giá vàng-bạc"])
def test_a_word_with_a_hyphen_is_one_word(title: str) -> None:
    assert split_name(title, site(None, ["Post", "bạc"])) == (title, ())


def test_nothing_is_cut_where_nobody_is_known() -> None:
    assert split_name("A library opens | The Evening Post", Site(frozenset()))[1] == ()


@pytest.mark.parametrize("title", [None, EN_TITLE, f"{EN_TITLE} | The Evening Post"])
def test_repetitions_of_a_signed_headline_are_seen_as_such(title: str | None) -> None:
    lines = (f"{EN_TITLE} | The Evening Post", *EN[:1], EN_TITLE, *EN[1:])
    text = clean_lines("\n\n".join(lines), title, OURS)
    assert text.title == EN_TITLE
    assert text.paragraphs == EN


def test_the_name_alone_above_or_below_the_text_is_cut_and_listed() -> None:
    lines = ("The Evening Post", *EN, "evening post")
    text = clean_lines("\n\n".join(lines), EN_TITLE, OURS)
    assert text.paragraphs == EN
    assert "The Evening Post" in {cut.text for cut in text.removed}
    assert clean_lines("\n\n".join(EN), EN_TITLE, OURS) == CleanText(EN_TITLE, EN)


def test_the_name_as_a_heading_inside_stays() -> None:
    lines = (*EN[:1], "The Evening Post", *EN[1:])
    text = clean_lines("\n\n".join(lines), EN_TITLE, OURS)
    assert not named(text)


def test_a_text_that_is_nothing_else_stays() -> None:
    assert clean_lines("The Evening Post\nThe Evening Post", "A title", OURS).paragraphs == (
        "The Evening Post",
    )


def test_the_scrapers_word_for_the_source_is_a_name() -> None:
    raw = RawArticle(text="\n\n".join(EN), title=f"{EN_TITLE} » Abendblatt", source="Abendblatt")
    article = clean(raw)
    assert article.title == EN_TITLE
    assert [(cut.rule, cut.text) for cut in article.removed] == [(NAME_RULE, "» Abendblatt")]


SIGNED = site("https://www.example.com/a/1", ["Newswire", "Báo Mẫu", "Trang chủ", "Share"])


@settings(max_examples=150, deadline=None)
@given(dirty_texts(), TITLES)
def test_nothing_is_thrown_away(lines: list[str], title: str | None) -> None:
    text = clean_lines("\n".join(lines), title, SIGNED)
    out = [*text.paragraphs, *(cut.text for cut in text.removed), text.title or ""]
    assert letters(out) == letters([*lines, title or ""])
