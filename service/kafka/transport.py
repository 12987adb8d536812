"""Source and Sink on Kafka: a member of a consumer group, and what it writes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from kafka import TopicPartition
from kafka.consumer.subscription_state import ConsumerRebalanceListener
from kafka.errors import KafkaError

from service import letters
from service.errors import Expelled, TransportError, Unavailable
from service.kafka.client import Client, classed, make
from service.kafka.writers import BATCH_BYTES, FlushWriter, TransactionWriter, Writer
from service.outcome import Outcome
from service.settings import Settings
from service.transport import Partition, Record, first_offsets, last_offsets

_SETTLE_MS = 5_000
_PROBE_EVERY_S = 5.0
"""An idle consumer does not say that the cluster is away; so often it is asked."""

_FETCH_WAIT_MS = 100
"""How long the broker may hold a fetch that finds nothing. The client has one fetch a broker in the
air, and asks for drained partitions alone while a part of another's records is still in hand: its
500 ms are then waited out by a partition that has records (seen: 350 ms in every third batch, all
records in one of two partitions). Ten fetches a second cost an idle consumer 1 % of a core."""


class Event(StrEnum):
    """What happens between batches; counted in the metrics."""

    REBALANCE = "rebalance"
    TRANSACTION_ABORTED = "transaction_aborted"


class KafkaTransport:
    """Both ends of the stream, because exactly-once ties offsets to outputs.

    Args:
        settings: Topics, group, sizes.
        tell: Told of each event, from any thread.
        client: Has the consumer and the producers.
        batch_bytes: See ``Cluster.batch_bytes``.
    """

    def __init__(
        self,
        settings: Settings,
        tell: Callable[[Event], None],
        client: Client | None = None,
        batch_bytes: int = BATCH_BYTES,
    ) -> None:
        self._settings = settings
        self._client = client or Client()
        self._group = _Membership(tell)
        self._unsettled = False
        self._outage = False
        """Whether a batch or a poll has failed since the last batch that did not: to be expelled
        then is no fault of ours, and nobody need restart us."""
        self._patience_s = settings.session_timeout_ms / 2000
        """A write so slow is an outage too: it does nothing but wait for the cluster."""
        self._heard_at = self._client.clock()
        self._ends: Mapping[Any, int] = {}
        """As the last probe has them: while nothing is fetched, the client hears of no new records."""
        self._consumer = _consumer(self._client, settings)
        self._consumer.subscribe([settings.input_topic], listener=self._group)
        self._writer: Writer = (
            TransactionWriter(
                settings,
                lambda: tell(Event.TRANSACTION_ABORTED),
                self._client,
                batch_bytes=batch_bytes,
            )
            if settings.delivery == "exactly_once"
            else FlushWriter(settings, self._commit, self._client, batch_bytes=batch_bytes)
        )

    def open(self) -> None:
        """Be ready to write before anything is read."""
        self._writer.open()

    def poll(self) -> Sequence[Record]:
        """See ``Source``; first settles where to read from when a batch has failed."""
        polled = self._poll(self._consumer.resume)
        # As of now: were the group to expel us while the batch is worked on, the client would
        # forget its membership, and a commit without one is not checked by the broker.
        self._group.snapshot = self._consumer.group_metadata()
        records = [record_of(r) for batch in polled.values() for r in batch]
        if records:
            self._heard_at, self._ends = self._client.clock(), {}
        if self._group.snapshot.generation_id < 0:  # forgotten between fetching and here
            self._seek(first_offsets(records))
            return ()
        return self._cut(records)

    def _poll(self, pause_or_resume: Callable[..., None]) -> Mapping[Any, Any]:
        """Poll with all partitions paused, or none."""
        try:
            self._settle()
            pause_or_resume(*self._consumer.assignment())
            polled: Mapping[Any, Any] = self._consumer.poll(
                timeout_ms=self._settings.poll_timeout_ms,
                max_records=self._settings.batch_max_records,
            )
            if not polled:
                self._probe()
        except (KafkaError, UnicodeDecodeError) as error:
            raise classed(error, f"reading {self._settings.input_topic}") from error
        return polled

    def hold(self) -> None:
        """See ``Source``. Polls with all partitions paused: the group would expel a silent member."""
        polled = self._poll(self._consumer.pause)
        # A rebalance within the poll may have brought partitions that are not paused yet.
        self._seek({Partition(p.topic, p.partition): r[0].offset for p, r in polled.items() if r})

    def _cut(self, records: list[Record]) -> list[Record]:
        """Keep what fits into a batch's bytes; the rest will be polled again."""
        total = 0
        for kept, record in enumerate(records):
            total += record.size
            if total > self._settings.batch_max_bytes and kept:
                self._seek(first_offsets(records[kept:]))
                return records[:kept]
        return records

    def _seek(self, offsets: Mapping[Partition, int]) -> None:
        owned = self._consumer.assignment()
        for partition, offset in offsets.items():
            topic_partition = TopicPartition(partition.topic, partition.number)
            if topic_partition in owned:
                self._consumer.seek(topic_partition, offset)

    def rewind(self, records: Sequence[Record]) -> None:
        """See ``Source``. No network: the cluster may be away."""
        self._seek(first_offsets(records))
        self._unsettled = True  # also without records: a poll that failed may have read some
        self._outage = True

    def put_back(self, records: Sequence[Record]) -> None:
        """See ``Source``."""
        self._seek(first_offsets(records))

    def _settle(self) -> None:
        """After a failed batch, read on from what the group has committed.

        A commit whose answer was lost may have succeeded: only the broker knows. ``open`` ends
        a transaction that is still in the air, so that the offsets are final.
        """
        if not self._unsettled:
            return
        self._writer.open()
        for partition in self._consumer.assignment():
            committed = self._consumer.committed(partition, timeout_ms=_SETTLE_MS)
            if committed is not None:
                self._consumer.seek(partition, committed)
        self._unsettled = False

    def _probe(self) -> None:
        """Ask an idle cluster for a sign of life."""
        owned = self._consumer.assignment()
        if not owned or self._client.clock() - self._heard_at < _PROBE_EVERY_S:
            return
        self._ends = self._consumer.end_offsets(list(owned), timeout_ms=_SETTLE_MS)
        self._heard_at = self._client.clock()

    def lag(self) -> Mapping[Partition, int]:
        """See ``Source``."""
        lags = {}
        for owned in self._consumer.assignment():
            try:
                end = self._consumer.highwater(owned)
                position = self._consumer.position(owned, timeout_ms=0)
            except (KafkaError, KeyError):  # revoked meanwhile, or not known yet
                continue
            ends = [e for e in (end, self._ends.get(owned)) if e is not None]
            if ends and position is not None:
                lags[Partition(owned.topic, owned.partition)] = max(0, max(ends) - position)
        return lags

    def assigned(self) -> bool:
        """See ``Source``."""
        return self._group.joined

    def publish(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> None:
        """See ``Sink``."""
        messages = letters.address(
            records,
            outcomes,
            output_topic=self._settings.output_topic,
            dead_letter_topic=self._settings.dead_letter_topic,
        )
        started = self._client.clock()
        try:
            self._writer.write(messages, last_offsets(records), self._group.snapshot)
        except Expelled as error:
            if self._outage or self._client.clock() - started > self._patience_s:
                raise Unavailable(f"{error}; joining anew") from error
            raise
        self._outage = False

    def _commit(self, offsets: Any) -> None:
        self._consumer.commit(offsets, timeout_ms=self._settings.transaction_timeout_ms)

    def close(self) -> None:
        """Leave the group at once, so that others take over. Never raises."""
        self._writer.close()
        try:
            self._client.within(_SETTLE_MS / 1000, "leaving the group", self._leave)
        except (KafkaError, TransportError):
            return  # the group notices after the session time-out

    def _leave(self) -> bool:
        self._consumer.close(autocommit=False, timeout_ms=_SETTLE_MS)
        return True


class _Membership(ConsumerRebalanceListener):  # type: ignore[misc]  # the client ships no types
    """Our place in the group."""

    def __init__(self, tell: Callable[[Event], None]) -> None:
        self._tell = tell
        self.joined = False
        self.snapshot: Any = None

    def on_partitions_assigned(self, assigned: Any) -> None:
        """The group has settled."""
        del assigned
        self.joined = True
        self._tell(Event.REBALANCE)

    def on_partitions_revoked(self, revoked: Any) -> None:
        """The group is being divided anew."""
        del revoked
        self.joined = False


def connect(
    settings: Settings,
    tell: Callable[[Event], None],
    client: Client | None = None,
    batch_bytes: int = BATCH_BYTES,
) -> KafkaTransport:
    """Join the group and open the writer; see ``KafkaTransport``.

    Raises:
        TransportError: The cluster is away, or says no.
        ConfigError: The client does not take a setting.
    """
    transport = KafkaTransport(settings, tell, client, batch_bytes)
    try:
        transport.open()
    except TransportError:
        transport.close()
        raise
    return transport


def _consumer(client: Client, settings: Settings) -> Any:
    return make(
        client.consumer,
        settings,
        group_id=settings.group_id,
        enable_auto_commit=False,
        isolation_level="read_committed",
        auto_offset_reset=settings.start_from,
        session_timeout_ms=settings.session_timeout_ms,
        heartbeat_interval_ms=min(3_000, settings.session_timeout_ms // 3),
        max_poll_interval_ms=settings.max_poll_interval_ms,
        max_poll_records=settings.batch_max_records,
        fetch_max_bytes=settings.batch_max_bytes,
        fetch_max_wait_ms=_FETCH_WAIT_MS,
        max_partition_fetch_bytes=min(settings.batch_max_bytes, 4_194_304),
        request_timeout_ms=15_000,
        allow_auto_create_topics=False,
        metrics_enabled=False,
    )


def record_of(read: Any) -> Record:
    """Take over what the client has read."""
    return Record(
        topic=read.topic,
        partition=read.partition,
        offset=read.offset,
        timestamp_ms=-1 if read.timestamp is None else read.timestamp,
        key=read.key,
        value=read.value,
        headers=tuple(read.headers),
    )
