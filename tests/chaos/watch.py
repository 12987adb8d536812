"""The cluster as an onlooker sees it: what is committed, who is in the group."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from kafka import KafkaAdminClient
from kafka.admin import ConfigResource, ConfigResourceType
from kafka.errors import KafkaError

from service.kafka.client import configuration
from service.settings import Settings

T = TypeVar("T")


class Watch:
    """One connection that is made anew where it fails: the cluster comes and goes here."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._admin: Any = None

    def offsets(self) -> dict[int, int] | None:
        """The group's offsets by partition; None while nobody can say."""

        def ask(admin: Any) -> dict[int, int]:
            found = admin.list_group_offsets([self._settings.group_id])[self._settings.group_id]
            return {place.partition: max(0, stand.offset) for place, stand in found.items()}

        return self._ask(ask)

    def committed(self) -> int | None:
        """The sum of the group's offsets; None while nobody can say."""
        offsets = self.offsets()
        return None if offsets is None else sum(offsets.values())

    def members(self) -> int | None:
        """How many share the group's work; None while it is being divided, or nobody can say."""

        def ask(admin: Any) -> int | None:
            group = admin.describe_groups([self._settings.group_id])[self._settings.group_id]
            settled = group["group_state"] in {"Stable", "Empty"}
            return len(group["members"]) if settled else None

        return self._ask(ask)

    def copies_in_sync(self) -> int | None:
        """Of the partition that has the fewest, over all topics."""

        def ask(admin: Any) -> int:
            return min(
                len(partition["isr_nodes"])
                for topic in admin.describe_topics()
                for partition in topic["partitions"]
            )

        return self._ask(ask)

    def configure(self, topic: str, name: str, value: str) -> None:
        """Change a topic's configuration.

        Raises:
            KafkaError: The cluster is away, or says no.
        """
        admin = KafkaAdminClient(**configuration(self._settings))
        try:
            admin.alter_configs([ConfigResource(ConfigResourceType.TOPIC, topic, {name: value})])
        finally:
            admin.close()

    def _ask(self, question: Callable[[Any], T]) -> T | None:
        try:
            if self._admin is None:
                self._admin = KafkaAdminClient(
                    **configuration(self._settings) | {"bootstrap_timeout_ms": 3_000},
                    request_timeout_ms=5_000,
                )
            return question(self._admin)
        except (KafkaError, OSError, KeyError, AttributeError):
            self.close()
            return None

    def close(self) -> None:
        admin, self._admin = self._admin, None
        if admin is not None:
            admin.close()
