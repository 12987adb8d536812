"""Bytes of a page or a text -> str, in whatever encoding they came."""

from __future__ import annotations

import codecs
import re

from schemas.dead_letter import Reason
from service.charset import vietnamese
from service.charset.detect import detected, is_beyond_latin
from service.charset.labels import codec_of
from service.errors import DecodeError

REPLACEMENT = "\ufffd"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NO_TEXT = (
    (b"%PDF-", "a PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF89a", "a GIF image"),
)
_HEAD_BYTES = 16 * 1024
"""The HTML standard looks at 1,024 bytes, but browsers heed a later ``meta`` when they meet it."""
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([\w.:-]{2,40})""")
_SAMPLE_BYTES = 64 * 1024
_ESCAPED = re.compile(rb"\x1b\$[@B]|\x1b\([BJI]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]+")
_CONTROL_BYTES = bytes((*range(9), *range(14, 27), *range(28, 32)))
_CONTROLS_PER_CHAR = 1 / 200
_GOOD_PER_BAD = 20
"""So many letters beyond ASCII must have been read for each that could not be."""
_CODE_PAGES = ("cp12", "cp8", "iso8859", "koi8", "mac")
_GOOD_PER_UNASSIGNED = 3
"""Of a code page a byte without a letter proves less: browsers pass over it."""
_CHARS_PER_UNKNOWN = 200
"""In an English page: more would be another language."""


def to_text(data: bytes, declared: str | None = None) -> str:
    """Decode a page or a text.

    Tried in order: a byte-order mark; the zeros of UTF-16 and UTF-32; strict UTF-8 (a page in
    another encoding is almost never valid UTF-8 by chance); UTF-8 with a few broken letters; the
    declared encoding; the page's ``meta`` or XML declaration; a detector; ASCII.

    Args:
        data: The bytes, at least one.
        declared: The charset of the ``content-type`` header, if any.

    Returns:
        The text, without a byte-order mark. A record cut in the middle of a letter, or a stray
        byte of another encoding, is U+FFFD: the article is worth more than the letter.

    Raises:
        DecodeError: ``unknown_encoding``, none of them decodes it, or it is no text.
    Source: WHATWG Encoding §4.2, HTML §13.2.3.
    """
    for signature, what in _NO_TEXT:
        if data.startswith(signature):
            raise _refusal(data, f"they are {what}")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            marked = _read(data[len(bom) :], encoding)
            if marked is None:
                raise _refusal(data, f"its byte-order mark says {encoding}")
            return marked
    text = _wide(data) or _escaped(data) or _utf8(data)
    if text is None and not _is_binary(data):
        text = _named(data, declared) or _mostly_ascii(data)
    if text is None:
        raise _refusal(data, "neither UTF-8, nor what it declares, nor what a detector finds")
    return text


def _wide(data: bytes) -> str | None:
    """UTF-16 and UTF-32 without a mark: ASCII in them (spaces, tags) has zeros at fixed places."""
    head = data[: _SAMPLE_BYTES // 4 * 4]
    zeros = [head[place::4].count(0) for place in range(4)]
    quarter = max(len(head) // 4, 1)
    if sum(zeros) * 50 < len(head):
        return None
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    if min(zeros[2:]) > quarter * 0.9:
        return _read(data, "utf-32-le")
    if min(zeros[:2]) > quarter * 0.9:
        return _read(data, "utf-32-be")
    if min(even, odd) * 10 > max(even, odd):
        return None
    return _read(data, "utf-16-le" if odd > even else "utf-16-be")


def _escaped(data: bytes) -> str | None:
    """ISO-2022-JP, which is ASCII to UTF-8's eyes."""
    return _read(data, "iso2022-jp-ext") if _ESCAPED.search(data) else None


def _utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        whole = data[: error.start]
        if error.reason == "unexpected end of data" and not whole.isascii():
            return whole.decode("utf-8") + REPLACEMENT
        return None if _is_binary(data) else _read(data, "utf-8")


def _is_binary(data: bytes) -> bool:
    """Whether the head is no text in any code page, before 5 MB of it are decoded to see."""
    head = data[:_SAMPLE_BYTES]
    return (len(head) - len(head.translate(None, _CONTROL_BYTES))) * 10 > len(head)


def _mostly_ascii(data: bytes) -> str | None:
    """The last resort: an English page is not lost to one byte that nobody can name."""
    text = data.decode("ascii", "replace")
    few = text.count(REPLACEMENT) * _CHARS_PER_UNKNOWN <= len(text)
    return text if few and _has_few_controls(text) else None


def _has_few_controls(text: str) -> bool:
    """Whether it is text at all; counted without a list, which of 5 MB of zeros took 40."""
    return len(text) - len(_CONTROL.sub("", text)) <= len(text) * _CONTROLS_PER_CHAR


def _named(data: bytes, declared: str | None) -> str | None:
    """Read as the header says, the page, the detector: the first that gives a text."""
    by_header, by_page = codec_of(declared), codec_of(_in_page(data))
    if by_header == "cp1252" and (by_page or is_beyond_latin(data)):
        by_header = None  # what HTTP libraries say when the server says nothing
    if by_page == "cp1252" and is_beyond_latin(data):
        by_page = None
    for codec in dict.fromkeys((by_header, by_page)):
        if codec and (text := _read(data, codec)) is not None:
            return text
    found = detected(data)
    return _read(data, found) if found else None


def _read(data: bytes, codec: str) -> str | None:
    """Decode, forgiving what a cut or a stray byte spoils; None where the codec is wrong."""
    if codec in ("viscii", "tcvn"):
        text = vietnamese.decode(data, codec)
    else:
        text = data.decode(codec, "replace")
    if _is_spoiled(text, data, codec):
        return None
    return text if _has_few_controls(text) else None


def _is_spoiled(text: str, data: bytes, codec: str) -> bool:
    bad = text.count(REPLACEMENT)
    if bad and codec == "utf-8":
        bad -= data.count(REPLACEMENT.encode())  # they stood there before
    code_page = codec.startswith(_CODE_PAGES)
    if bad <= code_page:  # one place without a letter is a slip
        return False
    wide = codec.startswith(("utf-16", "utf-32"))
    good = len(text) - bad - (0 if wide else len(text.encode("ascii", "ignore")))
    return good < bad * (_GOOD_PER_UNASSIGNED if code_page else _GOOD_PER_BAD)


def _in_page(data: bytes) -> str | None:
    head = _COMMENT.sub(b"", data[:_HEAD_BYTES])
    found = _META.search(head) or _XML.match(head)
    return found[1].decode("ascii", "replace") if found else None


def _refusal(data: bytes, why: str) -> DecodeError:
    return DecodeError(Reason.UNKNOWN_ENCODING, f"{len(data)} bytes: {why}")
