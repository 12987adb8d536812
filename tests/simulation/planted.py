"""Bugs that such services have had, planted into doubles: the simulation must find each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from kafka.errors import KafkaError

from service.errors import TransportError, Unavailable
from service.executor import Processed
from service.kafka.client import Client, classed
from service.kafka.transport import Event, KafkaTransport
from service.kafka.writers import (
    FlushWriter,
    Notes,
    Offsets,
    TransactionWriter,
    _committed_form,
    _send,
)
from service.outcome import Outcome, Skipped
from service.run import Desk
from service.settings import Settings
from service.transport import Message, Partition, Record, first_offsets
from tests.fakes.group import Group, Membership
from tests.simulation.instance import Connect, Kind
from tests.simulation.ledger import Ledger

Tell = Callable[[Event], None]
Addressed = Sequence[tuple[str, Message]]
_NO_NOTES: Notes = MappingProxyType({})


def _connecting(transport: type[KafkaTransport]) -> Connect:
    def connect(settings: Settings, tell: Tell, client: Client) -> KafkaTransport:
        made = transport(settings, tell, client)
        try:
            made.open()
        except TransportError:
            made.close()
            raise
        return made

    return connect


class _CommitsFirstWriter(FlushWriter):
    def write(self, messages: Addressed, offsets: Offsets, membership: Any) -> None:
        try:
            self._commit(_committed_form(offsets, {}))
        except KafkaError as error:
            raise classed(error, "committing") from error
        super().write(messages, offsets, membership)


class CommitsFirst(KafkaTransport):
    """Offsets before outputs."""

    def __init__(self, settings: Settings, tell: Tell, client: Client) -> None:
        super().__init__(settings, tell, client)
        self._writer = _CommitsFirstWriter(settings, self._commit, client)


class ForgetsToRewind(KafkaTransport):
    """After an outage, reads on behind the batch that failed."""

    def rewind(self, records: Sequence[Record]) -> None:
        del records


class DoesNotSettle(KafkaTransport):
    """After an outage, takes it for granted that nothing of the batch was committed."""

    def rewind(self, records: Sequence[Record]) -> None:
        self._seek(first_offsets(records))


class SettlesTooSoon(KafkaTransport):
    """Asks for the committed offsets before the transaction in the air has ended."""

    def _settle(self) -> None:
        if self._unsettled:
            opened, self._writer.open = self._writer.open, lambda: None  # type: ignore[method-assign]
            try:
                super()._settle()
            finally:
                self._writer.open = opened  # type: ignore[method-assign]


class DropsOne(KafkaTransport):
    """Writes no more than two of three."""

    def publish(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> None:
        super().publish(records, [*outcomes[:2], *(Skipped() for _ in outcomes[2:])])


class CommitsTheWholeBatch(KafkaTransport):
    """Commits what it polled, though only the first records of it are done."""

    def publish(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> None:
        polled = [*records, *self._in_hand[len(records) :]]
        undone = [Skipped()] * (len(polled) - len(records))
        super().publish(polled, [*outcomes, *undone])

    def poll(self) -> Sequence[Record]:
        self._in_hand = super().poll()
        return self._in_hand


class LosesTheRest(KafkaTransport):
    """Reads on behind a batch of which only the first records are done."""

    def put_back(self, records: Sequence[Record]) -> None:
        del records


class NamesItsPlaceTooLate(KafkaTransport):
    """Commits under the place it has when it commits, not the one it polled under."""

    def publish(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> None:
        self._group.snapshot = self._consumer.group_metadata()
        super().publish(records, outcomes)


class _KeepsProducer(TransactionWriter):
    def _give_up(self, *, abort: bool) -> None:
        del abort
        self._aborted()


class KeepsItsProducer(KafkaTransport):
    """Goes on with a producer whose transaction failed, and whose fate nobody knows."""

    def __init__(self, settings: Settings, tell: Tell, client: Client) -> None:
        super().__init__(settings, tell, client)
        self._writer = _KeepsProducer(settings, lambda: None, client)


class _CommitsAnyway(TransactionWriter):
    def write(
        self, messages: Addressed, offsets: Offsets, membership: Any, notes: Notes = _NO_NOTES
    ) -> None:
        self.open()

        def transact() -> None:
            self._producer.begin_transaction()
            for topic, message in messages:
                _send(self._producer, topic, message)
            self._producer.flush()
            self._producer.send_offsets_to_transaction(_committed_form(offsets, notes), membership)
            self._producer.commit_transaction()

        try:
            self._client.within(self._limit_s, "a transaction", transact)
        except (KafkaError, TransportError) as error:
            self._give_up(abort=False)
            raise classed(error, "a transaction") from error


class CommitsWithoutLooking(KafkaTransport):
    """Does not look whether every message has arrived before it commits."""

    def __init__(self, settings: Settings, tell: Tell, client: Client) -> None:
        super().__init__(settings, tell, client)
        self._writer = _CommitsAnyway(settings, lambda: None, client)


class _NoFence(Ledger):
    """Takes an answer from a producer whose name was taken over."""

    def check_epoch(self, name: str, epoch: int) -> None: ...


class _OpenGroup(Group):
    """Takes a commit from anybody."""

    def check(self, membership: Membership) -> None: ...


class _NoGenerations(Ledger):
    def __init__(self) -> None:
        super().__init__()
        self.group = _OpenGroup(self.partitions)


class _DirtyOffsets(Ledger):
    """Says what is committed while a transaction may yet change it (before KIP-447)."""

    def read_offsets(self, partitions: Sequence[Partition]) -> dict[Partition, int]:
        return {p: self.committed[p] for p in partitions if p in self.committed}


def _work_on(desk: Desk, records: Sequence[Record]) -> tuple[Sequence[Record], Sequence[Processed]]:
    """Do what can be done of a batch, and put the rest back."""
    processed = desk.executor.map(records)
    desk.source.put_back(records[len(processed) :])
    return records[: len(processed)], processed


def counts_first(desk: Desk, stop: threading.Event) -> None:
    """A loop that counts a batch before it is published."""
    while not stop.is_set():
        records: Sequence[Record] = ()
        try:
            records = desk.source.poll()
            if records:
                records, processed = _work_on(desk, records)
                desk.metrics.observe(records, processed, 0, 0)
                desk.sink.publish(records, [p.outcome for p in processed])
        except Unavailable as outage:
            desk.source.rewind(records)
            desk.patience.wait(outage)


def skips_what_fails(desk: Desk, stop: threading.Event) -> None:
    """A loop that takes an outage for a bad batch and goes on."""
    while not stop.is_set():
        try:
            records = desk.source.poll()
            if records:
                records, processed = _work_on(desk, records)
                desk.sink.publish(records, [p.outcome for p in processed])
                desk.metrics.observe(records, processed, 0, 0)
        except Unavailable as outage:
            desk.patience.wait(outage)


@dataclass(frozen=True, slots=True)
class Plant:
    """A bug, and the guarantees it breaks."""

    kind: Kind
    deliveries: tuple[str, ...] = ("exactly_once", "at_least_once")
    rare: bool = False
    """Found after some thousand histories only: it needs three things at their moment."""


_ONCE = ("exactly_once",)

PLANTS: Mapping[str, Plant] = {
    "commits_first": Plant(Kind(connect=_connecting(CommitsFirst)), ("at_least_once",)),
    "no_fence": Plant(Kind(ledger=_NoFence), _ONCE),
    "no_generations": Plant(Kind(ledger=_NoGenerations)),
    "dirty_offsets": Plant(Kind(ledger=_DirtyOffsets), _ONCE),
    "forgets_to_rewind": Plant(Kind(connect=_connecting(ForgetsToRewind))),
    "does_not_settle": Plant(Kind(connect=_connecting(DoesNotSettle))),
    "settles_too_soon": Plant(Kind(connect=_connecting(SettlesTooSoon)), _ONCE, rare=True),
    "drops_one": Plant(Kind(connect=_connecting(DropsOne))),
    "commits_the_whole_batch": Plant(Kind(connect=_connecting(CommitsTheWholeBatch))),
    "loses_the_rest": Plant(Kind(connect=_connecting(LosesTheRest))),
    "names_its_place_too_late": Plant(Kind(connect=_connecting(NamesItsPlaceTooLate)), _ONCE),
    "keeps_its_producer": Plant(Kind(connect=_connecting(KeepsItsProducer)), _ONCE),
    "commits_without_looking": Plant(Kind(connect=_connecting(CommitsWithoutLooking)), _ONCE),
    "counts_first": Plant(Kind(loop=counts_first)),
    "skips_what_fails": Plant(Kind(loop=skips_what_fails)),
}
