from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from service.clean.page.kind import FLAGS, Evidence, PageKind, Verdict, judge, kind_of_root
from service.clean.page.shape import measure_shape, weight
from service.clean.page.wordings import Says, phrases, says

SENTENCE = (
    "The council of Example Town opened the new library by the river on Saturday, "
    "after two years of work and long talks about its cost."
)
HEADLINES = "".join(
    f'<li><a href="/news/{n}">The council decides on library number {n} in Example Town</a></li>'
    for n in range(30)
)
CARDS = "".join(
    f'<div class="x{n}"><h3><a href="/news/{n}">Library number {n} opens in Example Town</a></h3>'
    f"<p>{SENTENCE} {n}</p></div>"
    for n in range(20)
)
ARTICLE = "".join(f"<p>{SENTENCE}</p>" for _ in range(8))


def page(body: str, title: str = "Example", head: str = "") -> str:
    return f"<html><head><title>{title}</title>{head}</head><body>{body}</body></html>"


def verdict(html: str, **evidence: object) -> Verdict:
    return judge(LexborHTMLParser(html), Evidence(**evidence))  # type: ignore[arg-type]  # by name


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ('<?xml version="1.0"?><rss version="2.0"><channel/></rss>', PageKind.FEED),
        ('\ufeff<!-- hi --><feed xmlns="http://www.w3.org/2005/Atom"/>', PageKind.FEED),
        ('<?xml version="1.0"?>\n<rdf:RDF xmlns="x"/>', PageKind.FEED),
        ('<?xml version="1.0"?><urlset xmlns="x"><url/></urlset>', PageKind.SITEMAP),
        ("<sitemapindex></sitemapindex>", PageKind.SITEMAP),
        ('<?xml version="1.0"?><svg/>', PageKind.DATA),
        ('<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', PageKind.DATA),
        ('{"title": "A title", "body": "A body"}', PageKind.DATA),
        ('[{"id": 1}]', PageKind.DATA),
        ("var a = 1;\nfunction b() {\n  return a;\n}\n", PageKind.DATA),
        ("body {\n color: red;\n}\n.a {\n b: c;\n}", PageKind.DATA),
        ("%PDF-1.7\n%\ufffd\ufffd", PageKind.DATA),
        ("\ufffdPNG\n\nIHDR", PageKind.DATA),
    ],
)
def test_what_is_no_html_is_told_by_how_it_begins(html: str, kind: PageKind) -> None:
    assert kind_of_root(html) is kind


@pytest.mark.parametrize(
    "html",
    [
        page(ARTICLE),
        '<?xml version="1.0" encoding="utf-8"?><!DOCTYPE html PUBLIC "x" "y"><html></html>',
        "<p>A page without a root.</p>",
        "A text that somebody calls a page.\nIt has two lines.\nAnd a third; really.",
        "{A curly beginning} of a text<br>and more",
        "",
        "<",
    ],
)
def test_what_may_be_html_is_let_through(html: str) -> None:
    assert kind_of_root(html) is None


