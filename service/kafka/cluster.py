"""What the cluster says of our topics before anything is read: sizes, rights, what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kafka import KafkaAdminClient
from kafka.admin import ConfigFilterType, ConfigResource, ConfigResourceType
from kafka.errors import KafkaError, TopicAuthorizationFailedError

from schemas.topics import DEAD_LETTER_HEADROOM_BYTES, MAX_RAW_BYTES
from service.errors import ConfigError
from service.kafka.client import classed, make
from service.kafka.greeting import greet
from service.kafka.writers import BATCH_BYTES
from service.settings import Settings

_MAX_BYTES = "max.message.bytes"
_ORDINARY_BYTES = 262_144
"""A long read of 20,000 words in letters of two bytes, what was cut from it, and 16 KiB of extra."""
_RIGHTS = {"input": ("READ",), "output": ("WRITE",)}
"""Each implies DESCRIBE."""


@dataclass(frozen=True, slots=True)
class TopicState:
    """One topic as the cluster has it."""

    name: str
    setting: str
    partitions: int | None
    """None: it does not exist, or we may not see it."""
    max_message_bytes: int | None
    """None: we may not ask (DescribeConfigs), and take its word when it refuses."""
    missing_rights: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cluster:
    """The topics of a service, and what is wrong with them."""

    input: TopicState
    output: TopicState
    dead_letter: TopicState

    @property
    def topics(self) -> tuple[TopicState, TopicState, TopicState]:
        """All of them."""
        return (self.input, self.output, self.dead_letter)

    def faults(self) -> list[str]:
        """Everything that must be cured before the service starts, with the cure."""
        found = [fault for topic in self.topics for fault in _faults(topic)]
        return found or list(self._size_faults())

    def _size_faults(self) -> Iterator[str]:
        """A rejected record with our headers must fit, or it would be lost or stop the stream."""
        largest, room = self.input.max_message_bytes, self.dead_letter.max_message_bytes
        if largest is None or room is None:
            return
        needed = largest + DEAD_LETTER_HEADROOM_BYTES
        if room < needed:
            yield (
                f"{self.dead_letter.setting}: topic {self.dead_letter.name} takes records of "
                f"{room} bytes, but a rejected record of {self.input.name} needs up to {needed}. "
                f"Raise it: kafka-configs.sh --alter --entity-type topics --entity-name "
                f"{self.dead_letter.name} --add-config {_MAX_BYTES}={needed}"
            )

    def warnings(self, limit: int) -> list[str]:
        """What may be meant so, and costs good articles where it is not; with the cure.

        Args:
            limit: The setting ``max_output_bytes``.
        """
        room = self.max_output_bytes(limit)
        if room >= _ORDINARY_BYTES:
            return []
        setting, cure = "COPYDESK_MAX_OUTPUT_BYTES", f"set it to {_ORDINARY_BYTES} or more"
        if room < limit:
            setting = self.output.setting
            cure = (
                f"raise it: kafka-configs.sh --alter --entity-type topics --entity-name "
                f"{self.output.name} --add-config {_MAX_BYTES}={MAX_RAW_BYTES}"
            )
        told = (
            f"{setting}: the output takes articles of {room} bytes; ordinary ones have up to "
            f"{_ORDINARY_BYTES}, and those above its limit become dead letters (too_large). "
            f"If that is not meant, {cure}"
        )
        return [told]

    def max_output_bytes(self, limit: int) -> int:
        """The largest article that can be written: the setting's or the topic's, the smaller."""
        room = self.output.max_message_bytes
        return limit if room is None else min(limit, room)

    @property
    def batch_bytes(self) -> int:
        """The most that may go to a partition at once: the broker holds a whole batch to the limit.

        The client cuts a batch that was refused, but then never finds it done (seen: a stream
        that tries the same batch for ever).
        """
        rooms = (self.output.max_message_bytes, self.dead_letter.max_message_bytes)
        return min([BATCH_BYTES, *(room for room in rooms if room is not None)])

    def require(self) -> None:
        """Refuse to start on a fault.

        Raises:
            ConfigError: Names each setting and its cure.
        """
        if faults := self.faults():
            raise ConfigError("\n".join(faults))


def inspect(settings: Settings) -> Cluster:
    """Ask the cluster about our topics.

    Raises:
        ConfigError: It does not let us in.
        TransportError: It is away, or says no.
    """
    greet(settings)
    admin = make(KafkaAdminClient, settings)
    try:
        names = [settings.input_topic, settings.output_topic, settings.dead_letter_topic]
        described = {t["name"]: t for t in admin.describe_topics(names)}
        existing = [name for name in names if _exists(described.get(name))]
        sizes = {name: _max_message_bytes(admin, name) for name in existing}
    except KafkaError as error:
        raise classed(error, "asking the cluster about the topics") from error
    finally:
        admin.close()
    roles = (
        (settings.input_topic, "COPYDESK_INPUT_TOPIC", _RIGHTS["input"]),
        (settings.output_topic, "COPYDESK_OUTPUT_TOPIC", _RIGHTS["output"]),
        (settings.dead_letter_topic, "COPYDESK_DEAD_LETTER_TOPIC", _RIGHTS["output"]),
    )
    return Cluster(*(_state(name, s, needed, described, sizes) for name, s, needed in roles))


def _state(
    name: str,
    setting: str,
    needed: tuple[str, ...],
    described: Mapping[str, Any],
    sizes: Mapping[str, int | None],
) -> TopicState:
    topic = described.get(name)
    granted = {str(right).upper() for right in (topic or {}).get("authorized_operations") or ()}
    hidden = (topic or {}).get("error_code") == TopicAuthorizationFailedError.errno
    return TopicState(
        name=name,
        setting=setting,
        partitions=len(topic["partitions"]) if topic and _exists(topic) else None,
        max_message_bytes=sizes.get(name),
        missing_rights=tuple(r for r in needed if hidden or (granted and r not in granted)),
    )


def _exists(topic: Any) -> bool:
    return bool(topic) and topic["error_code"] == 0 and bool(topic["partitions"])


def _max_message_bytes(admin: Any, topic: str) -> int | None:
    resource = ConfigResource(ConfigResourceType.TOPIC, topic, {_MAX_BYTES: None})
    try:
        found = admin.describe_configs([resource], config_filter=ConfigFilterType.ALL)
        return int(found["topic"][topic][_MAX_BYTES]["value"])
    except (KafkaError, KeyError, TypeError, ValueError):
        return None  # without the right to ask we learn it when a record is refused


def _faults(topic: TopicState) -> Iterator[str]:
    if topic.missing_rights:
        rights = " and ".join(topic.missing_rights)
        hidden = "" if topic.partitions else ", or it does not exist"
        yield (
            f"{topic.setting}: this user lacks {rights} on topic {topic.name}{hidden}. "
            f"Grant it: kafka-acls.sh --add --topic {topic.name} "
            + " ".join(f"--operation {right.title()}" for right in topic.missing_rights)
            + " --allow-principal User:<name>"
        )
    elif topic.partitions is None:
        yield (
            f"{topic.setting}: topic {topic.name} does not exist, or this user may not see it. "
            f"Create it: kafka-topics.sh --create --topic {topic.name} --partitions 6, "
            f"or grant DESCRIBE on it"
        )
