"""Known outlets where a text says whose it is, and where it only speaks of them."""

from __future__ import annotations

import pytest

from service.clean.lines.dateline import split_dateline
from service.clean.lines.outlets import is_outlet, split_outlet_at_end
from service.clean.text import clean_lines
from tests.unit.lines.articles import EN, VI

SENTENCE = "The city opened its ferry again on Monday, after three years of work."


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        (f"CNN — {SENTENCE}", "CNN"),
        (f"VnExpress - {SENTENCE}", "VnExpress"),
        (f"NDO - {SENTENCE}", "NDO"),
        (f"Hanoi (CNN) {SENTENCE}", "CNN"),
        (f"(TTXVN/Vietnam+) {SENTENCE}", "TTXVN/Vietnam+"),
        (f"HÀ NỘI (VNS) {SENTENCE}", "VNS"),
    ],
)
def test_a_known_outlet_before_a_sentence_is_a_dateline(line: str, outlet: str) -> None:
    dateline = split_dateline(line)
    assert dateline
    assert dateline.outlet == outlet
    assert line.endswith(SENTENCE)
    assert dateline.text == line[: -len(SENTENCE)]


@pytest.mark.parametrize(
    "line",
    [
        "CNN - Reuters",
        "CNN — and with it the whole country — spoke of nothing but the ferry on Monday.",
        f"Lam Giang - {SENTENCE}",
        "Jane Doe (CNN) said that the city had opened its ferry again after three years.",
        "The reporter Jane Doe of the city (CNN) The ferry is open again, and nobody has to pay.",
        f"Jane Doe (CDU) {SENTENCE}",
        "Báo Tin tức - TTXVN là vinh quang của mọi người, ông Hai nói sáng thứ hai.",
    ],
)
def test_the_same_names_elsewhere_are_none(line: str) -> None:
    assert split_dateline(line) is None


@pytest.mark.parametrize(
    ("text", "bracket"),
    [
        (f"{SENTENCE} (Reuters)", "(Reuters)"),
        (f"{SENTENCE} (TTXVN/Vietnam+)", "(TTXVN/Vietnam+)"),
        (f"{SENTENCE} (Theo VnExpress).", "(Theo VnExpress)."),
        (f"“{SENTENCE}” (AFP)", "(AFP)"),
        (f"{SENTENCE} (Jane Doe)", ""),
        (f"{SENTENCE} (Ảnh: TTXVN)", ""),
        ("The ferry is open again, said the agency (Reuters)", ""),
        (SENTENCE, ""),
    ],
)
def test_an_outlet_signs_behind_the_last_sentence(text: str, bracket: str) -> None:
    assert split_outlet_at_end(text) == (text.removesuffix(bracket).rstrip(), bracket)


@pytest.mark.parametrize("paragraphs", [EN, VI], ids=["en", "vi"])
@pytest.mark.parametrize("tail", ["", "\n\nShare"])
def test_an_article_signed_by_its_agency_keeps_its_last_paragraph(
    paragraphs: tuple[str, ...], tail: str
) -> None:
    found = clean_lines("\n\n".join(paragraphs) + " (AFP)" + tail, "A headline of ours")
    assert found.paragraphs == paragraphs
    assert found.attribution == ("AFP",)
    assert found.captions == ()


@pytest.mark.parametrize(
    ("line", "attribution", "authors"),
    [
        ("By Reuters", ("Reuters",), ()),
        ("By BBC News", ("BBC News",), ()),
        ("By Jane Doe, BBC News", ("BBC News",), ("Jane Doe",)),
        ("By Jane Doe", (), ("Jane Doe",)),
        ("Theo Reuters", ("Reuters",), ()),
    ],
)
def test_an_organisation_over_the_text_is_credited_and_no_author(
    line: str, attribution: tuple[str, ...], authors: tuple[str, ...]
) -> None:
    found = clean_lines("\n\n".join((line, *EN)), "A headline of ours")
    assert (found.attribution, found.authors) == (attribution, authors)
    assert found.paragraphs == EN


@pytest.mark.parametrize("name", ["", "x", "lao động", "A city", "Jane Doe"])
def test_who_is_no_outlet(name: str) -> None:
    assert not is_outlet(name)
