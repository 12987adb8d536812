from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from service.clean.metadata import Metadata, read_metadata
from service.clean.metadata.authors import Credit, credits_of, read_authors
from service.clean.metadata.json_ld import Graph, read_graph
from service.clean.metadata.site import site_of

SITE = site_of(["Harbour Post", "HRF"], "https://www.harbourpost.example/a")
EMPTY = Graph((), {})


def people(*lines: str) -> tuple[str, ...]:
    return read_authors([[Credit(line) for line in lines]], SITE).people


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ann Lee", ["Ann Lee"]),
        ("By Ann Lee and Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("BY ANN LEE AND BO EK", ["ANN LEE", "BO EK"]),
        ("Von Anna Berg und Jan Ost", ["Anna Berg", "Jan Ost"]),
        ("Par Luc Petit et Zoé Roy", ["Luc Petit", "Zoé Roy"]),
        ("Por Ana Gil y Luis Mar", ["Ana Gil", "Luis Mar"]),
        ("José Ortega y Gasset", ["José Ortega y Gasset"]),
        ("Text: Ann Lee", ["Ann Lee"]),
        ("Автор: Иван Петров", ["Иван Петров"]),
        ("Ann Lee, Bo Ek, Cy Du", ["Ann Lee", "Bo Ek", "Cy Du"]),
        ("Ann Lee & Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("Ann Lee; Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("Ann Lee/Bo Ek", ["Ann Lee", "Bo Ek"]),
        ("Nguyễn An và Trần Bình", ["Nguyễn An", "Trần Bình"]),
        ("Minh Anh - Hoàng Long", ["Minh Anh", "Hoàng Long"]),
        ("김하늘,이바다", ["김하늘", "이바다"]),
        ("김하늘 기자", ["김하늘"]),
        ("海野太郎、山田花子", ["海野太郎", "山田花子"]),
        ("Lee, Ann", ["Ann Lee"]),
        ("Lee, Ann Mary", ["Ann Mary Lee"]),
        ("Ann Lee, Reuters", ["Ann Lee"]),
        ("Ann Lee, Lisbon", ["Ann Lee"]),
        ("Ann Lee, Senior Editor", ["Ann Lee"]),
        ("Ann Lee, Head of Ports and Coastal Affairs", ["Ann Lee"]),
        ("Ann Lee | Redakteurin", ["Ann Lee"]),
        ("Ann Lee (dpa)", ["Ann Lee"]),
        ("Ann Lee for Harbour Post", ["Ann Lee"]),
        ("Ann Lee, Harbour Post", ["Ann Lee"]),
        ("Ursula von der See", ["Ursula von der See"]),
        ("Maria A Silva", ["Maria A Silva"]),
        ("Ban Ki-hong", ["Ban Ki-hong"]),
        ("Ann Guest", ["Ann Guest"]),
        ("<a href='/ann'>Ann Lee</a>", ["Ann Lee"]),
    ],
)
def test_a_byline_is_split_into_people(line: str, names: list[str]) -> None:
    page = LexborHTMLParser("<meta name=author>")
    meta = page.css_first("meta")
    assert meta is not None
    meta.attrs["content"] = line
    assert list(read_metadata(page, None).authors if "<" in line else people(line)) == names


@pytest.mark.parametrize(
    "line",
    [
        *(
            "Admin",
            "admin",
            "Redaktion",
            "Staff",
            "HP Staff",
            "Newsroom",
            "editorial team",
            "Toimitus",
        ),
        *("Ban biên tập", "Nhóm PV", "編集部", "Редакция", "La Redazione", "null", "Haber Merkezi"),
        *(
            "https://social.example/harbour",
            "ann@harbour.example",
            "@annlee",
            "ann-lee",
            "harbour.example",
        ),
        *("Harbour Post", "The Harbour Post", "HARBOUR POST", "harbourpost.example", "HRF Nord"),
        *("HRF News", "", " ", "12", "A"),
    ],
)
def test_what_is_no_persons_name_is_nobodys(line: str) -> None:
    assert people(line) == ()


def test_an_organisation_that_is_not_the_site_is_an_agency() -> None:
    said = [
        Credit("Coast Wire", is_organisation=True),
        Credit("Harbour Post", is_organisation=True),
    ]
    found = read_authors([said], SITE)
    assert (found.people, found.agencies, found.site) == ((), ("Coast Wire",), ("Harbour Post",))