@pytest.mark.parametrize(
    ("html", "evidence", "kind"),
    [
        (page(CARDS), {"url": "https://a.example/"}, PageKind.HOME_PAGE),
        (page(CARDS + ARTICLE), {"url": "https://a.example/index.html"}, PageKind.HOME_PAGE),
        (page(CARDS), {"url": "https://a.example/vi"}, PageKind.HOME_PAGE),
        (page(CARDS), {"url": "https://a.example/sport"}, PageKind.INDEX),
        (page(f"<ul>{HEADLINES}</ul>"), {}, PageKind.INDEX),
        (
            page(f"<ul>{HEADLINES}</ul>"),
            {"kinds": {"CollectionPage", "og:website"}},
            PageKind.INDEX,
        ),
        (
            page(f"<h1>30 results</h1>{HEADLINES}"),
            {"url": "https://a.example/search?q=library"},
            PageKind.SEARCH_RESULTS,
        ),
        (
            page(f"<h1>30 results</h1>{HEADLINES}"),
            {"kinds": {"SearchResultsPage"}},
            PageKind.SEARCH_RESULTS,
        ),
        (page("<h1>404</h1><p>Page not found</p>"), {}, PageKind.ERROR_PAGE),
        (page("<p>Sorry.</p>", "404 Not Found"), {}, PageKind.ERROR_PAGE),
        (page("<center><h1>502 Bad Gateway</h1></center><hr>nginx"), {}, PageKind.ERROR_PAGE),
        (
            page("<h1>Không tìm thấy trang</h1><p>Mời bạn về trang chủ.</p>"),
            {},
            PageKind.ERROR_PAGE,
        ),
        (page("<h1>Seite nicht gefunden</h1>", "Beispiel"), {}, PageKind.ERROR_PAGE),
        (page("<h1>ページが見つかりません</h1>"), {}, PageKind.ERROR_PAGE),
        (page("<h1>الصفحة غير موجودة</h1>"), {}, PageKind.ERROR_PAGE),
        (
            page("<p>Try again later, please; we are working on it.</p>" * 3),
            {"http_status": 503},
            PageKind.ERROR_PAGE,
        ),
        (
            page("<h1>Oops</h1><p>Not found. Try these:</p>" + HEADLINES[:600], "Page not found"),
            {},
            PageKind.ERROR_PAGE,
        ),
        (
            page(
                "<noscript>Enable JavaScript and cookies to continue</noscript>", "Just a moment..."
            ),
            {},
            PageKind.BOT_CHECK,
        ),
        (
            page("<h1>a.example</h1><p>Verify you are human by completing the action below.</p>"),
            {},
            PageKind.BOT_CHECK,
        ),
        (page("<p>Ray ID: 0</p>", "Attention Required! | Example"), {}, PageKind.BOT_CHECK),
        (page("<p>Проверка браузера перед переходом на сайт</p>"), {}, PageKind.BOT_CHECK),
        (
            page(
                "<h2>Before you continue</h2><form><p>We use cookies and data to deliver our "
                "services.</p><p>If you accept all, our partners also use cookies for ads.</p>"
                "<button>Accept</button></form>"
            ),
            {
                "body": "We use cookies and data to deliver our services.\n"
                "If you accept all, our partners also use cookies for ads."
            },
            PageKind.CONSENT_WALL,
        ),
        (
            page("<h1>A title</h1><p>Subscribe to continue. Already a subscriber? Log in.</p>" * 2),
            {},
            PageKind.PAYWALL,
        ),
        (
            page("<h1>Tiêu đề</h1><p>Vui lòng đăng nhập để đọc tiếp bài viết.</p>"),
            {},
            PageKind.PAYWALL,
        ),
        (
            page('<div id="root"></div><script src="/a.js"></script>'),
            {},
            PageKind.TEMPLATE,
        ),
        (
            page("<noscript>You need to enable JavaScript to run this app.</noscript><div id=app>"),
            {},
            PageKind.TEMPLATE,
        ),
        (
            page("<h1>{{ article.title }}</h1>" + "<p>{{ article.body }}</p>" * 3),
            {"body": "{{ article.title }}\n{{ article.body }}\n{{ article.body }}"},
            PageKind.TEMPLATE,
        ),
        (
            page("<p>Lorem ipsum dolor.</p>"),
            {"body": "Lorem ipsum dolor.\nLorem ipsum."},
            PageKind.TEMPLATE,
        ),
        (
            page("<video></video>" + "<p>Watch the river rise in the spring.</p>" * 4),
            {"kinds": {"VideoObject"}},
            PageKind.MEDIA,
        ),
        (
            page("<p>Two words and a few others, that is all there is here.</p>" * 3),
            {},
            PageKind.EMPTY,
        ),
        (page(""), {}, PageKind.TEMPLATE),
    ],
)
def test_a_page_that_is_no_article_is_called_what_it_is(
    html: str, evidence: dict[str, object], kind: PageKind
) -> None:
    evidence = {k: frozenset(v) if isinstance(v, set) else v for k, v in evidence.items()}
    assert verdict(html, **evidence) == Verdict(kind)


