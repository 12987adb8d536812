from __future__ import annotations

import pytest

from schemas.enriched_article import Caption
from service.clean.dates.said import Place, Said
from service.clean.page import NOTHING, read_page
from service.clean.page.kind import PageKind

URL = "https://a.example/2026/03/05/library"
LINES = (
    "The council of Example Town opened the new library by the river on Saturday, after two years.",
    "People may borrow books for nothing at the weekend, and many of them came early in the morning.",
    "The building had been closed for two years, and the talks about its cost were long and loud.",
    "“It was worth it,” said the mayor, who had borrowed the first book, a story about a river.",
)
PROSE = "".join(f"<p>{line}</p>" for line in LINES)
LD = '{"@type": "NewsArticle", "headline": "A library opens", "datePublished": "2026-03-05T07:00:00Z"%s}'


def page(inner: str = PROSE, data: str = "", head: str = "") -> str:
    return (
        "<!DOCTYPE html><html lang=en><head><title>A library opens - Example</title>"
        f'<meta property="og:type" content="article">{head}'
        f'<script type="application/ld+json">{LD % data}</script></head><body>'
        '<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>'
        f"<article><h1>A library opens</h1>{inner}</article>"
        "<footer>© Example Media</footer></body></html>"
    )


def test_a_page_gives_its_body_a_line_a_block() -> None:
    found = read_page(page(), URL)
    assert tuple(found.body.split("\n"))[-4:] == LINES
    assert found.kind is PageKind.ARTICLE
    assert found.metadata.title == "A library opens"
    assert found.flags == frozenset()


def test_captions_and_pictures_come_with_their_credits() -> None:
    figure = (
        '<figure><img src="/1.jpg"><figcaption>The library. Photo: Jane Doe</figcaption></figure>'
    )
    head = '<meta property="og:image" content="/1.jpg">'
    found = read_page(page(figure + PROSE, head=head), URL)
    assert found.captions == (Caption(text="The library.", credit="Jane Doe"),)
    assert [(i.url, i.credit) for i in found.images] == [("https://a.example/1.jpg", "Jane Doe")]


def test_dates_come_in_the_order_of_trust() -> None:
    found = read_page(page('<p><time datetime="2026-03-05">5 March</time></p>' + PROSE), URL)
    places = [said.place for said in found.published]
    assert found.published[0] == Said("2026-03-05T07:00:00Z", Place.JSON_LD)
    assert places.index(Place.JSON_LD) < places.index(Place.TIME) < places.index(Place.URL)


def test_the_body_in_json_ld_serves_where_the_page_shows_less_than_half() -> None:
    told = " ".join(LINES)
    found = read_page(page(f"<p>{LINES[0]}</p>", f', "articleBody": "{told}"'), URL)
    assert found.body == told


def test_the_body_in_json_ld_may_be_html() -> None:
    told = "".join(f"<p>{line}</p>" for line in LINES)
    found = read_page(page("", f', "articleBody": "{told}"'), URL)
    assert tuple(found.body.split("\n")) == LINES


def test_the_body_of_another_article_in_json_ld_does_not_serve() -> None:
    told = "The mill burnt down in the night, and nobody was hurt, said the fire brigade. " * 20
    found = read_page(page(data=f', "articleBody": "{told}"'), URL)
    assert "mill" not in found.body


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ("<rss><channel><title>Example</title></channel></rss>", PageKind.FEED),
        ('{"a": "b"}', PageKind.DATA),
        ("<html><title>404 Not Found</title><h1>Not Found</h1></html>", PageKind.ERROR_PAGE),
        ("<html><body><div id=app></div></body></html>", PageKind.TEMPLATE),
        ("", PageKind.TEMPLATE),
        ("<", PageKind.TEMPLATE),
    ],
)
def test_what_is_no_article_has_no_body_and_says_what_it_is(html: str, kind: PageKind) -> None:
    found = read_page(html, None)
    assert (found.kind, found.body) == (kind, "")


def test_the_status_of_the_request_counts() -> None:
    assert (
        read_page("<p>We are sorry, really, and so on.</p>", None, 503).kind is PageKind.ERROR_PAGE
    )
    assert read_page(page(PROSE * 2), URL, 404).flags == {"http_error"}


def test_nothing_says_nothing() -> None:
    assert NOTHING.body == ""
    assert NOTHING.published == ()


def test_the_same_page_gives_the_same_for_ever() -> None:
    first = read_page(page(), URL)
    assert all(read_page(page(), URL) == first for _ in range(5))
