from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schemas.dead_letter import Reason
from schemas.enriched_article import Caption, Date, Image
from service.clean import FLAGS, _refusal, clean
from service.clean.page import NOTHING, Page
from service.clean.page.guard import MAX_ELEMENTS
from service.clean.page.kind import PageKind
from service.clean.text import MAX_LINES, RULES, clean_lines
from service.errors import CleanError
from tests.records import BODY, TEXT, TITLE, raw
from tests.unit.lines.articles import VI, VI_TITLE, scraped

PAGE = f"""<html lang="vi"><head>
<title>{TITLE} - Báo Mẫu</title>
<meta property="og:title" content="{TITLE}"><meta property="og:site_name" content="Báo Mẫu">
<meta property="article:published_time" content="2026-03-05T14:05:00+07:00">
<link rel="canonical" href="https://baomau.example/thu-vien">
</head><body><nav><a href="/">Trang chủ</a> <a href="/the-thao">Thể thao</a></nav>
<article><h1>{TITLE}</h1>{"".join(f"<p>{p}</p>" for p in BODY * 3)}</article>
<footer>Bản quyền thuộc về Báo Mẫu</footer></body></html>"""
URL = "https://baomau.example/ben-pha-1.html"
FULL_PAGE = f"""<html lang="vi"><head><title>{VI_TITLE} - Báo Mẫu</title>
<meta property="og:site_name" content="Báo Mẫu">
<script type="application/ld+json">{{
 "@context": "https://schema.org", "@type": "NewsArticle", "headline": "{VI_TITLE}",
 "datePublished": "2026-04-12T14:05:00+07:00", "dateModified": "2026-04-12T18:00:00+07:00",
 "articleSection": "Thời sự", "keywords": ["bến phà", "Lam Giang", "bến phà"],
 "author": [{{"@type": "Person", "name": "Trần Minh Khang"}},
            {{"@type": "Organization", "name": "Thông tấn xã Lam Giang"}}],
 "description": "Bốn chuyến phà mỗi giờ.", "image": "/1.jpg"}}</script>
</head><body><article><h1>{VI_TITLE}</h1><p>{VI[0]}</p>
<figure><img src="/2.jpg" alt="Phà"><figcaption>Phà cập bến. Ảnh: Phan Lữ</figcaption></figure>
{"".join(f"<p>{p}</p>" for p in VI[1:])}<p>Theo Báo Sông Xanh</p></article></body></html>"""


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
    assert {r.rule for r in article.removed} <= set(RULES)


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
    assert article.published_at.provenance == "meta"
    assert article.published_at.value.date() == datetime(2026, 3, 5, tzinfo=UTC).date()


def test_every_fact_of_a_page_has_its_field() -> None:
    article = clean(raw(html=FULL_PAGE, text=None, url=URL))
    assert (article.title, article.paragraphs) == (VI_TITLE, VI)
    assert (article.url, article.canonical_url) == (URL, URL)
    assert article.description == "Bốn chuyến phà mỗi giờ."
    assert article.authors == ("Trần Minh Khang",)
    assert set(article.attribution) == {"Thông tấn xã Lam Giang", "Báo Sông Xanh"}
    assert article.captions == (Caption(text="Phà cập bến.", credit="Phan Lữ"),)
    assert [image.url for image in article.images] == [
        "https://baomau.example/1.jpg",
        "https://baomau.example/2.jpg",
    ]
    assert article.section == "Thời sự"
    assert article.keywords == ("bến phà", "Lam Giang")
    assert article.hints.page_language == "vi"


def test_a_page_says_when_it_was_published_and_changed() -> None:
    article = clean(raw(html=FULL_PAGE, text=None, url=URL))
    assert article.published_at == Date(
        value=datetime(2026, 4, 12, 7, 5, tzinfo=UTC),
        precision="second",
        provenance="json_ld",
        confidence=0.95,
    )
    assert article.modified_at
    assert article.modified_at.value == datetime(2026, 4, 12, 11, 0, tzinfo=UTC)


def test_the_scrapers_facts_win_over_the_pages() -> None:
    said = {
        "title": "Một tiêu đề khác",
        "description": "Mô tả khác.",
        "authors": ["Phan Lữ"],
        "image_url": "https://baomau.example/3.jpg",
    }
    article = clean(raw(html=FULL_PAGE, text=None, url=URL, **said))
    assert (article.title, article.description) == ("Một tiêu đề khác", "Mô tả khác.")
    assert article.authors == ("Phan Lữ",)
    assert article.images[0] == Image(url="https://baomau.example/3.jpg")


