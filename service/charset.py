"""Bytes of a page or a text -> str, in whatever encoding they came."""

from __future__ import annotations

import codecs
import re

import cchardet

from schemas.dead_letter import Reason
from service.errors import DecodeError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_META = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_META_WITHIN_BYTES = 1024
"""HTML standard §13.2.3.2: a declaration counts in the first 1,024 bytes."""
_WHATWG = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252"}
"""WHATWG encoding standard §4.2: pages that say Latin-1 are windows-1252."""
_SAMPLE_BYTES = 64 * 1024


def to_text(data: bytes, declared: str | None = None) -> str:
    """Decode a page or a text.

    Tried in order: a byte-order mark, strict UTF-8 (a page in another encoding is almost never
    valid UTF-8 by chance), the declared encoding, the page's ``meta``, a detector.

    Args:
        data: The bytes, at least one.
        declared: The charset of the ``content-type`` header, if any.

    Returns:
        The text, without a byte-order mark.

    Raises:
        DecodeError: ``unknown_encoding``, none of them decodes it.
    Source: WHATWG Encoding §4.2, HTML §13.2.3.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            marked = _strict(data, encoding)
            if marked is None:
                raise _refusal(data, f"its byte-order mark says {encoding}")
            return marked
    for named in ("utf-8", declared, _meta(data), _detected(data)):
        if named and (text := _strict(data, named)) is not None:
            return text
    raise _refusal(data, "neither UTF-8, nor what it declares, nor what a detector finds")


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(_WHATWG.get(encoding.lower(), encoding))
    except (UnicodeDecodeError, LookupError):
        return None


def _meta(data: bytes) -> str | None:
    found = _META.search(data[:_META_WITHIN_BYTES])
    return found[1].decode("ascii") if found else None


def _detected(data: bytes) -> str | None:
    encoding: str | None = cchardet.detect(data[:_SAMPLE_BYTES])["encoding"]
    return encoding


def _refusal(data: bytes, why: str) -> DecodeError:
    return DecodeError(Reason.UNKNOWN_ENCODING, f"{len(data)} bytes: {why}")
