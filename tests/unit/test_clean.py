from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas.dead_letter import Reason
from service.clean import FLAGS, clean
from service.clean.text import RULES, clean_lines
from service.errors import CleanError
from tests.records import BODY, TEXT, TITLE, raw

PAGE = f"""<html lang="vi"><head>
<title>{TITLE} - Báo Mẫu</title>
<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="Báo Mẫu">
<meta property="article:published_time" content="2026-03-05T14:05:00+07:00">
<link rel="canonical" href="https://baomau.example/thu-vien">
</head><body><nav><a href="/">Trang chủ</a> <a href="/the-thao">Thể thao</a></nav>
<article><h1>{TITLE}</h1>{"".join(f"<p>{p}</p>" for p in BODY * 3)}</article>
<footer>Bản quyền thuộc về Báo Mẫu</footer></body></html>"""


def test_a_first_line_without_a_full_stop_is_the_title() -> None:
    article = clean(raw(text=TEXT))
    assert (article.title, article.paragraphs) == (TITLE, BODY)


def test_a_text_of_one_line_has_no_title() -> None:
    article = clean(raw(text=BODY[0]))
    assert (article.title, article.paragraphs) == (None, BODY[:1])
    assert "no_title" in article.flags


def test_what_is_said_again_is_cut_and_listed() -> None:
    article = clean(raw(text="\n".join((TITLE, TITLE.upper(), BODY[0], BODY[1], BODY[0]))))
    assert article.paragraphs == BODY
    assert [(r.rule, r.text) for r in article.removed] == [
        ("repeated_title", TITLE.upper()),
        ("repeated_line", BODY[0]),
    ]
    assert {r.rule for r in article.removed} == set(RULES)


def test_a_short_line_may_come_twice() -> None:
    assert clean_lines("Yes.\nNo.\nYes.", None).paragraphs == ("Yes.", "No.", "Yes.")


def test_cleaning_the_clean_changes_nothing() -> None:
    once = clean(raw(text="\n".join((TITLE, TITLE, *BODY, BODY[0]))))
    twice = clean(raw(text=once.body, title=once.title))
    assert (twice.title, twice.paragraphs, twice.removed) == (once.title, once.paragraphs, ())


def test_the_page_wins_over_the_text_and_its_metadata_are_read() -> None:
    article = clean(raw(html=PAGE, text="something else entirely", url=None))
    assert article.title == TITLE
    assert article.paragraphs[:2] == BODY
    assert "Thể thao" not in article.body
    assert "Bản quyền" not in article.body
    assert article.canonical_url == "https://baomau.example/thu-vien"
    assert article.hints.page_site_name == "Báo Mẫu"
    assert article.published_at
    assert article.published_at.provenance == "page"
    assert article.published_at.value.date() == datetime(2026, 3, 5, tzinfo=UTC).date()


def test_the_scrapers_time_of_day_fills_a_page_that_knows_the_day() -> None:
    page = PAGE.replace("2026-03-05T14:05:00+07:00", "2026-03-05")
    article = clean(raw(html=page, published_at="2026-03-05T14:05:00+07:00"))
    assert article.published_at
    assert article.published_at.value == datetime(2026, 3, 5, 7, 5, tzinfo=UTC)
    assert article.published_at.provenance == "scraper"


def test_the_text_serves_where_the_page_holds_no_article() -> None:
    assert clean(raw(html="<html><body></body></html>", text=TEXT)).paragraphs == BODY


def test_the_same_page_gives_the_same_article_for_ever() -> None:
    first = clean(raw(html=PAGE))
    assert all(clean(raw(html=PAGE)) == first for _ in range(6))


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"text": "\u00ad\u0000\ufeff"}, Reason.NO_TEXT),
        ({"text": TITLE, "title": TITLE}, Reason.NO_TEXT),
        ({"html": "<html><body><div id=app></div></body></html>"}, Reason.NO_ARTICLE),
        ({"html": f"<p {'a=1 ' * 20_000}>"}, Reason.PAGE_TOO_COMPLEX),
        ({"html": f"<p {'a=1 ' * 20_000}"}, Reason.PAGE_TOO_COMPLEX),
        ({"html": "<b>x" * 30_001}, Reason.PAGE_TOO_COMPLEX),
    ],
)
def test_no_article_no_outcome_but_a_reason(fields: dict[str, str], reason: Reason) -> None:
    with pytest.raises(CleanError) as caught:
        clean(raw(**({"text": None} | fields)))
    assert caught.value.reason is reason


def test_a_page_at_the_limits_is_read() -> None:
    crowded = PAGE.replace("</article>", "<b>x</b>" * 29_900 + "</article>")
    tall = PAGE.replace("<article>", f'<article data-x="{"y" * 64_000}">')
    for page in (crowded, tall):
        assert clean(raw(html=page)).title == TITLE


@pytest.mark.parametrize(
    ("fields", "flag"),
    [
        ({"text": TEXT + " cut \ud83d"}, "characters_replaced"),
        ({"text": BODY[0]}, "no_title"),
        ({"published_at": "yesterday-ish"}, "date_unreadable"),
        ({"published_at": "2031-01-01", "fetched_at": "2026-01-01"}, "date_unreadable"),
        ({"url": "not an address"}, "url_unreadable"),
    ],
)
def test_a_flag_says_what_is_peculiar(fields: dict[str, str], flag: str) -> None:
    assert flag in FLAGS
    assert flag in clean(raw(**fields)).flags
    assert flag not in clean(raw(url="https://a.example/1", published_at="2026-01-01")).flags


def test_names_are_tidied_and_said_once() -> None:
    article = clean(raw(authors=["  Nguyễn\tVăn A ", "Nguyễn Văn A", " ", "B\u00ad"]))
    assert article.authors == ("Nguyễn Văn A", "B")


def test_an_address_that_grows_beyond_bounds_is_dropped() -> None:
    assert clean(raw(image_url="https://a.example/" + "ệ" * 2_000)).images == ()
