from __future__ import annotations

import pytest

from schemas.dead_letter import Reason
from service.clean.page.guard import (
    MAX_ATTRIBUTES,
    MAX_CHARS,
    MAX_DEPTH,
    MAX_ELEMENTS,
    MAX_LINES,
    MAX_NAME_CHARS,
    MAX_PAGE_CHARS,
    MAX_SIGNS,
    guard,
    guard_text,
)
from service.errors import CleanError


def attributes(count: int) -> str:
    return " ".join(f"a{i}" for i in range(count))


@pytest.mark.parametrize(
    "page",
    [
        "<p>" * MAX_ELEMENTS,
        "<div>" * MAX_DEPTH + "</div>" * MAX_DEPTH,
        "<div><p><br></div>" * 4_900,
        "<ul>" + "<li>One more" * 14_000 + "</ul>",
        "<svg>" + "<path d='M0'/>" * 5_000 + "</svg>",
        f"<p {attributes(MAX_ATTRIBUTES)}>",
        f"<img alt='a > b < c' src='data:image/png;base64,{'A' * 900_000}'>",
        f"<div data-state='{'{&quot;a&quot;: 1, <b> } ' * 20_000}'>",
        f'<div data-state="{"x " * 200_000}">',
        "<script>" + "if (a<b) document.write('<div>');" * 40_000 + "</script>",
        "<style>" + "<i>" * 40_000,
        "<!-- " + "<div>" * 40_000 + " -->",
        "<!-- " + "<div>" * 40_000,
        "<" * MAX_SIGNS,
        "1 < 2 " * MAX_SIGNS,
        "",
    ],
)
def test_a_page_within_the_limits_passes(page: str) -> None:
    guard(page)


@pytest.mark.parametrize(
    ("page", "told"),
    [
        ("<p>" * (MAX_ELEMENTS + 1), "elements"),
        ("<script></script>" * (MAX_ELEMENTS + 1), "elements"),
        ("</p>" * (MAX_ELEMENTS + 1), "end tags"),
        ("<!-->" * (MAX_ELEMENTS + 1), "comments"),
        ("<!x>" * (MAX_ELEMENTS + 1), "comments"),
        ("<pre>" + "x" * (MAX_PAGE_CHARS + 1), "characters of text"),
        ("<p>x" * 9 + "<p>" + "word " * (MAX_PAGE_CHARS // 5) + "</p>", "characters of text"),
        ("<" * (MAX_SIGNS + 1), "less-than signs"),
        ("<div>" * (MAX_DEPTH + 1), "inside each other"),
        ("<b>x</p>" * (MAX_DEPTH + 1), "inside each other"),
        ("<div/>" * (MAX_DEPTH + 1), "inside each other"),
        ("<ul><li>" * (MAX_DEPTH + 1), "inside each other"),
        ("<table><tr><td>" * (MAX_DEPTH + 1), "inside each other"),
        (f"<p {attributes(MAX_ATTRIBUTES + 1)}>", "attributes in a tag"),
        (f"<p x='>' {attributes(MAX_ATTRIBUTES + 1)}>", "attributes in a tag"),
        (f'<p x="<" {attributes(MAX_ATTRIBUTES + 1)}', "attributes in a tag"),
        (f"<p it's {attributes(MAX_ATTRIBUTES + 1)}>", "attributes in a tag"),
        ("<p " + "a='1'" * (MAX_ATTRIBUTES + 1) + ">", "attributes in a tag"),
        (f"<p {attributes(MAX_ATTRIBUTES)}>" * 400, "attributes, the limit"),
        (f"<p {attributes(90)}>" * 2_000, "attributes, the limit"),
        (f"<{'x' * (MAX_NAME_CHARS + 1)}>", "name"),
        ("<title></title>" + "<div>" * (MAX_DEPTH + 1), "inside each other"),
    ],
)
def test_a_page_beyond_a_limit_is_refused_with_its_name(page: str, told: str) -> None:
    with pytest.raises(CleanError, match=told) as refusal:
        guard(page)
    assert refusal.value.reason is Reason.PAGE_TOO_COMPLEX


@pytest.mark.parametrize(
    ("unit", "most", "told"), [("x\n", MAX_LINES - 1, "lines"), ("x", MAX_CHARS, "characters")]
)
def test_a_text_is_no_library(unit: str, most: int, told: str) -> None:
    guard_text(unit * most)
    with pytest.raises(CleanError, match=told) as refusal:
        guard_text(unit * (most + 1))
    assert refusal.value.reason is Reason.PAGE_TOO_COMPLEX