@pytest.mark.parametrize(
    ("html", "evidence"),
    [
        (page(ARTICLE), {}),
        (page(ARTICLE + HEADLINES), {}),
        (page(ARTICLE + CARDS), {"url": "https://a.example/news/1"}),
        (page(CARDS + "".join(f"<div><p>{SENTENCE}</p></div>" for _ in range(6))), {}),
        (page(ARTICLE, "404: what the number means"), {}),
        (page(f"<h1>Page not found: a history</h1>{ARTICLE}"), {}),
        (page(f"<h1>Cookies and consent</h1>{ARTICLE}"), {}),
        (page(ARTICLE + "<p>Subscribe to continue reading our letters.</p>"), {}),
        (page(ARTICLE), {"url": "https://a.example/?p=123"}),
        (page(f"<div>{SENTENCE}<br>{SENTENCE}<br>{SENTENCE} {SENTENCE}</div>"), {}),
        (page("<p>" + "市議会は土曜日、川沿いの新しい図書館を開いた。" * 12 + "</p>"), {}),
        # Short, but it says what it is.
        (page(f"<h1>A title</h1><p>{SENTENCE}</p>"), {"kinds": frozenset({"NewsArticle"})}),
        (page(f"<p>{SENTENCE}</p>{HEADLINES}"), {"kinds": frozenset({"og:article"})}),
    ],
)
def test_an_article_is_let_through(html: str, evidence: dict[str, object]) -> None:
    assert verdict(html, body=f"{SENTENCE}\n{SENTENCE}", **evidence).kind is PageKind.ARTICLE


COOKIES = "We use cookies, and our partners use cookies, too.\nYou can give your consent here."


@pytest.mark.parametrize(
    ("html", "evidence", "flag"),
    [
        (page(f"<p>{SENTENCE}</p>{HEADLINES}"), {}, "mostly_links"),
        (page(f"<p>{SENTENCE}</p>"), {"is_free": False}, "paywalled"),
        (page(ARTICLE), {"body": f"{SENTENCE}\nAlready a subscriber?"}, "paywalled"),
        (page(ARTICLE), {"http_status": 404}, "http_error"),
        (page(ARTICLE), {"body": COOKIES}, "consent_wall_suspected"),
        (page(ARTICLE), {"kinds": frozenset({"VideoObject"})}, "mostly_media"),
    ],
)
def test_what_is_doubtful_is_a_flag(html: str, evidence: dict[str, object], flag: str) -> None:
    article = {"kinds": frozenset({"NewsArticle"})} if flag != "mostly_media" else {}
    found = verdict(html, **{"body": SENTENCE} | article | evidence)
    assert found == Verdict(PageKind.ARTICLE, frozenset({flag}))
    assert flag in FLAGS


def test_an_article_without_peculiarities_has_no_flag() -> None:
    body = "\n".join([SENTENCE] * 20)
    assert verdict(page(ARTICLE), body=body, is_free=False, http_status=200).flags == frozenset()


def test_teasers_are_no_prose_and_wrapped_paragraphs_are() -> None:
    wrapped = "".join(f"<div class=w><p>{SENTENCE}</p></div>" for _ in range(5))
    assert measure_shape(LexborHTMLParser(page(CARDS))).prose == 0
    assert measure_shape(LexborHTMLParser(page(CARDS)), SENTENCE + " 1").prose == 0
    assert measure_shape(LexborHTMLParser(page(wrapped))).prose > 5 * 100
    assert measure_shape(LexborHTMLParser(page(f"<div>{HEADLINES}</div>"))).headlines == 30


def test_a_character_without_spaces_weighs_more() -> None:
    assert weight("図書館を開いた。") > 2 * len("図書館を開いた。")
    assert weight("Thư viện “mới”") == len("Thư viện “mới”")


@pytest.mark.parametrize("what", Says)
def test_the_phrases_are_folded_and_said_once(what: Says) -> None:
    listed = phrases()[what]
    assert len(set(listed)) == len(listed)
    assert all(phrase == phrase.casefold() for phrase in listed)
    assert says(what, f"Xx {listed[-1].upper()} yy") or says(what, f"Xx {listed[-1]} yy")
