from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from schemas.enriched_article import Caption
from service.clean.lines import MEANINGS
from service.clean.site_name import NAME_RULE
from service.clean.text import DATELINE_RULE, END_RULE, MAX_LINES, RULES, CleanText, clean_lines
from tests.dirty_fixtures import DirtyText, load
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

TEXTS = load()
HOLD_WITHOUT_TITLE = 0.9
"""Of the labelled texts, cleaned again without their title; in the others a line that is left is
taken for the headline (measured: 40 of 43)."""


def cleaned(*lines: str, title: str | None = None) -> CleanText:
    return clean_lines("\n".join(lines), title)


def again(text: CleanText) -> CleanText:
    return clean_lines("\n\n".join(text.paragraphs), text.title)


def rules(text: CleanText) -> list[tuple[str, str]]:
    return [(cut.rule, cut.text) for cut in text.removed]


# What comes out


@pytest.mark.parametrize(("title", "body"), ARTICLES, ids=[title for title, _ in ARTICLES])
def test_a_clean_text_comes_out_as_it_went_in(title: str, body: tuple[str, ...]) -> None:
    assert cleaned(title, *body) == CleanText(title, body)
    assert cleaned(*body, title=title) == CleanText(title, body)
    assert cleaned(*body) == CleanText(None, body)


@pytest.mark.parametrize("title", HEADS)
def test_the_article_comes_out_of_a_scraped_text(title: str) -> None:
    text = clean_lines("\n\n".join(scraped(title, 0)), None)
    assert text.title == title
    assert text.paragraphs == dict(ARTICLES)[title]
    assert [cut.text for cut in text.removed] == [*HEADS[title], *TAILS[title]]
    assert {cut.rule for cut in text.removed} <= set(RULES)


def test_blank_lines_and_spaces_around_lines_say_nothing() -> None:
    text = clean_lines(f"\n  {VI_TITLE}\n \n\n" + "\n\t\n".join(VI) + "\n\n", None)
    assert (text.title, text.paragraphs) == (VI_TITLE, VI)


@pytest.mark.parametrize("text", ["", " ", "\n\n \n"])
def test_no_lines_no_paragraphs(text: str) -> None:
    assert clean_lines(text, "A title") == CleanText("A title", ())


def test_a_title_that_is_found_is_moved_and_what_repeats_it_is_removed() -> None:
    text = cleaned(VI_TITLE, VI_TITLE.upper(), *VI)
    assert text.paragraphs == VI
    assert (text.title, rules(text)) in (
        (VI_TITLE, [("repeated_title", VI_TITLE.upper())]),
        (VI_TITLE.upper(), [("repeated_title", VI_TITLE)]),
    )


def test_a_title_that_is_given_is_kept_and_all_that_repeats_it_is_removed() -> None:
    text = cleaned(VI_TITLE, *VI, VI_TITLE.upper(), title=VI_TITLE)
    assert (text.title, text.paragraphs) == (VI_TITLE, VI)
    assert rules(text) == [("repeated_title", VI_TITLE), ("repeated_title", VI_TITLE.upper())]


def test_a_glued_dateline_is_cut_and_says_the_outlet() -> None:
    text = cleaned(VI_TITLE, f"(Báo Mẫu) - {VI[0]}", *VI[1:])
    assert text.paragraphs == VI
    assert rules(text) == [(DATELINE_RULE, "(Báo Mẫu) -")]
    assert text.outlet == "Báo Mẫu"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_a_dateline_may_stand_behind_a_standfirst(place: int) -> None:
    text = cleaned(*VI[:place], f"VOV.VN - {VI[place]}", *VI[place + 1 :], title=VI_TITLE)
    assert (text.paragraphs, text.outlet) == (VI, "VOV.VN")


def test_farther_down_nothing_is_a_dateline() -> None:
    line = f"(Báo Mẫu) - {VI[3]}"
    text = cleaned(*VI[:3], line, *VI[4:], title=VI_TITLE)
    assert text.paragraphs == (*VI[:3], line, *VI[4:])
    assert text.outlet is None


def test_an_end_mark_is_cut_from_any_paragraph() -> None:
    text = cleaned(VI_TITLE, *VI[:-1], f"{VI[-1]}/.")
    assert text.paragraphs == VI
    assert rules(text) == [(END_RULE, "/.")]
    assert cleaned(EN_TITLE, *EN[:2], f"{EN[2]} ■", *EN[3:]).paragraphs == EN


