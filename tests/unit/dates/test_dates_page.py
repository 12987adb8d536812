from __future__ import annotations

import time

import pytest
from selectolax.lexbor import LexborHTMLParser

from service.clean.dates import Place, Said, from_url, read, visible_dates

TITLE = "Harbour bridge reopens after a year of repairs"
BODY = (
    "<p>" + "The bridge over the harbour was opened to traffic again in the morning. " * 4 + "</p>"
)
STAMP = '<time datetime="2026-03-05T14:05:00+07:00">5 March</time>'
SAID = Said("2026-03-05T14:05:00+07:00", Place.TIME)


def page(html: str, language: str = "en") -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    head = f'<html lang="{language}"><head><title>{TITLE} | The Example</title></head>'
    return visible_dates(LexborHTMLParser(f"{head}<body>{html}</body></html>"))


def day(said: Said, language: str | None = None) -> str:
    found = read(said, language=language)
    assert found
    return found.day.isoformat()


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>{TITLE}</h1>{STAMP}{BODY}",
        f"<article><header>{STAMP}<h1>{TITLE}</h1></header>{BODY}</article>",
        f"<main><h1>{TITLE}</h1><p>By A. Writer</p><div class=x><span>Published</span> {STAMP}</div>{BODY}</main>",
        f"<h1>The Example</h1><h2>{TITLE}</h2>{STAMP}{BODY}",
        f"<nav><ol><li><h1>{TITLE}</h1></ol></nav><h2>{TITLE}!</h2>{STAMP}{BODY}",
        f"<h1>{TITLE}</h1><a href=/2026/>{STAMP}</a>{BODY}",
        f"<h1>{TITLE}</h1><form><ul><li>{STAMP}</ul>{BODY}</form>",
        f"<aside>{STAMP}</aside><h1>{TITLE}</h1>{BODY}",
        f"<h1>{TITLE}</h1>{BODY}<div>{STAMP}</div>",
    ],
)
def test_a_time_element_of_the_article_is_read(html: str) -> None:
    assert page(html) == ((SAID,), ())


@pytest.mark.parametrize(
    ("language", "html"),
    [
        ("vi", "<div>Thứ năm, 5/3/2026 14:05 GMT+7</div>"),
        ("vi", "<div><span>14:05</span> | <span>05/03/2026</span></div>"),
        ("de", "<span>Von Erika Muster</span> <span>05.03.2026, 14:05 Uhr</span>"),
        ("en", "<p>By Ann Other | March 5, 2026 | 3 min read</p>"),
        ("en", "<dl><dt>Published</dt><dd>on the morning of 5 March 2026 in print</dd></dl>"),
        ("ja", "<p>2026年3月5日 14時05分</p>"),
        ("ar", "<p>نشر في: ٥ مارس ٢٠٢٦</p>"),
        ("fr", "<p>Publié le 5 mars 2026 à 14h05 - Mis à jour le 6 mars 2026</p>"),
        ("en", "<time datetime='PT3M'>5 March 2026</time>"),
    ],
)
def test_visible_text_by_the_headline_is_read(language: str, html: str) -> None:
    published, _ = page(f"<h1>{TITLE}</h1>{html}{BODY}", language)
    assert [day(said, language) for said in published] == ["2026-03-05"]


@pytest.mark.parametrize(
    "html",
    [
        f"<h1>{TITLE}</h1><ul><li><a href=/b>Another story with a headline of its own</a> {STAMP}</ul>{BODY}",
        f"<h1>{TITLE}</h1><section><h3><a href=/b>Other</a></h3>{STAMP}</section>{BODY}",
        f"<h1>{TITLE}</h1><a href=/b>Another story with a headline of its own {STAMP}</a>{BODY}",
        f"<h1>{TITLE}</h1><div class=related-news>{STAMP}</div>{BODY}",
        f"<header><div>{STAMP}</div></header><h1>{TITLE}</h1>{BODY}",
        f"<nav>{STAMP}</nav><h1>{TITLE}</h1>{BODY}",
        f"<h1>{TITLE}</h1>{BODY}<footer>{STAMP}</footer>",
        f"<h1>{TITLE}</h1>{BODY}<div id=comments>{STAMP}</div>",
        f"<h1>{TITLE}</h1>{BODY * 4}<div>{STAMP}</div><div>{STAMP.replace('03-05', '03-06')}</div>",
        f"<h1>{TITLE}</h1><p>The bridge that was closed on 5 March 2026 opens again to all.</p>{BODY}",
        f"<h1>{TITLE} on 5 March 2026</h1>{BODY}",
        f"<h1>{TITLE}</h1>{BODY * 4}<p>5 March 2026</p>",
        f"<h1>{TITLE}</h1>" + "".join(f"<p>{n} March 2026</p>" for n in range(1, 9)) + BODY,
        f"<h1>{TITLE}</h1><script>'5 March 2026'</script><!-- 5 March 2026 -->{BODY}",
        "<p>5 March 2026</p>",
        "",
    ],
)
def test_dates_of_other_things_are_not_read(html: str) -> None:
    assert page(html) == ((), ())


