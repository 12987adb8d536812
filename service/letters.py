"""Outcomes of a batch -> the messages to be written, each with its topic."""

from __future__ import annotations

from collections.abc import Sequence

from schemas.dead_letter import NULL_HEADERS, REPLAYS, DeadLetter
from service import NAME, VERSION
from service.outcome import Enriched, Outcome, Rejected
from service.transport import Message, Record

_MAX_DIGITS = 9
"""No record is replayed so often; Python refuses to read a number of thousands of digits."""


def address(
    records: Sequence[Record],
    outcomes: Sequence[Outcome],
    *,
    output_topic: str,
    dead_letter_topic: str,
) -> list[tuple[str, Message]]:
    """Say what goes where.

    Args:
        records: The batch.
        outcomes: One for each record, in the same order.
        output_topic: For articles.
        dead_letter_topic: For rejected records.

    Returns:
        Topic and message, in the records' order; skipped records have none.

    Raises:
        ValueError: There are more or fewer outcomes than records (law 1).
    """
    addressed = []
    for record, outcome in zip(records, outcomes, strict=True):
        if isinstance(outcome, Enriched):
            addressed.append((output_topic, outcome.message))
        elif isinstance(outcome, Rejected):
            addressed.append((dead_letter_topic, dead_letter(record, outcome)))
    return addressed


def dead_letter(record: Record, rejected: Rejected) -> Message:
    """Write a rejected record with its reason.

    Returns:
        Key, value and headers byte for byte, then ours. The client cannot write a header
        without a value: such a one becomes empty and is named in ``dlq.null_headers``.
    """
    letter = DeadLetter(
        reason=rejected.reason,
        stage=rejected.stage,
        detail=rejected.detail,
        exception=rejected.exception,
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        timestamp=record.timestamp_ms,
        service=f"{NAME}/{VERSION}",
        replays=_replays(record),
    )
    null = ",".join(name for name, value in record.headers if value is None)
    told = [*letter.to_headers(), *([(NULL_HEADERS, null.encode())] if null else [])]
    return Message(key=record.key, value=record.value or b"", headers=(*record.headers, *told))


def _replays(record: Record) -> int:
    """How often the record has been replayed: the last header that says so."""
    for name, value in reversed(record.headers):
        if name == REPLAYS and value and value.isdigit() and len(value) <= _MAX_DIGITS:
            return int(value)
    return 0
