"""Which Kafka cluster the tests use: a named one, a container, or a node of our own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.admin import MemberToRemove

from service.kafka.client import configuration
from service.settings import Settings

IMAGE = "apache/kafka:4.2.1"


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, str]]:
    """Give bootstrap servers and where they come from."""
    named = os.environ.get("COPYDESK_TEST_BOOTSTRAP_SERVERS")
    if named:
        yield named, "the cluster named by COPYDESK_TEST_BOOTSTRAP_SERVERS"
    elif _docker_answers():
        from testcontainers.kafka import KafkaContainer

        with KafkaContainer(IMAGE).with_kraft() as container:
            yield container.get_bootstrap_server(), f"testcontainers, {IMAGE}"
    else:
        from localkafka import KAFKA_VERSION, Node

        with Node(folder) as node:
            yield node.bootstrap_servers, f"a local node of Apache Kafka {KAFKA_VERSION}"


def _docker_answers() -> bool:
    try:
        import docker

        docker.from_env(timeout=3).ping()
    except Exception:  # noqa: BLE001  whatever is wrong with Docker, there are other ways
        return False
    return True


def expel(settings: Settings) -> None:
    """Take an instance out of its group, as the broker does when it falls silent."""
    admin = KafkaAdminClient(**configuration(settings))
    group = admin.describe_groups([settings.group_id])[settings.group_id]
    ours = configuration(settings)["client_id"]
    members = [m["member_id"] for m in group["members"] if m["client_id"] == ours]
    assert members
    admin.remove_group_members(settings.group_id, [MemberToRemove(m) for m in members])
    admin.close()
