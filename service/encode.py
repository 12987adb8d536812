"""EnrichedArticle -> Message: JSON bytes, key, headers, and a check of the size."""

from __future__ import annotations

from dataclasses import dataclass

from schemas.dead_letter import REPLAYS, Reason
from schemas.enriched_article import EnrichedArticle
from service.errors import EncodeError
from service.transport import Header, Message, Record

_FRAME_BYTES = 61 + 21
"""A batch's header and a record's own numbers at their longest (Kafka message format v2)."""
_HEADER_FRAME_BYTES = 10
"""The two lengths of a header at their longest."""
_STAY = ("content-type", REPLAYS)
"""Headers that do not pass through: the article's type is its own, and a record that came by a
detour over the dead-letter topic gives the article it would have given at once."""


@dataclass(frozen=True, slots=True)
class Encoder:
    """Writes articles.

    Args:
        max_bytes: The largest record the output topic and the producer take, frame included.
    """

    max_bytes: int

    def __call__(self, article: EnrichedArticle, record: Record) -> Message:
        """Write an article as JSON.

        Args:
            article: The finished article.
            record: Where it came from: its headers pass through, its place goes in ``origin.*``
                headers and never in the value, so that a replay gives the same bytes.

        Returns:
            Key ``id``, value JSON in UTF-8, headers.

        Raises:
            EncodeError: ``too_large``.
        """
        passing = tuple(h for h in record.headers if h[0].lower() not in _STAY)
        message = Message(
            key=article.id.encode(),
            value=article.model_dump_json().encode(),
            headers=(*passing, ("content-type", b"application/json"), *_origin(record)),
        )
        size = framed_size(message)
        if size > self.max_bytes:
            raise EncodeError(
                Reason.OUTPUT_TOO_LARGE,
                f"the article has {size} bytes with its frame, the output takes {self.max_bytes}",
            )
        return message


def framed_size(message: Message) -> int:
    """Bytes a message takes alone in a batch, uncompressed, at most."""
    headers = sum(
        len(name.encode()) + len(value or b"") + _HEADER_FRAME_BYTES
        for name, value in message.headers
    )
    return len(message.key or b"") + len(message.value or b"") + headers + _FRAME_BYTES


def _origin(record: Record) -> tuple[Header, ...]:
    return (
        ("origin.topic", record.topic.encode()),
        ("origin.partition", str(record.partition).encode()),
        ("origin.offset", str(record.offset).encode()),
    )
