"""The loop: poll, process, publish, observe. Between two polls nothing is in flight."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import structlog

from service.breaker import Breaker
from service.errors import Unavailable
from service.executor import Executor, Processed
from service.health import Health
from service.metrics import Metrics
from service.outcome import Enriched, Rejected
from service.patience import Patience
from service.tracing import trace_of
from service.transport import Record, Sink, Source

log = structlog.get_logger()


def unwatched(_: Sequence[Record], __: Sequence[Processed]) -> None:
    """Nobody watches what is committed."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the loop works with."""

    source: Source
    executor: Executor
    sink: Sink
    metrics: Metrics
    health: Health
    patience: Patience
    refresh: Callable[[], None] = lambda: None
    """Done between two batches, when nothing is in flight."""
    breaker: Breaker = field(default_factory=Breaker)
    watch: Callable[[Sequence[Record], Sequence[Processed]], None] = unwatched
    """Told of each batch that was committed."""


def run(desk: Desk, stop: threading.Event) -> None:
    """Move records until told to stop; the batch in hand is finished first.

    Raises:
        Unavailable: The cluster was away for too long. Nothing is lost.
        Fenced, Expelled: Another instance took over. Nothing is lost.
        Refused: The cluster will not take a batch. Nothing is lost.
    """
    while not stop.is_set():
        records: Sequence[Record] = ()
        desk.refresh()
        try:
            records = _take(desk)
            if records:
                _move(desk, records)
        except Unavailable as outage:  # law 6: no dead letter, no commit, another try
            desk.source.rewind(records)
            _note(desk, outage)
            desk.patience.wait(outage)
        else:
            desk.patience.reset()
            desk.health.moved(assigned=desk.source.assigned(), held=str(desk.breaker.flood or ""))
        desk.metrics.set_lag(desk.source.lag())
        desk.metrics.set("breaker_open", desk.breaker.flood is not None)


def _take(desk: Desk) -> Sequence[Record]:
    """Poll; with the breaker open only keep our place in the group."""
    if desk.breaker.flood is None:
        return desk.source.poll()
    desk.source.hold()
    return ()


def _move(desk: Desk, records: Sequence[Record]) -> None:
    desk.metrics.set_lag(desk.source.lag(), in_hand=records)
    started = time.perf_counter()
    processed = desk.executor.map(records)
    processed_at = time.perf_counter()
    done, rest = records[: len(processed)], records[len(processed) :]
    outcomes = [p.outcome for p in processed]
    if not desk.breaker.admits(done, outcomes):
        desk.source.rewind(records)
        _cry(desk)
        return
    desk.sink.publish(done, outcomes)  # law 2: outputs before offsets
    desk.breaker.published()
    published_at = time.perf_counter()
    desk.metrics.observe(done, processed, processed_at - started, published_at - processed_at)
    desk.watch(done, processed)
    _tell(done, processed)
    if rest:  # the batch took long: what is done is committed before the group expels us
        desk.source.put_back(rest)


def _note(desk: Desk, outage: Unavailable) -> None:
    desk.health.waiting(str(outage))
    if not desk.patience.away:
        desk.metrics.count("outages")
    log.warning("the cluster is away", why=str(outage))


def _cry(desk: Desk) -> None:
    flood = desk.breaker.flood
    if flood is None:
        return
    desk.metrics.count("breaker_trips")
    log.error(
        str(flood),
        **{f"commonest_{trait}": value for trait, value in flood.common().items()},
        example=flood.example.place,
        # A fault of ours has a message of Python's own, which may hold article text.
        detail="" if flood.example.traceback else flood.example.detail,
        traceback=flood.example.traceback,
        what_to_do="nothing of this batch was written; mend the cause and restart, or let these "
        "records pass by SIGUSR1 (docs/operating.md, When the breaker opens)",
    )


def _tell(records: Sequence[Record], processed: Sequence[Processed]) -> None:
    """Log what is not as it should be, by its place; never its text."""
    for record, item in zip(records, processed, strict=True):
        outcome = item.outcome
        if isinstance(outcome, Rejected) and outcome.traceback:
            log.error("internal error", **_place(record), traceback=outcome.traceback)
        elif isinstance(outcome, Rejected):
            log.debug("rejected", **_place(record), reason=outcome.reason, stage=outcome.stage)
        elif isinstance(outcome, Enriched):
            for failure in outcome.failures:
                told = {"enricher": failure.enricher, "why": failure.error}
                log.error("enricher failed", **_place(record), **told)


def _place(record: Record) -> dict[str, str | int]:
    return {
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        **trace_of(record),
    }
