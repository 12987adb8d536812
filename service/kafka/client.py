"""What all our Kafka clients share: configuration, the classing of errors, deadlines."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ParamSpec, Protocol, TypeVar

from kafka import KafkaConsumer, KafkaProducer
from kafka import errors as kafka_errors

from service import NAME
from service.errors import (
    ConfigError,
    Expelled,
    Fenced,
    Forbidden,
    Refused,
    TransportError,
    Unavailable,
)
from service.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

_TOOK_OUR_PLACE = (
    kafka_errors.ProducerFencedError,
    kafka_errors.InvalidProducerEpochError,
    kafka_errors.FencedInstanceIdError,
)
_FENCED = (
    "another instance with the same COPYDESK_INSTANCE_ID took over. "
    "Nothing was lost: restart it, each instance with an id of its own"
)
_WENT_ON_WITHOUT_US = (
    kafka_errors.CommitFailedError,
    kafka_errors.UnknownMemberIdError,
    kafka_errors.IllegalGenerationError,
)
_EXPELLED = (
    "the group gave this instance's partitions away: it was silent for longer than "
    "COPYDESK_SESSION_TIMEOUT_MS, or a batch took longer than COPYDESK_MAX_POLL_INTERVAL_MS. "
    "Nothing was lost: restart it"
)
_TOO_LARGE = (kafka_errors.MessageSizeTooLargeError, kafka_errors.RecordListTooLargeError)
_RAISE_IT = (
    "a dead letter may be larger than its topic takes when the record's producer compresses better "
    "than COPYDESK_COMPRESSION: use the same, or raise max.message.bytes of "
    "COPYDESK_DEAD_LETTER_TOPIC. Nothing was lost: then restart it"
)
_GRANT = "Nothing was lost: grant it (docs/security.md, Rights), then start again"
_LACKS = {
    kafka_errors.TopicAuthorizationFailedError: "this user lacks READ on a topic it reads or WRITE "
    "on a topic it writes",
    kafka_errors.GroupAuthorizationFailedError: "this user lacks READ on the consumer group "
    "(COPYDESK_GROUP_ID; with -replay behind it to replay, or DESCRIBE to look at letters)",
    kafka_errors.TransactionalIdAuthorizationFailedError: "this user lacks WRITE on the "
    "transactional id COPYDESK_GROUP_ID-COPYDESK_INSTANCE_ID (to replay, "
    "COPYDESK_GROUP_ID-replay-one)",
    kafka_errors.ClusterAuthorizationFailedError: "this user lacks IDEMPOTENT_WRITE on the cluster "
    "(brokers before 3.0 want it)",
}
_LOOK_AT = "look at COPYDESK_BOOTSTRAP_SERVERS and COPYDESK_SECURITY_PROTOCOL"
_SAYS_NO = (
    kafka_errors.AuthorizationError,
    kafka_errors.SaslAuthenticationFailedError,
    kafka_errors.UnsupportedSaslMechanismError,
    kafka_errors.InvalidTopicError,
    kafka_errors.OffsetMetadataTooLargeError,
    kafka_errors.InvalidRecordError,
    kafka_errors.PolicyViolationError,
    kafka_errors.UnsupportedCodecError,
    kafka_errors.UnsupportedVersionError,
    kafka_errors.CorruptRecordError,
    UnicodeDecodeError,  # a header's name that is not UTF-8: the client cannot read past it
)
_Kinds = type[Exception] | tuple[type[Exception], ...]
_CLASSES: tuple[tuple[_Kinds, type[TransportError], str], ...] = (
    (_TOOK_OUR_PLACE, Fenced, _FENCED),
    (_WENT_ON_WITHOUT_US, Expelled, _EXPELLED),
    (_TOO_LARGE, Refused, _RAISE_IT),
    *((kind, Forbidden, f"{lacks}. {_GRANT}") for kind, lacks in _LACKS.items()),
    (_SAYS_NO, Refused, ""),
)


def configuration(settings: Settings) -> dict[str, Any]:
    """Write the settings every client needs in kafka-python's words."""
    given = {
        "bootstrap_servers": [s.strip() for s in settings.bootstrap_servers.split(",")],
        "client_id": f"{NAME}-{settings.instance_id}",
        "security_protocol": settings.security_protocol,
        "sasl_mechanism": settings.sasl_mechanism,
        "sasl_plain_username": settings.sasl_username,
        "sasl_plain_password": _plain(settings.sasl_password),
        "ssl_cafile": _path(settings.ssl_cafile),
        "ssl_certfile": _path(settings.ssl_certfile),
        "ssl_keyfile": _path(settings.ssl_keyfile),
        "ssl_password": _plain(settings.ssl_key_password),
        "reconnect_backoff_max_ms": int(settings.retry_max_s * 1000),
        "bootstrap_timeout_ms": 10_000,
    }
    return {name: value for name, value in given.items() if value is not None}


