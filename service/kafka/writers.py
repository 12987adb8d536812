"""Two ways to make a batch durable: in one transaction, or outputs first and offsets after."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from types import MappingProxyType
from typing import Any, Protocol

from kafka import OffsetAndMetadata, TopicPartition
from kafka.errors import KafkaError, UnknownError

from service.errors import Fenced, TransportError, Unavailable
from service.kafka.client import Client, classed, make
from service.settings import Settings
from service.transport import Message, Partition

Offsets = Mapping[Partition, int]
Notes = Mapping[Partition, str]
Addressed = tuple[str, Message]

BATCH_BYTES = 262_144
"""The client's 16 kB hold five articles; this holds a batch of them in one or two requests."""
_ABORT_S = 5.0
_NAME = "a transaction"
_MAX_REQUEST_BYTES = 2**31 - 1
"""The client's own limit counts bytes before compression; ours is in encode.py, the broker's last."""


class Writer(Protocol):
    """Makes a batch durable."""

    def open(self) -> None:
        """Get ready to write, ending what an earlier self left open. Does nothing when ready.

        Raises:
            TransportError: It cannot.
        """
        ...

    def write(self, messages: Sequence[Addressed], offsets: Offsets, membership: Any) -> None:
        """Write messages and commit offsets.

        Args:
            messages: With their topics.
            offsets: Where the group's readers stand after the batch.
            membership: The consumer's place in the group when the batch was polled.

        Raises:
            TransportError: Nothing counts, or (Unavailable) nobody knows; ask for the
                committed offsets once ``open`` has succeeded.
        """
        ...

    def close(self) -> None:
        """Give up what is open. Never raises."""
        ...


class TransactionWriter:
    """Exactly once: outputs, dead letters and offsets in one transaction.

    Args:
        settings: ``group_id`` and ``instance_id`` make the transactional id, which is the same
            after a restart, so that ``open`` ends the transaction a crashed self left behind.
        aborted: Told of each transaction that was given up.
        client: Has the producer.
        batch_bytes: Most that goes to a partition at once; see ``Cluster.batch_bytes``.
    """

    def __init__(
        self,
        settings: Settings,
        aborted: Callable[[], None],
        client: Client | None = None,
        batch_bytes: int = BATCH_BYTES,
    ) -> None:
        self._settings = settings
        self._batch_bytes = batch_bytes
        self._client = client or Client()
        self._aborted = aborted
        self._limit_s = settings.transaction_timeout_ms / 1000
        self._producer: Any = None

    def open(self) -> None:
        """Make a producer with the next epoch; whoever has an older one is fenced."""
        if self._producer is not None:
            return
        producer = _producer(
            self._client,
            self._settings,
            self._batch_bytes,
            transactional_id=f"{self._settings.group_id}-{self._settings.instance_id}",
            transaction_timeout_ms=self._settings.transaction_timeout_ms,
        )
        try:
            self._client.within(
                self._limit_s, "opening a transactional producer", producer.init_transactions
            )
        except (KafkaError, TransportError) as error:
            _discard(self._client, producer)
            raise classed(error, "opening a transactional producer") from error
        self._producer = producer

    def write(
        self,
        messages: Sequence[Addressed],
        offsets: Offsets,
        membership: Any,
        notes: Notes = MappingProxyType({}),
    ) -> None:
        """Commit one transaction, or abort it.

        Args:
            messages: See ``Writer``.
            offsets: See ``Writer``.
            membership: See ``Writer``; a group's name commits for a group without members.
            notes: A text to stand beside a partition's offset.
        """
        self.open()
        started = self._client.clock()
        try:
            # After this time the broker has aborted the transaction: waiting longer is in vain.
            committed = _committed_form(offsets, notes)
            self._client.within(
                self._limit_s,
                _NAME,
                _transact,
                self._producer,
                messages,
                committed,
                membership,
                self._limit_s,
            )
        except KafkaError as error:
            age_s = self._client.clock() - started
            self._give_up(abort=True)
            raise self._classed(error, age_s) from error
        except TransportError:  # it overran: its thread may still be at work with the producer
            self._give_up(abort=False)
            raise

    def _classed(self, error: Exception, age_s: float) -> TransportError:
        """Tell a fence by another instance from one by the clock.

        A transaction older than its time-out was ended by the broker, which fences its producer
        with the same error. A younger one can only have been fenced by another instance.
        """
        result = classed(error, _NAME)
        if isinstance(result, Fenced) and age_s > self._limit_s / 2:
            return Unavailable(f"{result} (after {age_s:.0f} s: it had timed out)")
        return result

    def _give_up(self, *, abort: bool) -> None:
        """Have done with a producer whose transaction failed; it is never used again.

        Aborted or not: the client keeps the offsets of a transaction that was refused, and would
        commit them with the next one (seen: a batch lost). Aborting only frees readers at once.
        """
        self._aborted()
        if abort:
            with suppress(KafkaError, TransportError):
                self._client.within(_ABORT_S, "aborting", self._producer.abort_transaction)
        self.close()

    def close(self) -> None:
        """Leave no producer behind; an open transaction is aborted by the next ``open``."""
        producer, self._producer = self._producer, None
        if producer is not None:
            _discard(self._client, producer)


