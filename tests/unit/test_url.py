from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clean.url import canonical, parse


@pytest.mark.parametrize(
    ("found", "canonical_form"),
    [
        ("https://a.example/x?utm_source=z&b=2&a=1#top", "https://a.example/x?a=1&b=2"),
        ("HTTPS://A.Example:443/Path/../Case", "https://a.example/Case"),
        ("http://a.example:8080/x?", "http://a.example:8080/x"),
        ("https://user:word@a.example/", "https://a.example/"),
        ("https://a.example/?a=2&b=&a=1&fbclid=q", "https://a.example/?a=2&a=1&b="),
        (
            "https://báo.example/đường?UTM_Medium=x",
            "https://xn--bo-mia.example/%C4%91%C6%B0%E1%BB%9Dng",
        ),
        ("  https://a.example/x\n", "https://a.example/x"),
        ("https://a.example/?q=utm_source", "https://a.example/?q=utm_source"),
    ],
)
def test_an_address_has_one_form(found: str, canonical_form: str) -> None:
    assert canonical(found) == canonical_form


@pytest.mark.parametrize(
    "said",
    [None, "", "a.example/x", "/x", "mailto:a@a.example", "javascript:alert(1)", "file:///etc/x",
     "https://", "https://a b/", "ftp://a.example/", "https://a.example/" + "ệ" * 2_000],
)  # fmt: skip
def test_what_is_no_web_address_is_none(said: str | None) -> None:
    assert parse(said) is None
    assert canonical(said) is None


@given(st.from_regex(r"https?://[a-z]{1,5}\.example/[^\s]{0,30}", fullmatch=True))
def test_the_canonical_form_of_a_canonical_form_is_itself(url: str) -> None:
    once = canonical(url)
    assert once is None or canonical(once) == once