def test_a_caption_comes_out_with_its_credit_in_one_line() -> None:
    line = "Hành khách xuống phà sáng 12/4. (Ảnh: Trần Minh)"
    text = cleaned(*within(VI_TITLE, 2, line))
    assert text.captions == (Caption(text="Hành khách xuống phà sáng 12/4.", credit="Trần Minh"),)
    assert rules(text) == [("caption", line)]
    assert text.paragraphs == VI


def test_a_caption_comes_out_with_the_credit_in_the_line_below() -> None:
    lines = ("The new ferry reaches the eastern bank on Saturday.", "Photo: Jane Doe/Newswire")
    text = cleaned(*scraped(EN_TITLE, 0, *lines))
    assert text.captions == (Caption(text=lines[0], credit="Jane Doe/Newswire"),)
    assert text.paragraphs == EN


def test_a_pictures_title_and_number_are_a_caption_of_the_credit_below() -> None:
    text = cleaned(*within(VI_TITLE, 2, f"{VI_TITLE} - Ảnh 1", "Ảnh: Trần Minh"))
    assert text.captions == (Caption(text=f"{VI_TITLE} - Ảnh 1", credit="Trần Minh"),)


def test_a_line_without_a_full_stop_over_a_credit_is_its_caption() -> None:
    line = "Phà mới cập bến Cửa Đông sáng 12/4"
    text = cleaned(*scraped(VI_TITLE, 2, line, "Ảnh: Trần Minh"))
    assert text.captions == (Caption(text=line, credit="Trần Minh"),)


def test_a_credit_with_a_paragraph_above_it_makes_no_caption() -> None:
    text = cleaned(*within(VI_TITLE, 2, "Ảnh: Trần Minh"))
    assert (text.captions, text.paragraphs) == ((), VI)
    assert rules(text) == [("credit", "Ảnh: Trần Minh")]


def test_the_same_caption_comes_out_once() -> None:
    line = "Hành khách xuống phà sáng 12/4. (Ảnh: Trần Minh)"
    assert len(cleaned(VI_TITLE, line, *VI[:3], line, *VI[3:]).captions) == 1


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Theo Báo Mẫu", ("Báo Mẫu",)),
        ("(Thông tấn xã Lam Giang/Sông Xanh)", ("Thông tấn xã Lam Giang", "Sông Xanh")),
        ("Nguồn: Báo Mẫu", ("Báo Mẫu",)),
    ],
)
def test_an_attribution_under_the_text_says_who_is_credited(
    line: str, names: tuple[str, ...]
) -> None:
    text = cleaned(VI_TITLE, *VI, line)
    assert (text.attribution, text.paragraphs) == (names, VI)
    assert rules(text) == [("attribution", line)]


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("By Jane Doe and Tom Birch", ("Jane Doe", "Tom Birch")),
        ("Jane Doe", ("Jane Doe",)),
    ],
)
def test_a_byline_says_who_wrote_the_text(line: str, authors: tuple[str, ...]) -> None:
    text = cleaned(EN_TITLE, line, *EN)
    assert (text.authors, text.paragraphs) == (authors, EN)


SENTENCES = {
    VI_TITLE: (
        "Theo ông Bảo, điều quan trọng nhất là sự an toàn của hành khách.",
        "Theo Báo Mẫu, chuyến phà đầu tiên chở 180 người.",
        "Ảnh của những chiếc phà cũ được treo trong nhà chờ.",
        "Xem thêm những chiếc phà cũ là mong muốn của nhiều người.",
        "Nguồn nước sông đang cạn dần.",
        "Mời quý vị lên phà, ông Bảo nói với những hành khách đầu tiên.",
        "Cập nhật giá vé là việc của thành phố, ông Bảo nói.",
        "Phóng viên của nhiều báo đã có mặt trên chuyến phà đầu tiên.",
        "Tác giả của bức ảnh là một người dân phường Cửa Đông.",
        "Quảng cáo bị cấm trên phà.",
    ),
    EN_TITLE: (
        "According to Mr Birch, safety matters most.",
        "By Friday, all tickets for the ferry were gone.",
        "By the time the ferry left, the sun was up.",
        "Photos of the old boats hang in the town hall.",
        "Video of the first crossing was shown at the market.",
        "Follow-up talks with the traders are planned for May.",
        "Source code for the display is free, the city said.",
        "Read more books, she told the children on the ferry.",
        "Share prices of the ferry company rose on Monday.",
        "Updated prices will be on the boards by Monday.",
        "Related news spread fast along the river.",
        "Subscribe to nothing you cannot read, Martha Quill told the crowd.",
        "Advertisement is banned on the boats, Mr Birch said.",
        "Tags on the life jackets are red.",
    ),
}


