"""Record -> RawArticle: content types, encodings, limits of size and depth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, NoReturn

from pydantic import ValidationError
from pydantic_core import from_json

from schemas.dead_letter import Reason
from schemas.raw_article import RawArticle
from service.charset import to_text
from service.errors import DecodeError
from service.transport import Record

JSON, HTML, TEXT = "application/json", "text/html", "text/plain"
_ESCAPES_GROW = 3
r"""A letter of two bytes takes six as ``\u00e9``, the most of any letter."""
_TYPES = {
    JSON: JSON,
    HTML: HTML,
    "application/xhtml+xml": HTML,
    TEXT: TEXT,
}
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a pair: kept
    r"|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})"  # one alone: replaced
    r"|\\."  # any other escape, so that `\\ud83d` is not taken for one
)


@dataclass(frozen=True, slots=True)
class Decoder:
    """Reads records.

    Args:
        max_page_bytes: The largest page or text taken. Every parser known grows at best
            linearly with the page, and no article is near this size.
    """

    max_page_bytes: int

    def __call__(self, record: Record) -> RawArticle:
        """Read one record by its ``content-type``.

        Args:
            record: With a value.

        Returns:
            The article as its scraper gave it, valid.

        Raises:
            DecodeError: ``empty_value``, ``input_too_large``, ``unknown_content_type``,
                ``invalid_utf8``, ``unknown_encoding``, ``invalid_json``, ``too_deep``,
                ``not_an_object``, ``invalid_field``, ``no_text``.
        """
        value = record.value or b""
        if not value:
            raise DecodeError(Reason.EMPTY_VALUE, "the value has 0 bytes")
        media_type, charset = content_type_of(record)
        if media_type == JSON:
            return self._json(value)
        self._measure("the value", len(value))
        return _bare(media_type, to_text(value, charset), _header(record, "url"))

    def _json(self, value: bytes) -> RawArticle:
        self._measure("the value", len(value), _ESCAPES_GROW * self.max_page_bytes)
        data = _parse(value)
        if not isinstance(data, dict):
            raise DecodeError(
                Reason.NOT_AN_OBJECT, f"the JSON is not an object but: {_json_type(data)}"
            )
        raw = _validate(data)
        for name, text in (("html", raw.html), ("text", raw.text)):
            if text and 4 * len(text) > self.max_page_bytes:  # a character is at most 4 bytes
                self._measure(name, len(text.encode("utf-8", "replace")))
        return raw

    def _measure(self, what: str, size: int, limit: int = 0) -> None:
        limit = limit or self.max_page_bytes
        if size > limit:
            raise DecodeError(
                Reason.INPUT_TOO_LARGE, f"{what} has {size} bytes, the limit is {limit}"
            )


def content_type_of(record: Record) -> tuple[str, str | None]:
    """Read a record's content type: one of JSON, HTML, TEXT, and the charset it names.

    Raises:
        DecodeError: ``unknown_content_type``.
    """
    declared = _header(record, "content-type") or JSON
    media_type, _, parameters = declared.partition(";")
    known = _TYPES.get(media_type.strip().lower())
    if known is None:
        raise DecodeError(
            Reason.UNKNOWN_CONTENT_TYPE, f"{declared[:200]!r}; known are {', '.join(_TYPES)}"
        )
    charset = re.search(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", parameters, re.IGNORECASE)
    return known, charset[1] if charset else None


def _header(record: Record, name: str) -> str | None:
    """Find a header by name, whatever its case; of several, the last counts."""
    for key, value in reversed(record.headers):
        if key.lower() == name and value is not None:
            return value.decode("utf-8", "replace").strip() or None
    return None


def _parse(value: bytes) -> Any:
    """Read JSON; a surrogate alone (an emoji cut in half) becomes U+FFFD.

    RFC 8259 §8.1: UTF-8, where a byte-order mark may be ignored.
    """
    try:
        text = value.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DecodeError(
            Reason.INVALID_UTF8, f"byte {error.start} of {len(value)}: {error.reason}"
        ) from error
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError as error:
        if "surrogate" in str(error) or "hex escape" in str(error):
            return _parse_mended(text)
        _refuse_json(error)


def _parse_mended(text: str) -> Any:
    mended = _ESCAPE.sub(lambda m: "\\ufffd" if m[1] else m[0], text)
    try:
        return from_json(mended, allow_inf_nan=False)
    except ValueError as error:
        _refuse_json(error)


def _refuse_json(error: ValueError) -> NoReturn:
    reason = Reason.TOO_DEEP if "recursion limit" in str(error) else Reason.INVALID_JSON
    raise DecodeError(reason, str(error)) from error


def _validate(data: dict[str, Any]) -> RawArticle:
    try:
        return RawArticle.model_validate(data)
    except ValidationError as error:
        faults = error.errors(include_url=False, include_context=False)
        if faults[0]["type"] == "no_text":
            raise DecodeError(Reason.NO_TEXT, faults[0]["msg"]) from error
        # Of a field that may be one of several types, the first says enough.
        by_field = {f["loc"][:1]: _said(f) for f in reversed(faults)}
        told = "; ".join(f"{field[0]}: {said}" for field, said in reversed(by_field.items()))
        raise DecodeError(Reason.INVALID_FIELD, told) from error


def _said(fault: Any) -> str:
    """Say what is wrong with a field, and of what type it is, but not what it holds."""
    return f"{fault['msg']} (it is: {_json_type(fault['input'])})"


def _json_type(value: object) -> str:
    names = {dict: "object", list: "list", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")


def _bare(media_type: str, text: str, url: str | None) -> RawArticle:
    if not text or text.isspace():
        raise DecodeError(Reason.NO_TEXT, "the value is nothing but white space")
    return _validate({"url": url, "html" if media_type == HTML else "text": text})
