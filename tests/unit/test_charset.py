from __future__ import annotations

import codecs

import pytest

from service.charset import to_text
from service.errors import DecodeError

VIETNAMESE = "Thư viện mới mở cửa bên bờ sông sau hai năm sửa chữa."
RUSSIAN = "Новая библиотека открылась на берегу реки после двух лет ремонта. " * 5
JAPANESE = "川沿いの新しい図書館が二年間の改修を経て開館した。子どもたちが朝から集まった。" * 5


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (VIETNAMESE, "utf-8"),
        (VIETNAMESE, "utf-8-sig"),
        (VIETNAMESE, "utf-16"),
        (RUSSIAN, "utf-32"),
        (RUSSIAN, "windows-1251"),
        (RUSSIAN, "koi8-r"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc-jp"),
    ],
)
def test_an_encoding_that_nobody_declares_is_found(text: str, encoding: str) -> None:
    assert to_text(text.encode(encoding)) == text


@pytest.mark.parametrize("label", ["windows-1258", "cp1258", "WINDOWS-1258"])
def test_a_declared_encoding_counts(label: str) -> None:
    assert to_text("Đường".encode("cp1258", "replace"), label).startswith("Đ")


def test_what_is_utf8_is_utf8_whatever_it_declares() -> None:
    page = f'<meta charset="iso-8859-1">{VIETNAMESE}'
    assert to_text(page.encode(), "iso-8859-1") == page


def test_a_page_declares_its_encoding_within_its_first_kilobyte() -> None:
    page = f'<html><meta http-equiv="x" content="text/html; charset=windows-1251">{RUSSIAN}'
    assert to_text(page.encode("windows-1251")) == page


def test_latin_1_means_windows_1252_as_in_browsers() -> None:
    assert to_text(b"\x93caf\xe9\x94", "ISO-8859-1") == "\u201ccafé\u201d"


def test_an_encoding_that_does_not_exist_is_passed_over() -> None:
    page = f'<meta charset="klingon">{RUSSIAN}'
    assert to_text(page.encode("windows-1251"), "x-nothing") == page


@pytest.mark.parametrize("data", [codecs.BOM_UTF16_LE + b"\x00", codecs.BOM_UTF32_BE + b"abc"])
def test_a_byte_order_mark_that_lies_is_refused(data: bytes) -> None:
    with pytest.raises(DecodeError, match="byte-order mark"):
        to_text(data)
