"""Dead letters made by hand."""

from __future__ import annotations

from schemas.dead_letter import REPLAYS, Reason, Stage
from service.letters import dead_letter
from service.outcome import Rejected
from service.transport import Header, Message, Record

AT_MS = 1_700_000_000_000


def letter(
    number: int,
    reason: Reason = Reason.INVALID_JSON,
    stage: Stage = Stage.DECODE,
    *headers: Header,
    topic: str = "articles.raw",
    partition: int = 0,
    value: bytes = b'{"text": "cut',
    replays: int = 0,
) -> Message:
    """A dead letter of a record whose key and offset are its number."""
    before = ((REPLAYS, b"%d" % replays),) if replays else ()
    key = b"%d" % number
    record = Record(topic, partition, number, AT_MS, key, value, (*headers, *before))
    return dead_letter(record, Rejected(stage, reason, f"of {number}", "ValueError"))


def standing(message: Message, partition: int = 0, offset: int = 0, at_ms: int = AT_MS) -> Record:
    """A letter as it stands on the dead-letter topic."""
    return Record(
        "articles.dead", partition, offset, at_ms, message.key, message.value, message.headers
    )