@pytest.mark.parametrize("line", ["AFP", "Ann Lee (AFP)", "Harbour Post and AFP", "AFP/HRF"])
def test_an_abbreviation_is_an_agency(line: str) -> None:
    assert read_authors([[Credit(line)]], SITE).agencies == ("AFP",)


@pytest.mark.parametrize(
    "line", ["Coastal Press", "Kıyı Ajansı", "Küsten-Agentur", "Coast Media GmbH"]
)
def test_a_companys_name_is_an_agency(line: str) -> None:
    found = read_authors([[Credit(line)]], SITE)
    assert (found.people, found.agencies) == ((), (line,))


def test_a_degree_is_neither() -> None:
    found = read_authors([[Credit("Ann Lee, MD, PhD")]], SITE)
    assert (found.people, found.agencies) == (("Ann Lee",), ())


def test_the_first_source_that_names_people_is_believed() -> None:
    sources = [[Credit("Harbour Post")], [Credit("Ann Lee")], [Credit("Bo Ek")]]
    assert read_authors(sources, SITE).people == ("Ann Lee",)


def test_where_each_has_an_entry_a_comma_begins_a_role() -> None:
    assert people("Ann Lee, East Coast", "Bo Ek, West Coast") == ("Ann Lee", "Bo Ek")
    assert people("Lee, Ann", "Ek, Bo") == ("Ann Lee", "Bo Ek")


def test_each_author_is_named_once() -> None:
    assert people("Ann Lee", "ANN LEE", "Ann Lee and Bo Ek") == ("Ann Lee", "Bo Ek")


@pytest.mark.parametrize(
    "author",
    [
        "Ann Lee",
        ["Ann Lee"],
        {"@type": "Person", "name": "Ann Lee"},
        [{"@type": ["Person"], "name": ["Ann Lee"]}],
        [[{"name": "Ann Lee"}], None, 7],
        {"givenName": "Ann", "familyName": "Lee"},
        {"@id": "#ann"},
        [{"@type": "Person", "@id": "#ann"}],
    ],
)
def test_an_author_is_read_in_any_shape(author: object) -> None:
    graph = read_graph(['{"@graph": [{"@type": "Person", "@id": "#ann", "name": "Ann Lee"}]}'])
    credits_ = credits_of({"author": author}, graph)
    assert read_authors([credits_], SITE).people == ("Ann Lee",)


def test_a_creator_stands_in_for_an_author() -> None:
    assert credits_of({"author": [], "creator": "Ann Lee"}, EMPTY) == [Credit("Ann Lee")]


def read(body: str) -> Metadata:
    page = f"<title>Ferry returns home</title><body>{body}"
    return read_metadata(LexborHTMLParser(page), "https://harbourpost.example/a")


PROSE = f"<p>{'The ferry is back and sails at noon. ' * 5}</p>"


@pytest.mark.parametrize(
    "byline",
    [
        "<a rel='author' href='/x'>Ann Lee</a>",
        "<div class='post-byline'>By <b>Ann Lee</b> | 5 March 2026</div>",
        "<p class='author'>Ann Lee<br>4 August 2026</p>",
        "<span class='Article-author'>A report by Ann Lee</span>",
        "<a href='/authors/ann-lee'>Ann Lee</a>",
        "<span itemprop='author'>Ann Lee</span>",
    ],
)
def test_a_visible_byline_is_read_where_no_markup_names_anybody(byline: str) -> None:
    assert read(f"<h1>Ferry returns home</h1>{byline}{PROSE}").authors == ("Ann Lee",)


def test_authors_of_other_articles_are_not_this_ones() -> None:
    cards = "".join(f"<div><a rel=author>{name}</a></div>" for name in ("Ann Lee", "Bo Ek"))
    assert read(f"<h1>Ferry returns home</h1>{PROSE * 4}{cards}").authors == ()
    related = "<div class='related'><a rel=author>Ann Lee</a><a rel=author>Bo Ek</a></div>"
    assert read(f"<h1>Ferry returns home</h1>{related}{PROSE}").authors == ()


def test_words_beside_a_styled_byline_are_no_names() -> None:
    assert read(f"<h1>Ferry</h1><div class=author>Learn more</div>{PROSE}").authors == ()
    assert read(f"<h1>Ferry</h1>{PROSE}<div class=author-box>Apple Podcasts</div>").authors == ()
