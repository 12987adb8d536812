from __future__ import annotations

from time import perf_counter

import pytest
from selectolax.lexbor import LexborHTMLParser

from schemas.enriched_article import Caption, Image
from service.clean.page.extent import find_extent
from service.clean.page.figures import Figures, read_figures
from service.clean.page.pictures import picture_address, same_picture

BASE = "https://a.example/news/1"
LINES = (
    "The council of Example Town opened the new library by the river on Saturday.",
    "People may borrow books for nothing at the weekend, and many came early.",
    "The building had been closed for two years, and the talks were long.",
)
BODY = "\n".join(LINES)
FIRST, SECOND, THIRD = (f"<p>{line}</p>" for line in LINES)
TEASER = (
    '<div class="x1"><a href="/news/2"><figure><img src="/t.jpg"><figcaption>Another title'
    "</figcaption></figure><h3>The mill burns in Example Town</h3></a></div>"
)


def figures(html: str, body: str = BODY, **more: object) -> Figures:
    tree = LexborHTMLParser(html)
    return read_figures(tree, find_extent(tree, body), BASE, **more)  # type: ignore[arg-type]


def article(inner: str, before: str = "", after: str = "") -> str:
    return (
        f"<html><body>{before}<article><h1>A library opens</h1>{FIRST}{inner}{SECOND}{THIRD}"
        f"</article>{after}</body></html>"
    )


CAPTION = Caption(text="The library at dawn.", credit="Jane Doe")


@pytest.mark.parametrize(
    "figure",
    [
        '<figure><img src="1.jpg"><figcaption>The library at dawn. Photo: Jane Doe</figcaption></figure>',
        (
            '<figure><img src="1.jpg"><figcaption>The library at dawn. <span class="c-credit">(Photo: Jane '
            "Doe)</span></figcaption></figure>"
        ),
        (
            '<figure><img src="1.jpg"><figcaption>The library at dawn.</figcaption>'
            '<div class="image__copyright">© Jane Doe</div></figure>'
        ),
        '<figure><img src="1.jpg"><figcaption>The library at dawn.<cite>Jane Doe</cite></figcaption></figure>',
        (
            '<div class="wp-caption"><img src="1.jpg"><p class="wp-caption-text">The library at dawn. '
            "Photo: Jane Doe</p></div>"
        ),
        (
            '<table class="picture"><tr><td class="pic"><img src="1.jpg"></td></tr><tr><td '
            'class="caption">The library at dawn. Ảnh: Jane Doe</td></tr></table>'
        ),
        (
            '<table><tr><td><img src="1.jpg"></td></tr><tr><td><p>The library at dawn. Ảnh: Jane Doe</p>'
            "</td></tr></table>"
        ),
        (
            '<div class="VCSortableInPreviewMode"><div><img src="1.jpg"></div><div class="PhotoCMS_Caption">'
            "<p>The library at dawn. Ảnh: Jane Doe</p></div></div>"
        ),
        '<div><img src="1.jpg"><div class="pic_caption">The library at dawn. (Foto: Jane Doe)</div></div>',
        (
            '<figure><img src="1.jpg"><figcaption><span class="sr-only">Caption:</span>The library '
            "<b>at</b> dawn. <button>Enlarge</button><script>x()</script>Photo: Jane Doe</figcaption></figure>"
        ),
        (
            '<a href="1.jpg"><figure><img src="1.jpg"><figcaption>The library at dawn. Photo: Jane Doe'
            "</figcaption></figure></a>"
        ),
    ],
)
def test_a_caption_is_read_whatever_its_markup(figure: str) -> None:
    found = figures(article(figure))
    assert found.captions == (CAPTION,)
    assert [image.url for image in found.images] == ["https://a.example/news/1.jpg"]
    assert found.images[0].credit == "Jane Doe"


@pytest.mark.parametrize(
    ("caption", "text", "credit"),
    [
        ("The library.<span>Open at last.</span>", "The library. Open at last.", None),
        ("Books from books.example<b>.com</b>", "Books from books.example.com", None),
        (
            "<i>One.</i><cite>Agency | Jane Doe</cite><cite>JANE DOE</cite>",
            "One.",
            "Agency / Jane Doe",
        ),
        ("<p>One</p><p>two</p>", "One two", None),
        ("Pho<b>to</b>graphs of the library", "Photographs of the library", None),
    ],
)
def test_the_text_of_a_caption_runs_as_it_is_seen(
    caption: str, text: str, credit: str | None
) -> None:
    found = figures(
        article(f"<figure><img src='/1.jpg'><figcaption>{caption}</figcaption></figure>")
    )
    assert found.captions == (Caption(text=text, credit=credit),)


@pytest.mark.parametrize("box", ["{}", "<div>{}</div>"])
def test_the_lead_picture_above_the_headline_of_an_article_counts(box: str) -> None:
    text = f"<header><h1>A library opens</h1></header>{FIRST}{SECOND}{THIRD}"
    html = (
        '<main><article><figure><img src="/1.jpg"><figcaption>The library.</figcaption></figure>'
        f"{box.format(text)}</article></main>"
    )
    assert figures(html).captions == (Caption(text="The library."),)


