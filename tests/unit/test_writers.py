"""What a writer does with a producer that does not answer."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from kafka import errors as kafka_errors

from service.errors import Expelled, Fenced, Unavailable
from service.kafka.client import Client
from service.kafka.writers import TransactionWriter
from service.settings import Settings
from service.transport import Message, Partition

SETTINGS = Settings.model_construct(group_id="g", instance_id="i", transaction_timeout_ms=100)
BATCH = [("articles.enriched", Message(b"k", b"v", ()))]
OFFSETS = {Partition("articles.raw", 0): 1}
ONCE = ["begin", "send", "offsets", "flush", "commit"]


class Producer:
    """Notes what is done with it; answers when it may."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.answers = threading.Event()
        self.answers.set()
        self.finished = threading.Event()
        self.failure: Exception | None = None
        self.sent = Sent()

    def init_transactions(self) -> bool:
        return True

    def begin_transaction(self) -> None:
        self.done.append("begin")

    def send(self, *_: Any, **__: Any) -> Any:
        self.done.append("send")
        return self.sent

    def flush(self) -> None:
        self.done.append("flush")

    def send_offsets_to_transaction(self, *_: Any) -> None:
        self.answers.wait()
        self.done.append("offsets")

    def commit_transaction(self) -> None:
        self.done.append("commit")
        self.finished.set()
        if self.failure:
            raise self.failure

    def abort_transaction(self) -> bool:
        self.done.append("abort")
        return True

    def close(self, timeout: float) -> bool:
        self.done.append(f"close {timeout}")
        return True


class Sent:
    """A record that has arrived."""

    is_done = True
    exception: Exception | None = None


def writer(*producers: Producer) -> tuple[TransactionWriter, list[int]]:
    left, aborted = list(producers), [0]

    def count() -> None:
        aborted[0] += 1

    client = Client(producer=lambda **_: left.pop(0))
    return TransactionWriter(SETTINGS, count, client), aborted


def test_a_batch_is_one_transaction() -> None:
    producer = Producer()
    writes, aborted = writer(producer)
    writes.write(BATCH, OFFSETS, None)
    writes.write(BATCH, OFFSETS, None)
    assert producer.done == ONCE * 2
    assert aborted == [0]


def test_a_transaction_that_overran_never_touches_the_next_producer() -> None:
    slow, fresh = Producer(), Producer()
    slow.answers.clear()
    writes, aborted = writer(slow, fresh)
    with pytest.raises(Unavailable, match=r"no answer within 0\.1 s"):
        writes.write(BATCH, OFFSETS, None)
    assert "abort" not in slow.done  # its thread is still at work with it
    assert slow.done[-1] == "close 0"
    writes.open()
    slow.answers.set()  # now the one that was left behind goes on
    assert slow.finished.wait(5)
    writes.write(BATCH, OFFSETS, None)
    assert fresh.done == ONCE
    assert aborted == [1]


def test_a_failed_transaction_is_aborted_and_its_producer_never_used_again() -> None:
    first, second = Producer(), Producer()
    first.failure = kafka_errors.CommitFailedError("expelled")
    writes, aborted = writer(first, second)
    with pytest.raises(Expelled):
        writes.write(BATCH, OFFSETS, None)
    writes.write(BATCH, OFFSETS, None)
    assert first.done == [*ONCE, "abort", "close 0"]
    assert second.done == ONCE
    assert aborted == [1]


def test_a_batch_with_a_record_that_did_not_arrive_is_not_committed() -> None:
    producer = Producer()
    producer.sent.exception = kafka_errors.KafkaTimeoutError("expired")
    writes, _ = writer(producer)
    with pytest.raises(Unavailable, match="expired"):
        writes.write(BATCH, OFFSETS, None)
    assert "commit" not in producer.done


def test_a_young_transaction_that_is_fenced_was_fenced_by_another_instance() -> None:
    producer = Producer()
    producer.failure = kafka_errors.ProducerFencedError("epoch")
    writes, _ = writer(producer)
    with pytest.raises(Fenced, match="COPYDESK_INSTANCE_ID"):
        writes.write(BATCH, OFFSETS, None)


def test_a_slow_abort_does_not_make_a_young_transaction_old() -> None:
    producer, clock_s = Producer(), [0.0]
    producer.failure = kafka_errors.ProducerFencedError("epoch")

    def abort() -> bool:
        clock_s[0] += SETTINGS.transaction_timeout_ms / 1000
        return True

    producer.abort_transaction = abort  # type: ignore[method-assign]
    client = Client(producer=lambda **_: producer, clock=lambda: clock_s[0])
    with pytest.raises(Fenced, match="COPYDESK_INSTANCE_ID"):
        TransactionWriter(SETTINGS, lambda: None, client).write(BATCH, OFFSETS, None)


def test_an_old_transaction_that_is_fenced_was_ended_by_the_clock() -> None:
    producer = Producer()
    producer.failure = kafka_errors.ProducerFencedError("epoch")
    writes, _ = writer(producer)
    producer.answers.clear()
    threading.Timer(0.07, producer.answers.set).start()
    with pytest.raises(Unavailable, match="it had timed out"):
        writes.write(BATCH, OFFSETS, None)