@pytest.mark.parametrize("line", SENTENCES[VI_TITLE])
def test_a_vietnamese_sentence_that_looks_like_dirt_stays(line: str) -> None:
    assert line in cleaned(*within(VI_TITLE, 4, line)).paragraphs
    assert line in cleaned(*scraped(VI_TITLE, 4, line)).paragraphs


@pytest.mark.parametrize("line", SENTENCES[EN_TITLE])
def test_an_english_sentence_that_looks_like_dirt_stays(line: str) -> None:
    assert line in cleaned(*within(EN_TITLE, 4, line)).paragraphs
    assert line in cleaned(*scraped(EN_TITLE, 4, line)).paragraphs


@pytest.mark.parametrize("lines", [("Share",), ("Share", "Follow us")])
def test_where_all_would_be_cut_all_stays(lines: tuple[str, ...]) -> None:
    text = cleaned(*lines, title="A title")
    assert (text.paragraphs, text.removed) == (lines, ())


def test_where_the_title_is_all_there_is_nothing_is_the_article() -> None:
    text = cleaned(VI_TITLE, title=VI_TITLE)
    assert (text.paragraphs, rules(text)) == ((), [("repeated_title", VI_TITLE)])


def test_the_rules_that_cut_are_listed_with_what_they_mean() -> None:
    assert set(RULES) == {*MEANINGS, DATELINE_RULE, END_RULE, NAME_RULE}
    assert all(meaning.endswith(".") for meaning in RULES.values())


# What holds for any text

POOL = (
    *(paragraph for _, body in ARTICLES for paragraph in body[:4]),
    *(title for title, _ in ARTICLES),
    *(line for title in HEADS for line in (*HEADS[title], *TAILS[title])),
    "Xem thêm: Phước Tân khởi công cầu mới qua sông Xanh",
    "Read more: Millstone gets a second bridge",
    "Theo Báo Mẫu",
    "(Thông tấn xã Lam Giang)",
    "Ảnh: Trần Minh",
    "Hành khách xuống phà. (Ảnh: Trần Minh)",
    "Hành khách xuống phà.",
    "By Jane Doe",
    "Trần Minh Khang",
    f"{VI_TITLE} ảnh 1",
    EN_TITLE.upper(),
    "Đi vòng 20 cây số",
    "- một",
    "- hai",
    "Giá vé:",
    "“No.”",
    "Why?",
    "1",
    "…",
    "広告",
    "नाव फिर से चलने लगी।",
    "เรือข้ามฟากกลับมาวิ่งแล้ว",
    "عاد القارب إلى النهر بعد ثلاث سنوات.",
    "Ünïcödé STRAßE",
)
LINES = st.lists(
    st.sampled_from(POOL) | st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=9),
    min_size=1,
    max_size=14,
)
TITLES = st.sampled_from([None, None, VI_TITLE, EN_TITLE, "Something else"])
DATELINES = st.sampled_from(["", "", "VOV.VN - ", "(Báo Mẫu) - ", "HARROWGATE (Newswire) – "])
END_MARKS = st.sampled_from(["", "", "/.", " ■", " ###"])


@st.composite
def dirty_texts(draw: st.DrawFn) -> list[str]:
    """Lines of all kinds in any order, at most one dateline and one end mark glued to them."""
    lines = draw(LINES)
    first, last = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
    lines[first] = draw(DATELINES) + lines[first]
    lines[last] += draw(END_MARKS)
    return lines


def letters(texts: Sequence[str]) -> Counter[str]:
    """What must not get lost. Titles are compared without case, so one may stand for the other."""
    return Counter(c for text in texts for c in text.casefold() if c.isalnum())


@settings(max_examples=150, deadline=None)
@given(dirty_texts(), TITLES)
@example([VI_TITLE, f"(Báo Mẫu) - {VI[0]}/."], None)
@example([VI_TITLE, VI_TITLE.upper(), VI_TITLE], VI_TITLE)
@example(["Share", "Share", "Share"], None)
@example(["HARROWGATE (Newswire) – a", "Trang chủ", "Trang chủ", "0", "A"], None)
def test_nothing_is_thrown_away(lines: list[str], title: str | None) -> None:
    text = cleaned(*lines, title=title)
    moved = [text.title] if text.title and title is None else []
    out = [*text.paragraphs, *(cut.text for cut in text.removed), *moved]
    assert letters(out) == letters(lines)
    assert all(cut.rule in RULES for cut in text.removed)


def test_a_headline_found_only_after_the_first_cuts_is_not_lost() -> None:
    lines = (
        "Trang chủ",
        "Quảng cáo",
        "Xem thêm: Phước Tân khởi công cầu mới qua sông Xanh",
        "(Thông tấn xã Lam Giang)",
        VI[0],
    )
    text = cleaned(*lines)
    out = [*text.paragraphs, *(cut.text for cut in text.removed), text.title or ""]
    assert letters(out) == letters(lines)


