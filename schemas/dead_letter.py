"""Why a record was refused: the headers a dead letter carries beside the record's own.

Key, value and headers of the rejected record stand on the dead-letter topic byte for byte;
these headers come after them.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from pydantic import ConfigDict

from schemas.contract import Contract, fact

PREFIX = "dlq."
REPLAYS = PREFIX + "replays"
"""Also on a record that was sent back to its topic, so that the next dead letter can count on."""
NULL_HEADERS = PREFIX + "null_headers"
MAX_DETAIL_BYTES = 1_000

Header = tuple[str, bytes | None]


class Stage(StrEnum):
    """Where on its way a record was refused."""

    DECODE = "decode"
    CLEAN = "clean"
    ENRICH = "enrich"
    ENCODE = "encode"


class Reason(StrEnum):
    """Why a record was refused. A closed set; it may grow within v1."""

    EMPTY_VALUE = "empty_value"
    INPUT_TOO_LARGE = "input_too_large"
    UNKNOWN_CONTENT_TYPE = "unknown_content_type"
    INVALID_UTF8 = "invalid_utf8"
    UNKNOWN_ENCODING = "unknown_encoding"
    INVALID_JSON = "invalid_json"
    TOO_DEEP = "too_deep"
    NOT_AN_OBJECT = "not_an_object"
    INVALID_FIELD = "invalid_field"
    NO_TEXT = "no_text"
    PAGE_TOO_COMPLEX = "page_too_complex"
    NO_ARTICLE = "no_article"
    NOT_AN_ARTICLE = "not_an_article"
    OUTPUT_TOO_LARGE = "too_large"
    TIME_LIMIT = "time_limit"
    WORKER_CRASHED = "worker_crashed"
    INTERNAL_ERROR = "internal_error"


class DeadLetter(Contract):
    """The reason and the origin of a rejected record."""

    model_config = ConfigDict(title="DeadLetter")

    reason: Reason = fact("Why; docs/reasons.md has the cure for each.", "invalid_json")
    stage: Stage = fact("Where on its way it was refused.", "decode")
    detail: str = fact(
        f"In words, at most {MAX_DETAIL_BYTES} bytes of UTF-8.",
        "line 1 column 20: EOF while parsing a string",
        max_length=MAX_DETAIL_BYTES,
    )
    exception: str = fact(
        "The Python exception's type, empty where none was raised.", "ValueError", default=""
    )
    topic: str = fact("The topic it was read from.", "articles.raw", max_length=249)
    partition: int = fact("The partition it was read from.", 3, ge=0)
    offset: int = fact("The offset it was read from.", 1234567, ge=0)
    timestamp: int = fact(
        "The record's timestamp, milliseconds since 1970; -1 if it had none.", 1772694300000, ge=-1
    )
    service: str = fact("What refused it.", "copydesk/0.1.0", max_length=100)
    replays: int = fact("How often it has been replayed before.", 0, ge=0, default=0)

    def to_headers(self) -> list[tuple[str, bytes]]:
        """Write each field as one header ``dlq.<field>``, text in UTF-8."""
        return [(PREFIX + name, str(value).encode()) for name, value in self]

    @classmethod
    def from_headers(cls, headers: Iterable[Header]) -> DeadLetter:
        """Read the fields back; of a name that repeats, the last counts.

        Args:
            headers: All headers of the record, its own among them.

        Raises:
            pydantic.ValidationError: A field is missing or malformed.
        """
        found = {
            name.removeprefix(PREFIX): value.decode("utf-8", "replace")
            for name, value in headers
            if name.startswith(PREFIX) and value is not None
        }
        return cls.model_validate(found)


def clip(detail: str) -> str:
    """Cut a detail to what a header may hold, on a character's border.

    Args:
        detail: Any text; a lone surrogate becomes ``?``.

    Returns:
        At most ``MAX_DETAIL_BYTES`` bytes of UTF-8, with an ellipsis where it was cut.
    """
    data = detail.encode("utf-8", "replace")
    if len(data) <= MAX_DETAIL_BYTES:
        return data.decode()
    return data[: MAX_DETAIL_BYTES - 3].decode("utf-8", "ignore") + "…"
