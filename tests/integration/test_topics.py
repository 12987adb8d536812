"""Reading a topic to its end: what is committed is found, however late the broker tells of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from kafka import KafkaProducer

from service import kafka
from service.errors import Unavailable
from service.kafka.client import make
from service.settings import Settings

pytestmark = pytest.mark.integration

_OPEN_S = 1.0
"""As long as a reader of committed data sees an end before what is under way."""


@pytest.fixture
def under_way(settings: Settings) -> Iterator[Any]:
    """A producer that has one record in an open transaction."""
    producer: Any = make(KafkaProducer, settings, transactional_id=f"{settings.group_id}-writer")
    producer.init_transactions()
    producer.begin_transaction()
    producer.send(settings.output_topic, b"under way").get(timeout=10)
    yield producer
    producer.close()


@contextmanager
def soon(decide: Callable[[], None]) -> Iterator[None]:
    """Decide the transaction while the block reads; the block ends after it is decided."""
    timer = threading.Timer(_OPEN_S, decide)
    timer.start()
    try:
        yield
    finally:
        timer.join()


def test_a_commit_under_way_is_waited_for(settings: Settings, under_way: Any) -> None:
    with soon(under_way.commit_transaction):
        found = kafka.read_topic(settings, settings.output_topic)
    assert [record.value for record in found] == [b"under way"]


def test_what_is_taken_back_is_not_read(settings: Settings, under_way: Any) -> None:
    with soon(under_way.abort_transaction):
        assert not kafka.read_topic(settings, settings.output_topic)


def test_one_that_is_never_decided_ends_in_an_error(settings: Settings, under_way: Any) -> None:
    try:
        with pytest.raises(Unavailable, match="the end of the topic was not reached in time"):
            kafka.read_topic(settings, settings.output_topic, timeout_s=_OPEN_S)
    finally:
        under_way.abort_transaction()
