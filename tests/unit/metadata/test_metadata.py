from __future__ import annotations

import json
from time import process_time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from service.clean.dates.said import Place, Said
from service.clean.metadata import Metadata, read_metadata

URL = "https://www.harbour-post.example/news/ferry-returns-4711"
ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Ferry returns after forty years",
    "description": "The old line runs again.",
    "datePublished": "2026-03-05T14:05:00+07:00",
    "dateModified": "2026-03-05T15:00:00+07:00",
    "author": {"@type": "Person", "name": "Ann Lee"},
    "publisher": {"@type": "NewsMediaOrganization", "name": "The Harbour Post"},
    "articleSection": "Coast",
    "keywords": "ferry, coast , harbour",
    "isAccessibleForFree": "https://schema.org/False",
    "articleBody": "The ferry is back.\n\nIt sails at noon.",
    "image": {
        "@type": "ImageObject",
        "url": "/f.jpg",
        "caption": "The ferry",
        "creditText": "Bo Ek",
    },
}


def read(head: str, body: str = "", url: str | None = URL) -> Metadata:
    page = f"<html lang='en-GB'><head>{head}</head><body>{body}</body></html>"
    return read_metadata(LexborHTMLParser(page), url)


def ld(*values: object) -> str:
    return "".join(
        f'<script type="application/ld+json">{json.dumps(value)}</script>' for value in values
    )


def test_json_ld_tells_all() -> None:
    found = read(ld(ARTICLE))
    assert found.title == found.headline == "Ferry returns after forty years"
    assert found.description == "The old line runs again."
    assert found.authors == ("Ann Lee",)
    assert found.publisher == "The Harbour Post"
    assert found.section == "Coast"
    assert found.keywords == ("ferry", "coast", "harbour")
    assert found.language == "en-GB"
    assert found.is_free is False
    assert found.kinds == {"NewsArticle"}
    assert found.article_body == "The ferry is back.\n\nIt sails at noon."
    assert found.published == (Said("2026-03-05T14:05:00+07:00", Place.JSON_LD),)
    assert found.modified == (Said("2026-03-05T15:00:00+07:00", Place.JSON_LD),)
    (image,) = found.images
    assert (image.url, image.caption, image.credit) == (
        "https://www.harbour-post.example/f.jpg",
        "The ferry",
        "Bo Ek",
    )


def test_meta_tells_all_whatever_the_case_and_the_attribute() -> None:
    found = read(
        "<meta name='OG:Title' content='Ferry returns &amp;amp; stays | The Harbour Post'>"
        "<meta property='og:site_name' content='The Harbour Post'>"
        "<meta name='Description' content='The old line.'>"
        "<meta PROPERTY='article:published_time' CONTENT='2026-03-05'>"
        "<meta name='last-modified' content='Fri, 06 Mar 2026 10:00:00 GMT'>"
        "<meta property='og:type' content='Article'>"
        "<meta name='author' content='By Ann Lee'>"
        "<meta property='article:tag' content='ferry'><meta property='article:tag' content='coast'>"
        "<meta property='article:section' content='Coast'>"
        "<meta property='article:content_tier' content='locked'>"
        "<meta property='og:image' content='//img.example/f.jpg'>"
        "<meta property='og:image:alt' content='A ferry'>"
        "<link rel='CANONICAL' href='/news/ferry'>"
    )
    assert found.title == "Ferry returns & stays"
    assert found.site_name == "The Harbour Post"
    assert found.description == "The old line."
    assert found.authors == ("Ann Lee",)
    assert found.keywords == ("ferry", "coast")
    assert found.section == "Coast"
    assert found.is_free is False
    assert found.kinds == {"og:article"}
    assert found.canonical_url == "https://www.harbour-post.example/news/ferry"
    assert found.published == (Said("2026-03-05", Place.META),)
    assert found.modified == (Said("Fri, 06 Mar 2026 10:00:00 GMT", Place.META),)
    assert [(image.url, image.alt) for image in found.images] == [
        ("https://img.example/f.jpg", "A ferry")
    ]


def test_a_page_that_says_nothing_has_no_metadata() -> None:
    assert read_metadata(LexborHTMLParser(""), None) == Metadata()


def test_what_is_too_long_to_be_a_line_or_a_date_is_none() -> None:
    found = read(ld({**ARTICLE, "headline": "Ferry " * 500, "datePublished": "2026 " * 50}))
    assert found.headline is None
    assert found.published == ()


def test_the_tree_is_left_as_it_was() -> None:
    tree = LexborHTMLParser(
        f"<head>{ld(ARTICLE)}</head><h1>A<br><b>b</b></h1><p class=author>By Al Bo"
    )
    before = tree.html
    read_metadata(tree, URL)
    assert tree.html == before


