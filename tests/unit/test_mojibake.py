from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.clean.mojibake import repair
from tests.unit import test_charset as samples

SAMPLES = [
    samples.VIETNAMESE,
    samples.GERMAN,
    samples.FRENCH,
    samples.RUSSIAN,
    samples.JAPANESE,
    samples.ARABIC,
    samples.POLISH,
    samples.THAI,
    samples.CHINESE,
    samples.HEBREW,
]


def misread(text: str, code_page: str) -> str:
    """As a program reads UTF-8 that believes in a code page; a byte without letter is a control."""
    return "".join(
        bytes([byte]).decode(code_page, "ignore") or chr(byte) for byte in text.encode("utf-8")
    )


@pytest.mark.parametrize("text", SAMPLES)
@pytest.mark.parametrize("code_page", ["cp1252", "latin-1", "cp1250", "cp1254", "cp1258"])
def test_what_was_misread_is_read_again(text: str, code_page: str) -> None:
    assert repair(misread(text, code_page)) == (text, True)


@pytest.mark.parametrize("text", SAMPLES)
@pytest.mark.parametrize("code_page", ["cp1252", "latin-1"])
def test_what_was_misread_twice_is_read_again(text: str, code_page: str) -> None:
    assert repair(misread(misread(text, code_page), code_page)) == (text, True)


@pytest.mark.parametrize("text", [samples.VIETNAMESE, samples.RUSSIAN, samples.JAPANESE])
def test_what_was_misread_as_cyrillic_is_read_again(text: str) -> None:
    assert repair(misread(text, "cp1251")) == (text, True)


def test_one_bad_caption_is_repaired_and_nothing_else_touched() -> None:
    bad = misread(samples.VIETNAMESE, "cp1252")
    lines = f"{samples.RUSSIAN}\n{bad}\n“{samples.FRENCH}” – ½"
    assert repair(lines) == (lines.replace(bad, samples.VIETNAMESE), True)
    page = f"<p title='é'>{samples.JAPANESE}</p><figcaption>{bad}</figcaption>"
    assert repair(page) == (page.replace(bad, samples.VIETNAMESE), True)


@pytest.mark.parametrize(
    "text",
    [
        *SAMPLES,
        samples.UKRAINIAN,
        samples.GREEK,
        samples.TURKISH,
        samples.KOREAN,
        "“Âme” – Ângela… §5, ½ l, 20 °C, 5 €/m²",
        "SÃO PAULO – IRMÃ: «ÉTÉ»",
        "ﬁnal ｗｉｄｅ ‘quotes’ &amp; &lt;",
        "It’s ‑ “fine” ™ ® ©",
        "LE CAFÉ… est ouvert",  # its last letters are valid bytes, and yet no mojibake
        "ЁЛКИ «ПАЛКИ» – №5",
        "plain",
        "",
    ],
)
def test_a_clean_text_is_not_touched(text: str) -> None:
    assert repair(text) == (text, False)


@given(st.text(st.characters(max_codepoint=0x2FF), max_size=80))
def test_any_text_comes_back_with_its_lines(text: str) -> None:
    repaired, changed = repair(text)
    assert changed == (repaired != text)
    assert repaired.count("\n") == text.count("\n")