@pytest.mark.parametrize(
    "html",
    [
        article(f"<div>{TEASER}</div>"),
        article("", after=TEASER),
        article("", before=TEASER),
        article(
            "", after='<figure><img src="/f.jpg"><figcaption>Of the page</figcaption></figure>'
        ),
        article(
            '<aside><figure><img src="/a.jpg"><figcaption>Beside</figcaption></figure></aside>'
        ),
        article('<div class="author-box"><div class="author"><img src="/me.jpg"></div></div>'),
        article('<div class="newsletter"><img src="/letter.jpg"></div>'),
        article('<a href="/news/9"><img src="/9.jpg"></a>'),
        article(
            '<ul><li><img src="/9.jpg"><a href="/news/9">The mill burns in Example Town</a></li></ul>'
        ),
        (
            f"<article><h1>A title</h1><div>{FIRST}{SECOND}{THIRD}</div><section><figure>"
            "<img src='/9.jpg'><figcaption>More</figcaption></figure></section></article>"
        ),
        f"<body><img src='/top.jpg'><h1>A title</h1>{FIRST}{SECOND}{THIRD}</body>",
    ],
)
def test_pictures_of_other_articles_and_of_the_page_do_not_count(html: str) -> None:
    assert figures(html) == Figures()


@pytest.mark.parametrize(
    "image",
    [
        '<img src="data:image/gif;base64,R0">',
        '<img src="/pixel.gif" width="1" height="1">',
        '<img src="/x.jpg" width="48">',
        '<img src="/static/logo.png">',
        '<img class="user avatar" src="/a.jpg">',
        '<img src="/icons/icon-fb.png">',
        '<img src="/x.svg">',
        '<img src="/l.gif?n=1">',
        "<img>",
        '<img src="javascript:x()">',
        '<img src="http://">',
    ],
)
def test_icons_avatars_and_pixels_are_no_pictures(image: str) -> None:
    assert figures(article(image)).images == ()


@pytest.mark.parametrize(
    ("image", "address"),
    [
        ('<img src="/p.gif" data-src="/1.jpg">', "https://a.example/1.jpg"),
        ('<img src="data:x" data-original="//c.example/1.jpg">', "https://c.example/1.jpg"),
        (
            '<img src="/s.jpg" srcset="/s.jpg 320w, /l.jpg 1280w, /m.jpg 640w">',
            "https://a.example/l.jpg",
        ),
        ('<img srcset="/a.jpg, /b.jpg 2x">', "https://a.example/b.jpg"),
        (
            '<img srcset="https://c.example/w_1,h_1/a.jpg 100w,https://c.example/w_2,h_2/b.jpg 300w">',
            "https://c.example/w_2,h_2/b.jpg",
        ),
        (
            '<picture><source srcset="/b.webp 900w"><img src="/s.jpg"></picture>',
            "https://a.example/b.webp",
        ),
        ('<img src="/1.jpg" srcset=" , ">', "https://a.example/1.jpg"),
        ('<img src="  /1.jpg " width="auto" height="100%">', "https://a.example/1.jpg"),
    ],
)
def test_the_largest_form_of_a_picture_is_taken(image: str, address: str) -> None:
    node = LexborHTMLParser(image).css_first("img")
    assert node
    assert picture_address(node, BASE) == address


def test_a_picture_the_metadata_name_comes_first_and_is_said_once() -> None:
    figure = '<figure><img src="/1-300x200.jpg" alt="Books"><figcaption>The library. Photo: Jane Doe</figcaption></figure>'
    lead = (Image(url="https://a.example/1-1200x800.jpg"), Image(url="https://a.example/0.jpg"))
    assert figures(article(figure + figure), lead=lead) == Figures(
        captions=(Caption(text="The library.", credit="Jane Doe"),),
        images=(
            Image(
                url="https://a.example/1-1200x800.jpg",
                alt="Books",
                caption="The library.",
                credit="Jane Doe",
            ),
            Image(url="https://a.example/0.jpg"),
        ),
    )


def test_only_what_names_a_picture_tells_two_apart() -> None:
    one = same_picture("https://a.example/1-300x200.jpg?w=3#x")
    assert one == same_picture("https://a.example/1.jpg?w=9")
    assert same_picture("https://a.example/image?id=1") != same_picture(
        "https://a.example/image?id=2"
    )


def test_a_body_in_no_paragraphs_is_found() -> None:
    blocks = "".join(f"<div>{line}</div>" for line in LINES)
    html = (
        f"<body><div><h1>A title</h1><div>{blocks}<figure><img src='/1.jpg'><figcaption>The "
        f"library.</figcaption></figure></div></div>{TEASER}</body>"
    )
    assert figures(html).captions == (Caption(text="The library."),)


def test_a_body_that_is_not_in_the_page_leaves_what_calls_itself_the_article() -> None:
    html = article('<figure><img src="/1.jpg"><figcaption>The library.</figcaption></figure>')
    assert figures(html, body="Nothing of this stands in the page, not a word.").captions
    assert figures("<p>x</p>", body="") == Figures()


def test_behind_a_thousand_pictures_none_is_looked_for() -> None:
    figure = '<figure><img src="/1.jpg"></figure>'
    assert figures(article('<img src="/logo.png">' * 990 + figure)).images
    assert figures(article('<img src="/logo.png">' * 1_000 + figure)) == Figures()


def test_hostile_pages_cost_no_time_to_speak_of() -> None:
    pages = [
        article("<div class=caption>" * 5_000),
        article("<figure><img src=/1.jpg><figcaption>" * 3_000),
        article("<table><tr><td><img src=/1.jpg>x" * 2_000),
        article("".join(f"<div class=caption>c{n}<img src=/{n}.jpg></div>" for n in range(9_000))),
        article(f"<figcaption>{'<i>x' * 9_000}</figcaption>"),
        article(f'<img srcset="{"x, " * 300_000}">'),
        article(f"<figure><img><figcaption>{'Photo: ' * 100_000}</figcaption></figure>"),
        article(f"<figure><img><figcaption>{'(' * 500_000}</figcaption></figure>"),
    ]
    for page in pages:
        tree = LexborHTMLParser(page)
        started = perf_counter()
        found = read_figures(tree, find_extent(tree, BODY), BASE)
        assert perf_counter() - started < 2
        assert len(found.captions) <= 200
        assert len(found.images) <= 200