@pytest.mark.parametrize(
    ("said", "is_free"),
    [
        (True, True),
        ("False", False),
        ("false", False),
        ("http://schema.org/True", True),
        ([False], False),
        (0, False),
        ("perhaps", None),
        (None, None),
    ],
)
def test_free_is_read_in_any_spelling(said: object, is_free: bool | None) -> None:
    assert read(ld({**ARTICLE, "isAccessibleForFree": said})).is_free is is_free


def test_a_part_that_must_be_paid_for_makes_the_article_not_free() -> None:
    part = {"@type": "WebPageElement", "isAccessibleForFree": "False", "cssSelector": ".paid"}
    article = {name: said for name, said in ARTICLE.items() if name != "isAccessibleForFree"}
    assert read(ld({**article, "hasPart": [part]})).is_free is False
    assert read(ld({**article, "isAccessibleForFree": True, "hasPart": [part]})).is_free is True


def test_the_addresses_of_a_page_are_relative_to_its_base() -> None:
    found = read("<base href='https://cdn.example/a/'><link rel=canonical href='b'>")
    assert found.canonical_url == "https://cdn.example/a/b"
    assert read("<link rel=canonical href='javascript:1'>").canonical_url is None
    assert read(
        "<meta property='og:url' content='https://a.example/x'>", url=None
    ).canonical_url == ("https://a.example/x")


def test_a_list_of_shapes_is_one_picture() -> None:
    shapes = ["https://i.example/1x1.jpg", "https://i.example/4x3.jpg", 7, None]
    og = "<meta property='og:image' content='https://i.example/og.jpg'>"
    found = read(og + ld({**ARTICLE, "image": shapes}))
    assert [image.url for image in found.images] == [
        "https://i.example/1x1.jpg",
        "https://i.example/og.jpg",
    ]


def test_a_whole_summary_wins_over_a_cut_one() -> None:
    found = read("<meta property='og:description' content='Another…'>" + ld(ARTICLE))
    assert found.description == "Another…"
    found = read("<meta property='og:description' content='The old line…'>" + ld(ARTICLE))
    assert found.description == "The old line runs again."


PIECES = st.sampled_from(
    [
        *(
            '<script type="application/ld+json">',
            "</script>",
            '{"@type":"NewsArticle",',
            '"author":',
        ),
        *("[", "{", "}", "]", ",", '"', "\\", "null", "\ud800", "\x00", "<h1>", "</h1>", "<p>"),
        *(
            '<meta name="author" content="',
            '">',
            "<div itemscope itemtype=NewsArticle itemprop=",
            "Ann Lee",
        ),
        *('<a rel="author">', "By ", " and ", "(AFP)", "<title>", " | ", "&amp;quot;", "é", "2026"),
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join))
@example("<script type='application/ld+json'>" + '{"@type":"NewsArticle","author":' * 40)
@settings(deadline=None)  # the machine is shared; test_a_hostile_page_is_cheap holds the cost
def test_any_page_gives_metadata_and_the_same_twice(page: str) -> None:
    page = page.encode("utf-8", "replace").decode("utf-8")
    assert read_metadata(LexborHTMLParser(page), URL) == read_metadata(LexborHTMLParser(page), URL)


SCRIPT = "<script type='application/ld+json'>"
SCOPE = "<div itemscope itemtype='https://schema.org/NewsArticle'>"
HOSTILE = {
    "deep lists": SCRIPT + "[" * 400_000,
    "deep objects": SCRIPT + '{"a":' * 400_000,
    "open quotes": SCRIPT + '{"a":"' + '"x' * 100_000,
    "backslashes": SCRIPT + '{"a":"' + "\\" * 400_000,
    "comments": SCRIPT + "/*" * 400_000,
    "wrappers": SCRIPT + "<!-- " * 100_000 + "-->" * 100_000,
    "items": SCRIPT + "[" + '{"@type":"NewsArticle","headline":"x"},' * 50_000 + "{}]",
    "a circle": SCRIPT + '[{"@id":"a","@type":"Person"},{"@type":"Article","author":{"@id":"a"}}]',
    "authors": "<meta name=author content='A B, C D'>" * 20_000,
    "a long byline": f"<meta name=author content='{'A B and ' * 50_000}'>",
    "separators": f"<meta name=og:title content='{' - a' * 490}'><h1>a</h1>",
    "headings": "<h1>a</h1>" * 20_000,
    "a long heading": "<h1>" + "<b>x</b> " * 20_000,
    "nested bylines": "<h1>T</h1>" + "<div class=author>" * 3_000 + "x",
    "nested properties": SCOPE + "<div itemprop=name>aaa " * 3_000,
    "properties": SCOPE + "<b itemprop=author>A B</b>" * 150_000,
    "nested scopes": "<div itemscope itemprop=author itemtype=NewsArticle>" * 3_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_is_cheap(name: str) -> None:
    tree = LexborHTMLParser(HOSTILE[name])
    start = process_time()
    read_metadata(tree, URL)
    assert process_time() - start < 1.5  # the most is 0.3 s alone; what is not linear takes minutes
