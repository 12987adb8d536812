"""One row a trap."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.clean.url import canonical, parse, resolve, url_key
from service.clean.url.tracking import is_tracking, names_article

SLUG = "mayor-opens-new-library-81234567"
STORY = f"https://news.example/city/{SLUG}"
SHORT = "https://news.example/show"


@pytest.mark.parametrize(
    ("found", "canonical_form"),
    [
        # The order of the query, fragments, ports, case, dots
        ("https://a.example/x?utm_source=z&b=2&a=1#top", "https://a.example/x?a=1&b=2"),
        ("HTTPS://A.Example:443/Path/../Case", "https://a.example/Case"),
        ("http://a.example:80/x", "http://a.example/x"),
        ("http://a.example:8080/x?", "http://a.example:8080/x"),
        ("https://user:word@a.example/", "https://a.example/"),
        ("https://a.example/?a=2&b=&a=1&fbclid=q", "https://a.example/?a=2&a=1&b="),
        ("https://a.example/?&&b=1&&a=2&", "https://a.example/?a=2&b=1"),
        ("  https://a.example/x\n", "https://a.example/x"),
        ("https://a.example./x", "https://a.example/x"),
        ("https://a.example", "https://a.example/"),
        ("https:\\\\a.example\\x", "https://a.example/x"),
        ("https://a.example//x///y", "https://a.example/x/y"),
        ("https://a.example/get/https://b.example/x", "https://a.example/get/https://b.example/x"),
        ("https://a.example/x;jsessionid=9F3A?p=1", "https://a.example/x?p=1"),
        # Letters
        (
            "https://báo.example/đường?UTM_Medium=x",
            "https://xn--bo-mia.example/%C4%91%C6%B0%E1%BB%9Dng",
        ),
        ("https://a.example/%c4%91%7ex%2Dy", "https://a.example/%C4%91~x-y"),
        ("https://a.example/a%2fb%3Fc", "https://a.example/a%2Fb%3Fc"),
        ("https://a.example/%2e%2e/x", "https://a.example/x"),
        ("https://a.example/?q=%c3%a9&%61=1", "https://a.example/?a=1&q=%C3%A9"),
        ("https://a.example/?q=a%2526b", "https://a.example/?q=a%2526b"),
        # Fragments that are addresses
        ("https://a.example/#!/story/1", "https://a.example/#!/story/1"),
        ("https://a.example/#/story/1", "https://a.example/#/story/1"),
        (f"{STORY}#/comments", STORY),
        (f"{STORY}#comment-5", STORY),
        # Tracking by whole name
        (f"{STORY}?gclid=1&dclid=2&wbraid=3&msclkid=4&yclid=5&ttclid=6", STORY),
        (f"{STORY}?smid=tw-share&smtyp=cur&cmpid=1&CMP=fb&ito=social&ocid=x", STORY),
        (f"{STORY}?spm=a.b.c&zarsrc=30&srsltid=A&dicbo=v2&ico=top&guccounter=1", STORY),
        (f"{STORY}?mc_cid=1&mc_eid=2&_hsenc=3&_hsmi=4&mkt_tok=5&ref_src=twsrc", STORY),
        # Tracking by the beginning of a name
        (f"{STORY}?utm_id=1&UTM_Custom=2&mtm_group=3&pk_kwd=4&hsa_acc=5", STORY),
        (f"{STORY}?at_medium=RSS&at_campaign=KARANGA&ns_mchannel=rss&ns_linkname=x", STORY),
        (f"{STORY}?vn_source=rcm&vn_medium=home&vn_campaign=rcm&vn_term=1&wt_mc=x", STORY),
        (f"{STORY}?amp_js_v=0.1&amp_gsa=1&usqp=mq&aoh=1", STORY),
        # Words that are sometimes identity: dropped where the path is enough, else kept
        (f"{STORY}?ref=rss", STORY),
        (f"{STORY}?share=twitter&source=nl&from=home&mod=hp", STORY),
        (f"{SHORT}?ref=123456", f"{SHORT}?ref=123456"),
        (f"{SHORT}?source=77&share=5", f"{SHORT}?share=5&source=77"),
        ("https://a.example/read_the_story.php?ref=9", "https://a.example/read_the_story.php?ref=9"),
        # Never dropped
        (f"{STORY}?id=1", f"{STORY}?id=1"),
        (f"{SHORT}?p=12", f"{SHORT}?p=12"),
        (f"{SHORT}?article=7&story=8", f"{SHORT}?article=7&story=8"),
        (f"{SHORT}?v=dQw&aid=1", f"{SHORT}?aid=1&v=dQw"),
        (f"{SHORT}?newsid=5&sid=3&tid=4", f"{SHORT}?newsid=5&sid=3&tid=4"),
        (f"{STORY}?page=2", f"{STORY}?page=2"),
        ("https://a.example/?q=utm_source", "https://a.example/?q=utm_source"),
        ("https://a.example/?autm_source=x", "https://a.example/?autm_source=x"),
        # AMP
        (f"{STORY}/amp", STORY),
        (f"{STORY}/amp/", f"{STORY}/"),
        (f"{STORY}/amp?x=1", f"{STORY}?x=1"),
        (f"{STORY}.amp", STORY),
        (f"{STORY}.amp.html", f"{STORY}.html"),
        (f"{STORY}?amp=1", STORY),
        (f"{STORY}?amp", STORY),
        (f"{STORY}?outputType=amp&id=1", f"{STORY}?id=1"),
        (f"{STORY}?output=pdf", f"{STORY}?output=pdf"),
        ("https://a.example/dictionary/amp", "https://a.example/dictionary/amp"),
        ("https://a.example/amp", "https://a.example/amp"),
        ("https://a.example/?q=amp", "https://a.example/?q=amp"),
        (f"https://www.google.com/amp/s/news.example/city/{SLUG}/amp/", f"{STORY}/"),
        (f"https://google.co.uk/amp/news.example/city/{SLUG}", STORY.replace("https", "http")),
        (f"https://news-example.cdn.ampproject.org/c/s/news.example/city/{SLUG}?utm_source=1", STORY),
        (f"https://cdn.ampproject.org/v/s/news.example/city/{SLUG}?amp_js_v=0.1&id=2", f"{STORY}?id=2"),
        ("https://www.google.com/amp/about", "https://www.google.com/amp/about"),
        (f"https://a.example/amp/s/news.example/{SLUG}", f"https://a.example/amp/s/news.example/{SLUG}"),
        # A host may not exist under another name: that is for the key
        (f"https://m.news.example/{SLUG}", f"https://m.news.example/{SLUG}"),
        (f"https://amp.news.example/{SLUG}", f"https://amp.news.example/{SLUG}"),
    ],
)  # fmt: skip
def test_an_address_has_one_form(found: str, canonical_form: str) -> None:
    assert canonical(found) == canonical_form


@pytest.mark.parametrize(
    "said",
    [None, "", "a.example/x", "/x", "mailto:a@a.example", "javascript:alert(1)", "file:///etc/x",
     "https://", "https://a b/", "ftp://a.example/", "https://a.example/" + "ệ" * 2_000,
     "data:text/html,x", "https://a.example:99999/", "http://[::1", "//a.example/x"],
)  # fmt: skip
def test_what_is_no_web_address_is_none(said: str | None) -> None:
    assert parse(said) is None
    assert canonical(said) is None


@pytest.mark.parametrize(
    ("address", "base", "resolved"),
    [
        ("/x", STORY, "https://news.example/x"),
        ("y?z#t", STORY, "https://news.example/city/y?z#t"),
        ("//b.example/x", STORY, "https://b.example/x"),
        ("https://b.example", None, "https://b.example/"),
        ("x", None, None),
        ("x", "nonsense", None),
        ("javascript:1", STORY, None),
        ("", STORY, None),
    ],
)
def test_an_address_is_read_from_where_it_stands(
    address: str, base: str | None, resolved: str | None
) -> None:
    assert resolve(address, base) == resolved


@pytest.mark.parametrize(
    ("url", "claimed", "believed"),
    [
        (f"{STORY}?x=1", STORY, STORY),
        (STORY, f"/city/{SLUG}?utm_source=x", STORY),
        (f"https://m.news.example/{SLUG}", STORY, STORY),
        (f"{SHORT}?id=5", f"{SHORT}?id=5&utm_source=1", f"{SHORT}?id=5"),
        (f"{SHORT}?id=5", STORY, STORY),
        (f"{STORY}/2", STORY, STORY),
        ("https://news.example/show/page/2", SHORT, SHORT),
        (None, STORY, STORY),
        (f"https://news-example.cdn.ampproject.org/c/s/news.example/{SLUG}", STORY, STORY),
        ("https://news.example/", "https://news.example/", "https://news.example/"),
    ],
)
def test_a_page_knows_its_own_address(url: str | None, claimed: str, believed: str) -> None:
    assert canonical(url, claimed) == believed


@pytest.mark.parametrize(
    ("url", "claimed"),
    [
        (STORY, "https://other.example/x-y-z"),  # a copy, or a template of another site
        ("https://one.blogspot.com/x-y-z", "https://two.blogspot.com/x-y-z"),
        (STORY, "https://news.example/"),
        (STORY, "https://www.news.example"),
        (STORY, "/city"),
        (STORY, "/city/"),
        (STORY, "/sport"),
        (f"https://news.example/all-about-the-city/{SLUG}", "/all-about-the-city/"),
        (f"{SHORT}?id=5", SHORT),
        (f"{SHORT}?id=5", "/"),
        (f"{SHORT}/five", SHORT),
        ("https://news.example/#!/story/5", "/"),
        (STORY, "/city/undefined"),
        (STORY, "https://news.example/{{ article.url }}"),
        (STORY, "javascript:void(0)"),
        (STORY, "https://"),
        (STORY, ""),
    ],
)
def test_a_claim_that_says_less_or_is_of_another_site_is_not_believed(
    url: str, claimed: str
) -> None:
    assert canonical(url, claimed) == url


def test_a_home_page_claimed_by_a_page_of_unknown_address_is_nothing() -> None:
    assert canonical(None, "https://news.example/") is None
    assert canonical(None, "/relative") is None


SAME = [
    f"https://news.example/city/{SLUG}",
    f"http://news.example/city/{SLUG}",
    f"https://www.news.example/city/{SLUG}",
    f"https://m.news.example/city/{SLUG}/",
    f"https://mobile.news.example/city/{SLUG}",
    f"https://touch.news.example/city/{SLUG}",
    f"https://amp.news.example/city/{SLUG}",
    f"https://www.m.news.example/city/{SLUG}",
    f"https://NEWS.example/city/{SLUG}/index.html",
    f"https://news.example./city//{SLUG}/?fbclid=1#x",
    f"https://news.example/city/{SLUG}/amp/",
    f"https://news.example/amp/city/{SLUG}",
    f"https://news.example/city/{SLUG}?amp=1&print=1",
    f"https://news.example/city/{SLUG}?ref=rss&utm_source=a",
    f"https://www.google.com/amp/s/m.news.example/city/{SLUG}",
]


@pytest.mark.parametrize("spelling", SAME)
def test_spellings_of_one_address_have_one_key(spelling: str) -> None:
    assert url_key(spelling) == f"news.example/city/{SLUG}"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/caf%C3%A9", "https://a.example/cafe%CC%81"),
        ("https://a.example/?q=a+b", "https://a.example/?q=a%20b"),
        ("https://a.example/?b=2&a=1", "https://a.example/index.php?a=1&b=2"),
        ("https://a.example/x?y=", "https://a.example/x?y"),
        ("https://báo.example/x", "https://xn--bo-mia.example/x"),
        ("https://de.m.wiki.example/X", "https://de.wiki.example/X"),
        ("https://a.example", "http://www.a.example/default.aspx"),
    ],
)
def test_two_spellings_are_one_article(one: str, other: str) -> None:
    assert url_key(one) == url_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://a.example/x?id=1", "https://a.example/x?id=2"),
        ("https://a.example/X", "https://a.example/x"),
        ("https://a.example/x?a=1&a=2", "https://a.example/x?a=2&a=1"),
        ("https://a.example/#!/1", "https://a.example/#!/2"),
        ("https://a.example/#/1", "https://a.example/#/2"),
        ("https://a.example/show?ref=1", "https://a.example/show?ref=2"),
        ("https://a.example/a%2Fb", "https://a.example/a/b"),
        ("https://a.example/?q=a%26b=c", "https://a.example/?q=a&b=c"),
        ("https://a.example:8080/x", "https://a.example/x"),
        ("https://m.de/x", "https://mobile.de/x"),  # both are registered names
        ("https://m.blogspot.com/x", "https://n.blogspot.com/x"),
        ("https://en.a.example/x", "https://de.a.example/x"),
        ("https://a.example/dictionary/amp", "https://a.example/dictionary"),
        ("https://a.example/x/index", "https://a.example/x"),
        ("https://a.example/%FF", "https://a.example/%FE"),
        ("https://a.example/story?page=1", "https://a.example/story?page=2"),
    ],
)
def test_two_articles_never_share_a_key(one: str, other: str) -> None:
    assert url_key(one) != url_key(other)


def test_what_is_no_web_address_is_its_own_key() -> None:
    assert url_key("urn:x:1") == "urn:x:1"


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/a/three-word-slug.html", True),
        ("/a/12345", True),
        (f"/{SLUG}/", True),
        ("/tin-123.vov", False),
        ("/a/two-words", False),
        ("/show_the_article.php", False),
        ("/show.php/12345", True),
        ("/%D0%BD%D0%BE%D0%B2%D0%BE%D1%81%D1%82%D0%B8", True),
        ("/", False),
        ("", False),
        ("/----", False),
    ],
)
def test_a_path_is_enough_when_it_says_much(path: str, named: bool) -> None:
    assert names_article(path) == named


@pytest.mark.parametrize(
    "name",
    ["id", "p", "article", "story", "v", "aid", "newsid", "articleId", "storyid", "pid", "nid",
     "sid", "tid", "page", "lang", "date", "q", "cat", "n", "no", "idx", "seq", "newsId", "title"],
)  # fmt: skip
def test_a_name_that_carries_identity_is_no_tracking(name: str) -> None:
    assert not is_tracking(name, f"/{SLUG}")
    assert not is_tracking(name.upper(), "/")


ADDRESSES = st.from_regex(r"https?://[a-z]{1,5}\.example/[^\s]{0,40}", fullmatch=True)


@given(ADDRESSES)
@example("https://a.example/%%341")
@example("https://a.example/%2e%2e%2f")
@example("https://a.example/a-b-c/amp/amp")
@example("https://a.example/a-b-c.amp.html/amp")
@example("https://a.example//;jsessionid=/;jsessionid=;jsessionid=")
@example("https://a.example/?%26=&=&%3D")
@example("https://a.example/?a%6dp=1")
@example("https://a.example/??")
def test_the_canonical_form_of_a_canonical_form_is_itself(url: str) -> None:
    once = canonical(url)
    assert once is None or canonical(once) == once
    assert once is None or url_key(once) == url_key(url)
