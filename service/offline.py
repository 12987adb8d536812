"""Files -> outcomes as JSON Lines, without a broker."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from typing import BinaryIO

from service.files import Found
from service.outcome import Enriched, Outcome, Rejected
from service.pipeline import Pipeline


def process(
    found: Iterable[Found],
    pipeline: Pipeline,
    out: BinaryIO,
    tell: Callable[[Found, Outcome], None],
) -> Counter[str]:
    """Process records one after the other.

    Args:
        found: The records.
        pipeline: What to run.
        out: Gets one line of JSON a record, in order.
        tell: Told of each record and its outcome.

    Returns:
        How many of each kind.
    """
    kinds: Counter[str] = Counter()
    for item in found:
        outcome = pipeline.process(item.record)
        out.write(line(outcome) + b"\n")
        kinds[outcome.kind] += 1
        tell(item, outcome)
    return kinds


def line(outcome: Outcome) -> bytes:
    """Write one outcome as JSON."""
    if isinstance(outcome, Enriched):
        return b'{"outcome":"enriched","article":%b}' % (outcome.message.value or b"null")
    told = {"outcome": outcome.kind}
    if isinstance(outcome, Rejected):
        told |= {"stage": outcome.stage, "reason": outcome.reason, "detail": outcome.detail}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