@pytest.mark.parametrize(
    ("language", "html"),
    [
        ("en", f"<p>Last updated: {STAMP}</p>"),
        ("en", f"<p>Updated</p><p>{STAMP}</p>"),
        ("vi", f"<p>Cập nhật lúc {STAMP}</p>"),
        ("ko", f"<p>최종수정 {STAMP}</p>"),
        ("tr", f"<p>Son güncelleme: {STAMP}</p>"),
    ],
)
def test_what_is_said_to_be_updated_is_modified(language: str, html: str) -> None:
    assert page(f"<h1>{TITLE}</h1>{html}{BODY}", language) == ((), (SAID,))


def test_a_class_says_updated_only_beside_another_date() -> None:
    updated = STAMP.replace("<time", '<time class="updated"')
    first = STAMP.replace("03-05", "03-04").replace("<time", '<time class="entry-date published"')
    assert page(f"<h1>{TITLE}</h1>{updated}{BODY}") == ((SAID,), ())
    published, modified = page(f"<h1>{TITLE}</h1>{first} {updated}{BODY}")
    assert [said.text[:10] for said in published] == ["2026-03-04"]
    assert modified == (SAID,)


def test_the_labelled_date_comes_first_and_the_one_above_last() -> None:
    html = f"<main><p>1 March 2026</p><h1>{TITLE}</h1><p>2 March 2026</p><p>Published: 3 March 2026</p>{BODY}</main>"
    assert [day(said) for said in page(html)[0]] == ["2026-03-03", "2026-03-02", "2026-03-01"]


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 20_000 + f"<h1>{TITLE}</h1>{STAMP}",
        f"<h1>{TITLE}</h1>" + "<p>5 March 2026 </p>" * 30_000,
        f"<h1>{TITLE}</h1><p>" + "5/3/2026 " * 100_000,
        f"<h1>{TITLE}</h1><time datetime='{'5' * 1_000_000}'>x</time>",
        f"<h1 class='{'x ' * 100_000}'>{'<b>' * 5_000}{TITLE}",
        "<h1>a</h1>" * 30_000,
    ],
)
def test_a_hostile_page_is_read_in_bounded_time(html: str) -> None:
    tree = LexborHTMLParser(html)
    start = time.perf_counter()
    visible_dates(tree)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("https://a.example/2026/03/05/bridge", "2026-03-05"),
        ("https://a.example/2026/3/5/bridge", "2026-03-05"),
        ("https://a.example/world/2026/mar/05/bridge", "2026-03-05"),
        ("https://a.example/20260305/bridge", "2026-03-05"),
        ("https://a.example/news/2026-03-05-bridge.html?d=2020-01-01", "2026-03-05"),
        ("https://a.example/bridge-20260305.html#2020-01-01", "2026-03-05"),
        ("https://a.example/2026/0305/c1-1.html", "2026-03-05"),
        ("https://a.example/2026-03/05/c_1.htm", "2026-03-05"),
        ("https://a.example/2026/03/05/bridge-20260305.html", "2026-03-05"),
    ],
)
def test_the_day_in_an_address(url: str, said: str) -> None:
    assert from_url(url) == Said(said, Place.URL)


@pytest.mark.parametrize(
    "url",
    [None, "", "https://a.example/", "https://a.example", "no address", "https://a.example/2026/03/bridge",
     "https://a.example/20261305/x", "https://a.example/120260305/x", "https://a.example/a20260305x",
     "https://a.example/89201234", "https://a.example/x?date=2026-03-05", "https://2026-03-05.example/x",
     "https://a.example/2026/02/31/x", "https://a.example/2026-03-05/from-2020-01-01", "https://a.example/19450508/x"],
)  # fmt: skip
def test_an_address_without_a_clear_day(url: str | None) -> None:
    assert from_url(url) is None
