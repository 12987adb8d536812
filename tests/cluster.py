"""Which Kafka cluster the tests use: a named one, a container, or a node of our own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.admin import MemberToRemove

from localkafka import KAFKA_VERSION, Node
from localkafka.node import ALONE, HOST, answers, free_port
from service.kafka.client import configuration
from service.settings import Settings
from tests.running import await_that

IMAGE = f"apache/kafka:{KAFKA_VERSION}"
_CLIENTS, _CONTROLLER, _BROKERS = 9092, 9093, 9094


@contextmanager
def cluster(folder: Path) -> Iterator[tuple[str, str]]:
    """Give bootstrap servers and where they come from.

    COPYDESK_TEST_BOOTSTRAP_SERVERS names a cluster; COPYDESK_TEST_KAFKA=container takes a container
    of COPYDESK_TEST_KAFKA_IMAGE; otherwise it is a local node.
    """
    named = os.environ.get("COPYDESK_TEST_BOOTSTRAP_SERVERS")
    wanted = os.environ.get("COPYDESK_TEST_KAFKA", "node")
    if named:
        yield named, "the cluster named by COPYDESK_TEST_BOOTSTRAP_SERVERS"
    elif wanted == "container":
        image = os.environ.get("COPYDESK_TEST_KAFKA_IMAGE", IMAGE)
        with _container(image) as servers:
            yield servers, f"a container of {image}"
    elif wanted == "node":
        with Node(folder) as node:
            yield node.bootstrap_servers, f"a local node of Apache Kafka {KAFKA_VERSION}"
    else:
        raise ValueError(f"COPYDESK_TEST_KAFKA={wanted}: give node or container")


@contextmanager
def _container(image: str) -> Iterator[str]:
    """One node of an image that takes Apache's variables, on a port of loopback.

    testcontainers' own KafkaContainer is made for another image's start script. The port is chosen
    here, because the node must be told before it starts where its clients reach it. It reaches itself,
    for each transaction, by another: its clients' address is not one inside the container.
    """
    from testcontainers.core.container import DockerContainer

    port = free_port()
    settings = {
        "node.id": "1",
        "process.roles": "broker,controller",
        "listeners": f"CLIENTS://:{_CLIENTS},BROKERS://:{_BROKERS},CONTROLLER://:{_CONTROLLER}",
        "advertised.listeners": f"CLIENTS://{HOST}:{port},BROKERS://localhost:{_BROKERS}",
        "listener.security.protocol.map": "CLIENTS:PLAINTEXT,BROKERS:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name": "BROKERS",
        "controller.listener.names": "CONTROLLER",
        "controller.quorum.voters": f"1@localhost:{_CONTROLLER}",
        "auto.create.topics.enable": "false",
        "heap.opts": "-Xmx512m",
        **ALONE,
    }
    variables = {f"KAFKA_{k.upper().replace('.', '_')}": v for k, v in settings.items()}
    container = DockerContainer(image).with_envs(**variables)
    container.ports[f"{_CLIENTS}/tcp"] = (HOST, port)  # type: ignore[assignment]  # Docker takes both
    with container:
        await_that(lambda: answers(port), f"{image} answers on {port}")
        yield f"{HOST}:{port}"


def expel(settings: Settings) -> None:
    """Take an instance out of its group, as the broker does when it falls silent."""
    admin = KafkaAdminClient(**configuration(settings))
    group = admin.describe_groups([settings.group_id])[settings.group_id]
    ours = configuration(settings)["client_id"]
    members = [m["member_id"] for m in group["members"] if m["client_id"] == ours]
    assert members
    admin.remove_group_members(settings.group_id, [MemberToRemove(m) for m in members])
    admin.close()
