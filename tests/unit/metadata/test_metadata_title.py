from __future__ import annotations

import pytest

from service.clean.metadata.site import site_of
from service.clean.metadata.title import read_title

SITE = site_of(["The Harbour Post", "Hafenrundfunk (HRF)"], "https://www.harbourpost.example/a")


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("Ferry returns - The Harbour Post", "Ferry returns"),
        ("Ferry returns | harbour post", "Ferry returns"),
        ("Ferry returns – harbourpost.example", "Ferry returns"),
        ("Ferry returns - Coast - Harbour Post", "Ferry returns"),
        ("Ferry returns | HRF News", "Ferry returns"),
        ("HRF: Ferry returns", "HRF: Ferry returns"),
        ("The Harbour Post | Ferry returns", "Ferry returns"),
        ("Ferry returns - the quiet way", "Ferry returns - the quiet way"),
        ("Ferry - Coast", "Ferry - Coast"),
        ("Inside The Harbour Post", "Inside The Harbour Post"),
        ("The Harbour Post", "The Harbour Post"),
        ("渡し船が戻る｜Harbour Post", "渡し船が戻る"),
    ],
)
def test_only_the_sites_own_name_is_cut(title: str, headline: str) -> None:
    assert SITE.headline(title, ["Coast"]) == headline


@pytest.mark.parametrize(
    ("host", "label"),
    [("www.daily.co.uk", "daily"), ("m.news.com.vn", "news"), ("www1.hrf.de", "hrf"), ("x", "")],
)
def test_the_label_a_site_chose_is_its_name(host: str, label: str) -> None:
    assert site_of([], f"https://{host}/x").is_named(label) is bool(label)


def title(*headings: str, claims: tuple[str | None, ...]) -> str | None:
    return read_title(headings, claims, SITE)


def test_the_heading_wins_where_a_claim_agrees() -> None:
    search = "Ferry coast 2026: times and fares"
    assert title("Ferry returns", claims=(search, "Ferry Returns!", search)) == "Ferry returns"


def test_the_heading_wins_over_a_claim_cut_short() -> None:
    assert title("Ferry returns after years", claims=("Ferry returns after…",)) == (
        "Ferry returns after years"
    )


def test_a_heading_is_found_in_a_title_with_an_unknown_suffix() -> None:
    assert title("Ferry returns home", claims=("Ferry returns home | Unknown",)) == (
        "Ferry returns home"
    )


def test_what_json_ld_and_opengraph_both_say_is_the_headline() -> None:
    search = "Ferry coast 2026: times and fares"
    assert title(search, claims=("Ferry returns", "Ferry returns - Harbour Post", search)) == (
        "Ferry returns"
    )
    assert (
        title("Ferry „returns“", claims=('Ferry "returns"', 'Ferry "returns"')) == "Ferry „returns“"
    )
    assert title("Ferry returns home", claims=("Ferry returns…", "Ferry returns…")) == (
        "Ferry returns home"
    )


def test_a_heading_nobody_agrees_with_does_not_count() -> None:
    assert title("Menu", claims=(None, "Ferry returns", "Ferry returns")) == "Ferry returns"
    assert title("Coast", claims=("Ferry returns after forty years | Coast",)) == (
        "Ferry returns after forty years | Coast"
    )


def test_the_logo_is_no_headline() -> None:
    assert title("Harbour Post", claims=("Ferry returns - Harbour Post",)) == "Ferry returns"


def test_among_several_headings_the_one_most_agree_on_wins() -> None:
    assert title(
        "Other news", "Ferry returns", claims=(None, "Ferry returns", "Other news", "Ferry returns")
    ) == ("Ferry returns")


def test_without_headings_the_claims_vote() -> None:
    assert title(claims=("A ferry", "The ferry", "The ferry")) == "The ferry"
    assert title(claims=("The ferry is…", "The ferry is back")) == "The ferry is back"
    assert title(claims=()) is None


def test_a_heading_alone_is_the_title() -> None:
    assert title("Ferry returns", claims=()) == "Ferry returns"
