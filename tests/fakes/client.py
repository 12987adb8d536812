"""The Kafka client in memory: everything above it is the real service.

tests/integration/test_transport.py holds it and Apache Kafka to the same suite.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from service.kafka.client import Client
from tests.fakes.broker import Broker, Wire
from tests.fakes.consumer import MemoryConsumer
from tests.fakes.producer import MemoryProducer

P = ParamSpec("P")
T = TypeVar("T")


def in_time(seconds: float, doing: str, call: Callable[P, T], *args: P.args, **kw: P.kwargs) -> T:
    """Never too late."""
    del seconds, doing
    return call(*args, **kw)


def client(broker: Broker) -> Client:
    """Make a client on which nothing is lost."""
    wire = Wire()
    return Client(
        consumer=lambda **config: MemoryConsumer(broker, wire, **config),
        producer=lambda **config: MemoryProducer(broker, wire, **config),
        within=in_time,
    )