@settings(max_examples=150, deadline=None)
@given(dirty_texts(), TITLES)
@example([VI_TITLE, f"(Báo Mẫu) - {VI[0]}", *VI[1:]], None)
@example(scraped(EN_TITLE, 3, "Đi vòng 20 cây số", *VI[:2]), None)
def test_cleaning_the_clean_changes_nothing(lines: list[str], title: str | None) -> None:
    once = cleaned(*lines, title=title)
    assume(once.title)  # without one it is looked for again, and may be found then
    assume(letters(once.paragraphs[:1]) != letters([once.title or ""]))  # see the test below
    twice = again(once)
    assert twice.paragraphs == once.paragraphs
    assert (twice.title, twice.removed) == (once.title, ())


@settings(max_examples=30, deadline=None)
@given(dirty_texts(), TITLES)
def test_the_same_text_gives_the_same_article(lines: list[str], title: str | None) -> None:
    assert cleaned(*lines, title=title) == cleaned(*lines, title=title)


@settings(max_examples=60, deadline=None)
@given(st.text(), st.none() | st.text(max_size=20))
def test_any_text_gives_an_article_with_all_its_letters(given_text: str, title: str | None) -> None:
    text = clean_lines(given_text, title)
    moved = [text.title] if text.title and title is None else []
    out = [*text.paragraphs, *(cut.text for cut in text.removed), *moved]
    assert letters(out) == letters([given_text])


@pytest.mark.parametrize(
    "lines",
    [
        (f"(NOVAX) - ROMA, 03 NOV - {VI[0]}", *VI[1:]),
        (f"(A News) - (B News) - {VI[0]}", *VI[1:]),
        (*VI[:-1], f"{VI[-1]}/. ■"),
    ],
    ids=["an outlet and a place", "two outlets", "two end marks"],
)
def test_of_several_marks_on_a_line_all_are_cut(lines: tuple[str, ...]) -> None:
    once = cleaned(VI_TITLE, *lines)
    assert once.paragraphs == VI
    assert again(once).paragraphs == VI


def test_cleaning_what_had_datelines_on_two_paragraphs_changes_nothing() -> None:
    once = cleaned(VI_TITLE, f"(A News) - {VI[0]}", f"(B News) - {VI[1]}", *VI[2:])
    assert again(once).paragraphs == once.paragraphs


def test_the_headline_behind_a_dateline_is_no_body() -> None:
    once = cleaned(f"VOV.VN - {VI_TITLE}", title=VI_TITLE)
    assert again(once).paragraphs == once.paragraphs


# The labelled texts

every_text = pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.name)


@every_text
def test_cleaning_a_cleaned_labelled_text_changes_nothing(text: DirtyText) -> None:
    for title in (None, text.title):
        once = clean_lines(text.text, title)
        twice = again(once)
        assert (twice.paragraphs, twice.removed) == (once.paragraphs, ())


@every_text
def test_nothing_of_a_labelled_text_is_thrown_away(text: DirtyText) -> None:
    found = clean_lines(text.text, None)
    moved = [found.title] if found.title else []
    out = [*found.paragraphs, *(cut.text for cut in found.removed), *moved]
    assert letters(out) == letters([text.text])


def test_cleaning_again_without_the_title_changes_almost_nothing() -> None:
    changed = {}
    for text in TEXTS:
        once = clean_lines(text.text, None)
        twice = clean_lines("\n\n".join(once.paragraphs), None)
        if (twice.title, twice.paragraphs, twice.removed) != (None, once.paragraphs, ()):
            changed[text.name] = twice.title
    assert len(changed) <= (1 - HOLD_WITHOUT_TITLE) * len(TEXTS), changed


# Size


def test_more_lines_than_are_looked_at_are_passed_through() -> None:
    assert MAX_LINES == 2_000
    lines = ("Share", "12/04/2026", *(f"Dòng số {number}" for number in range(MAX_LINES - 1)))
    text = cleaned(*lines, title="Share")
    assert text == CleanText("Share", lines, is_labelled=False)
    assert cleaned(*lines[:MAX_LINES], title="A").is_labelled


@pytest.mark.parametrize("unit", ["chữ ", "a", "字"], ids=["words", "one word", "unspaced"])
def test_five_megabytes_in_one_line_cost_less_than_two_seconds(unit: str) -> None:
    line = unit * (5_000_000 // len(unit.encode()))
    start = time.process_time()
    text = clean_lines(line, None)
    assert time.process_time() - start < 2
    assert text.paragraphs == (line.strip(),)
