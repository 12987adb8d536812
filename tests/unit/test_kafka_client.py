"""How the client's errors are classed, and how long its calls may take."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from kafka import errors as kafka_errors

from service.errors import (
    ExitCode,
    Expelled,
    Fenced,
    Forbidden,
    Refused,
    TransportError,
    Unavailable,
)
from service.kafka.client import Client, classed, configuration, within
from service.kafka.cluster import Cluster, TopicState
from service.kafka.transport import KafkaTransport
from service.settings import Settings
from tests.fakes.broker import Broker, Wire
from tests.fakes.consumer import MemoryConsumer


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (kafka_errors.ProducerFencedError(), Fenced),
        (kafka_errors.KafkaError(kafka_errors.ProducerFencedError()), Fenced),
        (kafka_errors.CommitFailedError(), Expelled),
        (kafka_errors.TopicAuthorizationFailedError(), Forbidden),
        (kafka_errors.KafkaError(kafka_errors.GroupAuthorizationFailedError()), Forbidden),
        (kafka_errors.TransactionalIdAuthorizationFailedError(), Forbidden),
        (kafka_errors.SaslAuthenticationFailedError(), Refused),
        (kafka_errors.MessageSizeTooLargeError(), Refused),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), Refused),
        (kafka_errors.KafkaTimeoutError(), Unavailable),
        (kafka_errors.KafkaError("anything new"), Unavailable),
    ],
)
def test_an_error_is_classed_by_who_must_act(error: Exception, kind: type[TransportError]) -> None:
    found = classed(error, "writing")
    assert type(found) is kind
    assert str(found).startswith("writing: ")


def test_a_classed_error_stays_as_it_is() -> None:
    error = Fenced("x")
    assert classed(error, "writing") is error


def test_exit_codes_say_who_must_act() -> None:
    kinds = (Unavailable, Refused, Fenced, Expelled, Forbidden)
    assert [kind.exit_code for kind in kinds] == [
        ExitCode.UNAVAILABLE,
        ExitCode.UNAVAILABLE,
        ExitCode.FENCED,
        ExitCode.FENCED,
        ExitCode.CONFIGURATION,
    ]
    assert all(code.meaning for code in ExitCode)


def test_a_call_that_never_ends_is_left_behind() -> None:
    release = threading.Event()
    started = time.monotonic()
    with pytest.raises(Unavailable, match=r"committing: no answer within 0\.05 s"):
        within(0.05, "committing", release.wait)
    assert time.monotonic() - started < 5
    release.set()


def test_a_call_gives_its_result_or_its_error() -> None:
    assert within(5, "adding", lambda: 1 + 1) == 2
    with pytest.raises(ZeroDivisionError):
        within(5, "dividing", lambda: 1 // 0)


def test_settings_are_written_in_the_clients_words_without_what_is_not_given() -> None:
    made = Settings.model_validate(
        {
            "bootstrap_servers": "a:1, b:2",
            "security_protocol": "SASL_SSL",
            "sasl_mechanism": "SCRAM-SHA-512",
            "sasl_username": "desk",
            "sasl_password": "hush",
        }
    )
    given = configuration(made)
    assert given["bootstrap_servers"] == ["a:1", "b:2"]
    assert given["sasl_plain_password"] == "hush"
    assert "ssl_cafile" not in given


def test_an_empty_partition_holds_a_full_one_back_for_a_moment_only() -> None:
    configured: dict[str, Any] = {}

    def consumer(**config: Any) -> MemoryConsumer:
        configured.update(config)
        return MemoryConsumer(Broker(), Wire(), **config)

    made = Settings(delivery="at_least_once")
    KafkaTransport(made, lambda _: None, Client(consumer=consumer))
    assert 0 < configured["fetch_max_wait_ms"] <= 100


def topic(name: str, max_message_bytes: int | None, *missing: str) -> TopicState:
    return TopicState(name, f"COPYDESK_{name.upper()}_TOPIC", 3, max_message_bytes, missing)


@pytest.mark.parametrize(
    ("largest", "room", "fits"),
    [
        (1_000_000, 1_008_192, True),
        (1_000_000, 1_008_191, False),
        (None, 1, True),  # what may not be asked is learnt when a record is refused
        (1, None, True),
    ],
)
def test_the_dead_letter_topic_must_hold_a_rejected_record(
    largest: int | None, room: int | None, fits: bool
) -> None:
    cluster = Cluster(topic("input", largest), topic("output", 1), topic("dead_letter", room))
    assert (cluster.faults() == []) is fits


def test_the_smaller_of_two_output_limits_holds() -> None:
    cluster = Cluster(topic("input", 1), topic("output", 500), topic("dead_letter", 10**6))
    assert [cluster.max_output_bytes(limit) for limit in (400, 600)] == [400, 500]


@pytest.mark.parametrize(
    ("room", "limit", "told"),
    [
        (262_144, 10**7, None),
        (None, 10**7, None),
        (262_143, 10**7, "COPYDESK_OUTPUT_TOPIC: the output takes articles of 262143 bytes"),
        (10**7, 65_536, "COPYDESK_MAX_OUTPUT_BYTES: the output takes articles of 65536 bytes"),
    ],
)
def test_an_output_too_small_for_ordinary_articles_is_warned_of(
    room: int | None, limit: int, told: str | None
) -> None:
    cluster = Cluster(topic("input", 1), topic("output", room), topic("dead_letter", 10**6))
    assert cluster.faults() == []
    warnings = cluster.warnings(limit)
    assert [w.startswith(told) for w in warnings] == [True] if told else warnings == []


def test_a_missing_right_comes_with_the_command_that_grants_it() -> None:
    cluster = Cluster(topic("input", 1, "READ"), topic("output", 1), topic("dead_letter", 10**6))
    (fault,) = cluster.faults()
    assert "lacks READ on topic input" in fault
    assert "kafka-acls.sh --add --topic input --operation Read" in fault


def test_a_cluster_whose_topics_sizes_are_unknown_takes_the_usual_batch() -> None:
    unknown = TopicState("t", "COPYDESK_OUTPUT_TOPIC", 1, None, ())
    assert Cluster(unknown, unknown, unknown).batch_bytes == 262_144
