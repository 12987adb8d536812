"""A record of the dead-letter topic -> what it says, and the record it was made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from schemas.dead_letter import NULL_HEADERS, PREFIX, REPLAYS, DeadLetter
from service.transport import Header, Message, Record

_OURS = {PREFIX + name for name in DeadLetter.model_fields} | {NULL_HEADERS}


@dataclass(frozen=True, slots=True)
class Letter:
    """One dead letter."""

    record: Record
    """As it stands on the dead-letter topic."""
    told: DeadLetter | None
    """None: its headers are not those of a dead letter, or of a later version's."""

    @property
    def place(self) -> str:
        """Where it stands: ``partition:offset`` of the dead-letter topic."""
        return f"{self.record.partition}:{self.record.offset}"


def read(record: Record) -> Letter:
    """Read a dead letter's headers; a record that is none is a letter that tells nothing."""
    try:
        return Letter(record, DeadLetter.from_headers(record.headers))
    except ValidationError:
        return Letter(record, None)


def replayed(record: Record, replays: int) -> Message:
    """Make the rejected record again, to be sent back.

    Args:
        record: A dead letter.
        replays: How often it has been replayed, this time included.

    Returns:
        Key, value and headers byte for byte, then ``dlq.replays``.
    """
    headers = tuple(h for h in original_headers(record.headers) if h[0] != REPLAYS)
    return Message(record.key, record.value, (*headers, (REPLAYS, str(replays).encode())))


def original_headers(headers: Sequence[Header]) -> tuple[Header, ...]:
    """Take off what the dead letter added: of each of its headers the last, as they are read."""
    ours = set(_OURS)
    kept = []
    for header in reversed(headers):
        if header[0] in ours:
            ours.remove(header[0])
        else:
            kept.append(header)
    return tuple(reversed(kept))