class FlushWriter:
    """At least once: outputs, then offsets. A crash between the two doubles one batch.

    Args:
        settings: Of the producer.
        commit: Commits offsets for the group.
        client: Has the producer.
        batch_bytes: As for a transaction.
    """

    def __init__(
        self,
        settings: Settings,
        commit: Callable[[Any], None],
        client: Client | None = None,
        batch_bytes: int = BATCH_BYTES,
    ) -> None:
        self._settings = settings
        self._batch_bytes = batch_bytes
        self._client = client or Client()
        self._commit = commit
        self._limit_s = settings.transaction_timeout_ms / 1000
        self._producer: Any = None

    def open(self) -> None:
        """Make an idempotent producer: its own retries double nothing."""
        if self._producer is None:
            self._producer = _producer(self._client, self._settings, self._batch_bytes)

    def write(self, messages: Sequence[Addressed], offsets: Offsets, membership: Any) -> None:
        """Flush, see that every message arrived, then commit."""
        del membership  # the client commits under the one it has
        self.open()
        try:
            sent = [_send(self._producer, topic, message) for topic, message in messages]
            _flush(sent, self._limit_s, partial(self._producer.flush, timeout=self._limit_s))
            _raise_first_failure(sent)
            self._commit(_committed_form(offsets, {}))
        except (KafkaError, TransportError) as error:
            self.close()  # what it still holds must not be sent after the batch is tried again
            raise classed(error, "writing a batch") from error

    def close(self) -> None:
        """Leave no producer behind."""
        producer, self._producer = self._producer, None
        if producer is not None:
            _discard(self._client, producer)


def _transact(
    producer: Any,
    messages: Sequence[Addressed],
    committed: Mapping[Any, Any],
    membership: Any,
    limit_s: float,
) -> bool:
    """Do one transaction, and no other: left behind, it must never touch the next producer."""
    producer.begin_transaction()
    sent = [_send(producer, topic, message) for topic, message in messages]
    producer.send_offsets_to_transaction(committed, membership)
    _flush(sent, limit_s, producer.flush)
    _raise_first_failure(sent)  # before the commit: the client would commit without them
    producer.commit_transaction()
    return True


def _producer(client: Client, settings: Settings, batch_bytes: int, **more: Any) -> Any:
    return make(
        client.producer,
        settings,
        acks="all",
        enable_idempotence=True,
        compression_type=None if settings.compression == "none" else settings.compression,
        batch_size=batch_bytes,
        linger_ms=5,
        # The client's 100 ms would be waited out in every transaction, while the markers of
        # the one before are written.
        retry_backoff_ms=10,
        request_timeout_ms=min(15_000, settings.transaction_timeout_ms),
        delivery_timeout_ms=max(settings.transaction_timeout_ms, 15_100),
        max_block_ms=settings.transaction_timeout_ms,
        max_request_size=_MAX_REQUEST_BYTES,
        allow_auto_create_topics=False,
        **more,
    )


def _send(producer: Any, topic: str, message: Message) -> Any:
    headers = [(name, b"" if value is None else value) for name, value in message.headers]
    return producer.send(topic, value=message.value, key=message.key, headers=headers)


def _flush(sent: Sequence[Any], limit_s: float, flush: Callable[[], None]) -> None:
    """Have everything sent, and wait until each message has arrived or failed.

    The client cuts a batch that is refused for its size, and its flush, which does not follow
    the parts, raises for the whole; the messages' own futures follow them.
    """
    try:
        flush()
    except UnknownError:
        deadline = time.monotonic() + limit_s
        for future in sent:
            with suppress(KafkaError):  # told below
                future.get(timeout=max(0.0, deadline - time.monotonic()))


def _raise_first_failure(sent: Sequence[Any]) -> None:
    for future in sent:
        if future.is_done and future.exception is not None:
            raise future.exception
    if not all(future.is_done for future in sent):
        raise Unavailable("writing a batch: not acknowledged in time")


def _committed_form(offsets: Offsets, notes: Notes) -> dict[Any, Any]:
    return {
        TopicPartition(*partition): OffsetAndMetadata(offset, notes.get(partition, ""), -1)
        for partition, offset in offsets.items()
    }


def _discard(client: Client, producer: Any) -> None:
    """Close a producer without waiting for what it still has in hand: none of it counts."""
    # Its close() flushes first, and gives up closing where that times out.
    producer.flush = lambda *_, **__: None
    try:
        client.within(1.0, "discarding a producer", producer.close, timeout=0)
    except (KafkaError, TransportError):
        return