def test_a_dirty_text_gives_the_facts_that_stand_in_its_lines() -> None:
    caption = "Phà cập bến. Ảnh: Phan Lữ"
    lines = scraped(VI_TITLE, 1, caption)
    lines[lines.index(VI[0])] = f"VOV.VN - {VI[0]}"
    lines.insert(lines.index(VI[-1]) + 1, "Theo Báo Sông Xanh")
    article = clean(raw(text="\n".join(lines), url="https://vov.vn/ben-pha-1.vov"))
    assert (article.title, article.paragraphs) == (VI_TITLE, VI)
    assert article.captions == (Caption(text="Phà cập bến.", credit="Phan Lữ"),)
    assert article.attribution == ("Báo Sông Xanh",)
    assert article.hints.outlet == "VOV.VN"
    assert article.published_at
    assert article.published_at.provenance == "text"
    assert article.published_at.value.date() == datetime(2026, 4, 12, tzinfo=UTC).date()


def test_a_byline_serves_where_nobody_else_names_an_author() -> None:
    text = "\n".join((VI_TITLE, "Tác giả: Trần Minh Khang", *VI))
    assert clean(raw(text=text)).authors == ("Trần Minh Khang",)
    assert clean(raw(text=text, authors=["Phan Lữ"])).authors == ("Phan Lữ",)


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
        ({"html": "<html><body><div id=app></div></body></html>"}, Reason.NOT_AN_ARTICLE),
        (
            {"html": "<rss version='2.0'><channel><title>Tin</title></channel></rss>"},
            Reason.NOT_AN_ARTICLE,
        ),
        ({"html": "<title>404 Not Found</title><h1>404 Not Found</h1>"}, Reason.NOT_AN_ARTICLE),
        ({"html": f"<p {'a=1 ' * 20_000}>"}, Reason.PAGE_TOO_COMPLEX),
        ({"html": f"<p {'a=1 ' * 20_000}"}, Reason.PAGE_TOO_COMPLEX),
        ({"html": "<b>x" * (MAX_ELEMENTS + 1)}, Reason.PAGE_TOO_COMPLEX),
    ],
)
def test_no_article_no_outcome_but_a_reason(fields: dict[str, str], reason: Reason) -> None:
    with pytest.raises(CleanError) as caught:
        clean(raw(**({"text": None} | fields)))
    assert caught.value.reason is reason


@pytest.mark.parametrize(
    ("kind", "reason", "detail"),
    [
        (PageKind.EMPTY, Reason.NO_ARTICLE, "no article found in 4 characters of HTML"),
        (PageKind.ARTICLE, Reason.NO_ARTICLE, "no article found in 4 characters of HTML"),
        (PageKind.FEED, Reason.NOT_AN_ARTICLE, "feed: 4 characters of HTML"),
        (PageKind.PAYWALL, Reason.NOT_AN_ARTICLE, "paywall: 4 characters of HTML"),
    ],
)
def test_a_page_that_is_something_else_is_called_so(
    kind: PageKind, reason: Reason, detail: str
) -> None:
    error = _refusal(raw(html="<br>"), Page(kind=kind))
    assert (error.reason, str(error).endswith(detail)) == (reason, True)
    assert _refusal(raw(html="<br>"), NOTHING).reason is Reason.NO_ARTICLE


def test_a_page_at_the_limits_is_read() -> None:
    crowded = PAGE.replace("</article>", "<b>x</b>" * (MAX_ELEMENTS - 100) + "</article>")
    tall = PAGE.replace("<article>", f'<article data-x="{"y" * 64_000}">')
    for page in (crowded, tall):
        assert clean(raw(html=page)).title == TITLE


@pytest.mark.parametrize(
    ("fields", "flag"),
    [
        ({"text": TEXT + " cut \ud83d"}, "characters_replaced"),
        ({"text": BODY[0]}, "no_title"),
        ({"published_at": "yesterday-ish"}, "date_unreadable"),
        ({"published_at": "2031-01-01", "fetched_at": "2026-01-01"}, "date_in_future_refused"),
        ({"published_at": "1962-01-01"}, "date_too_old_refused"),
        ({"text": "\n".join(["Một dòng."] * (MAX_LINES + 1))}, "too_many_lines"),
        ({"text": "".join(BODY).encode().decode("cp1252", "replace")}, "characters_replaced"),
        ({"text": TEXT.encode().decode("latin-1")}, "mojibake_repaired"),
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
