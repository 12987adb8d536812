from __future__ import annotations

import json

import pytest

from schemas.dead_letter import Reason
from service.decode import Decoder
from service.errors import DecodeError
from tests.records import MAX_PAGE_BYTES, TEXT, as_json, record

decode = Decoder(MAX_PAGE_BYTES)
HTML = "text/html"


@pytest.mark.parametrize(
    ("value", "content_type", "reason"),
    [
        (b"", None, Reason.EMPTY_VALUE),
        (b"", HTML, Reason.EMPTY_VALUE),
        (b"{}", None, Reason.NO_TEXT),
        (b'{"text": " \\n\\u00a0"}', None, Reason.NO_TEXT),
        (b"  \n", "text/plain", Reason.NO_TEXT),
        ("\ufeff".encode(), HTML, Reason.NO_TEXT),
        (b'{"text": "x', None, Reason.INVALID_JSON),
        (b"<html>", None, Reason.INVALID_JSON),
        (b'{"text": "x"} {"text": "y"}', None, Reason.INVALID_JSON),
        (b'{"text": NaN}', None, Reason.INVALID_JSON),
        (b'{"text": "caf\xe9"}', None, Reason.INVALID_UTF8),
        (b"[" * 10_000 + b"]" * 10_000, None, Reason.TOO_DEEP),
        (b" " * 3 * MAX_PAGE_BYTES + b"{}", None, Reason.INPUT_TOO_LARGE),
        (b'{"extra":' + b"[" * 5_000 + b"]" * 5_000 + b"}", None, Reason.TOO_DEEP),
        (b"[]", None, Reason.NOT_AN_OBJECT),
        (b"null", None, Reason.NOT_AN_OBJECT),
        (b'"text"', None, Reason.NOT_AN_OBJECT),
        (b'{"text": 42}', None, Reason.INVALID_FIELD),
        (b'{"text": "x", "authors": {"a": 1}}', None, Reason.INVALID_FIELD),
        (b'{"text": "x", "extra": {"a": 1e999}}', None, Reason.INVALID_FIELD),
        (b"x", "image/png", Reason.UNKNOWN_CONTENT_TYPE),
        (b"\xff\xfe\x00", HTML, Reason.UNKNOWN_ENCODING),
        (b"x" * (MAX_PAGE_BYTES + 1), HTML, Reason.INPUT_TOO_LARGE),
    ],
)
def test_what_cannot_be_read_says_why(
    value: bytes, content_type: str | None, reason: Reason
) -> None:
    with pytest.raises(DecodeError) as caught:
        decode(record(value, content_type))
    assert caught.value.reason is reason
    assert caught.value.detail


def test_a_field_at_fault_is_named_but_not_quoted() -> None:
    with pytest.raises(DecodeError) as caught:
        decode(as_json(text=["my secret text"], http_status="soon"))
    assert "text: " in caught.value.detail
    assert "http_status: " in caught.value.detail
    assert "secret" not in caught.value.detail


@pytest.mark.parametrize("length", [MAX_PAGE_BYTES - 1, MAX_PAGE_BYTES])
def test_a_page_at_the_limit_is_read(length: int) -> None:
    assert decode(record(b"x" * length, "text/plain")).text == "x" * length
    assert decode(as_json(text="x" * length)).text == "x" * length


@pytest.mark.parametrize("field", ["html", "text"])
def test_the_limit_counts_bytes_of_the_field_not_of_its_escapes(field: str) -> None:
    escaped = "ệ" * (MAX_PAGE_BYTES // 3)
    assert decode(record(json.dumps({field: escaped}).encode()))
    with pytest.raises(DecodeError, match=f"{field} has 10002 bytes, the limit is 10000"):
        decode(record(json.dumps({field: escaped + "ệ"}).encode()))


@pytest.mark.parametrize(
    "content_type",
    [
        "text/html",
        "TEXT/HTML; charset=UTF-8",
        "application/xhtml+xml",
        ' text/html ;charset="utf-8"',
    ],
)
def test_a_page_is_its_value_and_its_address_a_header(content_type: str) -> None:
    read = decode(record("Xin chào".encode(), content_type, ("URL", b"https://a.example/1")))
    assert (read.html, read.url, read.text) == ("Xin chào", "https://a.example/1", None)


@pytest.mark.parametrize("content_type", [None, "application/json", "application/json; charset=x"])
def test_json_is_the_default_and_always_utf8(content_type: str | None) -> None:
    read = decode(record(json.dumps({"text": TEXT}, ensure_ascii=False).encode(), content_type))
    assert read.text == TEXT


def test_of_two_content_types_the_last_counts() -> None:
    assert decode(record(b"x y", "text/html", ("Content-Type", b"text/plain"))).text == "x y"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (rb"cut \ud83d", "cut \ufffd"),
        (rb"cut \uDE00 low", "cut \ufffd low"),
        (rb"whole \ud83d\ude00", "whole 😀"),
        (rb"\ud83d\ud83d\ude00", "\ufffd😀"),
        (rb"a path \\ud83d", r"a path \ud83d"),
        (rb"a path \\\ud83d", "a path \\\ufffd"),
    ],
)
def test_half_an_emoji_becomes_a_replacement_character(written: bytes, read: str) -> None:
    assert decode(record(b'{"text": "' + written + b'"}')).text == read


def test_a_byte_order_mark_before_json_is_ignored() -> None:
    assert decode(record(b'\xef\xbb\xbf{"text": "x"}')).text == "x"


def test_a_mended_record_may_still_be_no_json() -> None:
    with pytest.raises(DecodeError) as caught:
        decode(record(rb'{"text": "\ud83d'))
    assert caught.value.reason is Reason.INVALID_JSON