def make(client: Callable[..., T], settings: Settings, **more: Any) -> T:
    """Make a client and connect it.

    Raises:
        ConfigError: A setting the client does not take, a file it cannot read.
        Unavailable: No broker answers.
        Refused: A broker answers and says no.
    """
    try:
        return client(**configuration(settings) | more)
    except kafka_errors.KafkaConfigurationError as error:
        raise ConfigError(str(error)) from error
    except kafka_errors.KafkaError as error:
        doing = f"connecting to {settings.bootstrap_servers} ({settings.security_protocol})"
        raise classed(error, f"{doing}; if it is up, {_LOOK_AT}") from error
    except (OSError, ValueError) as error:
        raise ConfigError(f"the Kafka client cannot start: {error}") from error


def classed(error: Exception, doing: str) -> TransportError:
    """Class an error of the client by who must act.

    Args:
        error: As the client raised it; one that is classed already stays as it is.
        doing: What we were about, for the message.
    """
    if isinstance(error, TransportError):
        return error
    error = _innermost(error)
    message = f"{doing}: {error}"
    for kinds, made, cure in _CLASSES:
        if isinstance(error, kinds):
            return made(f"{message}; {cure}" if cure else message)
    return Unavailable(message)


def _innermost(error: Exception) -> Exception:
    """Find what went wrong first: later calls on a failed producer wrap it in a bare KafkaError."""
    wrapped = [a for a in error.args if isinstance(a, kafka_errors.KafkaError)]
    return _innermost(wrapped[0]) if wrapped else error


def within(seconds: float, doing: str, call: Callable[P, T], *args: P.args, **kw: P.kwargs) -> T:
    """Call something that may block for ever, but wait only so long.

    The client's ends of a transaction have no time-out. A call that overruns is left behind in
    its thread; the caller must not use what it worked on again.

    Raises:
        Unavailable: It took longer.
    """
    results: list[T] = []
    raised: list[Exception] = []

    def run() -> None:
        try:
            results.append(call(*args, **kw))
        except Exception as error:  # noqa: BLE001  raised again in the caller's thread
            raised.append(error)

    thread = threading.Thread(target=run, name=f"kafka: {doing}", daemon=True)
    thread.start()
    thread.join(seconds)
    if raised:
        raise raised[0]
    if not results:
        raise Unavailable(f"{doing}: no answer within {seconds:g} s")
    return results[0]


class Deadline(Protocol):
    """Calls something that may block for ever."""

    def __call__(
        self, seconds: float, doing: str, call: Callable[P, T], *args: P.args, **kw: P.kwargs
    ) -> T:
        """See ``within``."""
        ...


@dataclass(frozen=True, slots=True)
class Client:
    """What a transport is made of; the simulation hands in a cluster and a clock of its own."""

    consumer: Callable[..., Any] = KafkaConsumer
    producer: Callable[..., Any] = KafkaProducer
    within: Deadline = within
    clock: Callable[[], float] = time.monotonic


def _plain(secret: Any) -> str | None:
    return None if secret is None else str(secret.get_secret_value())


def _path(path: Any) -> str | None:
    return None if path is None else str(path)
