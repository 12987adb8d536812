"""``python -m tests.chaos.planted run``: the service with one fault planted, for suites to find.

``CHAOS_PLANT`` names the fault. The service's own code knows nothing of this.
"""

from __future__ import annotations

import os
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from kafka.errors import KafkaError

from service import cli, letters, run
from service.kafka import transport, writers
from service.kafka.client import classed
from service.metrics import Lag, Metrics
from service.outcome import Skipped
from service.transport import Message, Partition, Record

_DROPPED_EVERY = 100
_DWELL_S = 1.0
"""The wrong moment is made longer, so that a fault meets it."""
_COMMITTED_S = 2.5
"""Longer than the pause between a commit that was seen and a kill (``faults.kill``)."""


class Plant(StrEnum):
    """What is wrong."""

    COMMIT_FIRST = "commit_first"
    NO_FENCE = "no_fence"
    DROP = "drop"
    STALE_LAG = "stale_lag"
    DROP_FLOOD = "drop_flood"


class CommitFirst(writers.FlushWriter):
    """Offsets, then outputs."""

    def write(self, messages: Sequence[tuple[str, Message]], offsets: Any, membership: Any) -> None:
        del membership
        self.open()
        try:
            self._commit(writers._committed_form(offsets, {}))
            time.sleep(_COMMITTED_S)
            for topic, message in messages:
                writers._send(self._producer, topic, message).get(timeout=10)
        except KafkaError as error:
            self.close()
            raise classed(error, "writing a batch") from error


class NoFence(writers.TransactionWriter):
    """Another transactional id at each start, and commits that do not say which member commits."""

    def __init__(
        self, settings: Any, aborted: Callable[[], None], client: Any = None, batch_bytes: int = 1
    ) -> None:
        name = f"{settings.instance_id}-{uuid.uuid4().hex}"
        named = settings.model_copy(update={"instance_id": name})
        super().__init__(named, aborted, client, max(batch_bytes, writers.BATCH_BYTES))
        self._group = settings.group_id

    def write(
        self,
        messages: Sequence[tuple[str, Message]],
        offsets: Any,
        membership: Any,
        notes: Any = None,
    ) -> None:
        del membership
        time.sleep(_DWELL_S)
        super().write(messages, offsets, self._group, notes or {})


def _dropping(address: Callable[..., list[tuple[str, Message]]]) -> Callable[..., Any]:
    def drop(*args: Any, **more: Any) -> list[tuple[str, Message]]:
        return [
            addressed
            for addressed in address(*args, **more)
            if int(dict(addressed[1].headers).get("origin.offset") or b"1") % _DROPPED_EVERY
        ]

    return drop


def _remember(self: Metrics, lag: Mapping[Partition, int], in_hand: Sequence[Record] = ()) -> None:
    since = self._waiting.look(lag, in_hand)
    self._lag = Lag({**self._lag.records, **lag}, {**self._lag.since, **since})


def _forget_nothing(self: Metrics) -> None:
    del self


def _dropping_floods(move: Callable[[run.Desk, Sequence[Record]], None]) -> Callable[..., None]:
    """A breaker that lets the records it holds back go, without an outcome."""

    def drop(desk: run.Desk, records: Sequence[Record]) -> None:
        move(desk, records)
        if desk.breaker.flood is not None:
            desk.sink.publish(records, [Skipped() for _ in records])

    return drop


def _plant(fault: Plant) -> None:
    if fault is Plant.COMMIT_FIRST:
        vars(transport)["FlushWriter"] = CommitFirst
    elif fault is Plant.NO_FENCE:
        vars(transport)["TransactionWriter"] = NoFence
    elif fault is Plant.DROP:
        letters.address = _dropping(letters.address)
    elif fault is Plant.DROP_FLOOD:
        run._move = _dropping_floods(run._move)
    else:
        Metrics.set_lag = _remember  # type: ignore[method-assign]
        Metrics.forget_lag = _forget_nothing  # type: ignore[method-assign]


if __name__ == "__main__":
    _plant(Plant(os.environ["CHAOS_PLANT"]))
    cli.main()
