"""The Kafka client's producer in memory, as Copydesk calls it, with the client's own errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kafka import OffsetAndMetadata, TopicPartition
from kafka.errors import KafkaError

from service.transport import Header, Message
from tests.fakes.broker import Broker, Line, Request
from tests.fakes.group import Membership
from tests.fakes.places import standings


@dataclass(slots=True)
class Sent:
    """What becomes of a message."""

    is_done: bool = False
    exception: Exception | None = None


class MemoryProducer:
    """Writes what it was given when it is flushed, a request for each topic."""

    def __init__(
        self, broker: Broker, line: Line, transactional_id: str = "", **config: Any
    ) -> None:
        del config
        self._broker = broker
        self._line = line
        self._name = transactional_id
        self._epoch = -1
        self._waiting: dict[str, list[tuple[Message, Sent]]] = {}
        self._ahead = False
        """Whether messages arrive before the offsets; the client promises nothing, so by turns."""

    def init_transactions(self) -> None:
        self._epoch = self._line.ask(
            Request.OPEN_PRODUCER, lambda: self._broker.open_producer(self._name)
        )

    def begin_transaction(self) -> None:
        self._ahead = not self._ahead

    def send(
        self, topic: str, value: bytes | None, key: bytes | None, headers: list[Header]
    ) -> Sent:
        sent = Sent()
        message = Message(key, value, tuple(headers))
        self._waiting.setdefault(topic, []).append((message, sent))
        return sent

    def flush(self, timeout: float | None = None) -> None:
        del timeout
        while self._waiting:
            self._write_one(next(iter(self._waiting)))

    def _write_one(self, topic: str) -> None:
        batch = self._waiting.pop(topic)
        messages = [(topic, message) for message, _ in batch]
        failure: Exception | None = None
        try:
            self._line.ask(Request.WRITE, lambda: self._write(messages))
        except KafkaError as error:
            failure = error
        for _, sent in batch:
            sent.is_done, sent.exception = True, failure

    def _write(self, messages: list[tuple[str, Message]]) -> None:
        if self._name:
            self._broker.add_messages(self._name, self._epoch, messages)
        else:
            self._broker.write(messages)

    def send_offsets_to_transaction(
        self, offsets: Mapping[TopicPartition, OffsetAndMetadata], membership: Membership
    ) -> None:
        if self._ahead:
            self.flush()
        wanted = standings(offsets)
        self._line.ask(
            Request.ADD_OFFSETS,
            lambda: self._broker.add_offsets(self._name, self._epoch, wanted, membership),
        )

    def commit_transaction(self) -> None:
        self._line.ask(Request.COMMIT, lambda: self._broker.commit(self._name, self._epoch))

    def abort_transaction(self) -> None:
        self._line.ask(Request.ABORT, lambda: self._broker.abort(self._name, self._epoch))

    def close(self, timeout: float | None = None) -> None:
        del timeout
        self._waiting.clear()
