"""What all tests share."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator

import pytest
from hypothesis import settings as hypothesis_settings

from schemas.topics import TOPICS
from service import kafka
from service.settings import Settings
from tests.cluster import cluster

hypothesis_settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "default")


@pytest.fixture(scope="session")
def bootstrap_servers(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A cluster for the whole run; where there is none, skip on a laptop and fail in CI."""
    try:
        with cluster(tmp_path_factory.mktemp("kafka")) as (servers, origin):
            capture = request.config.pluginmanager.getplugin("capturemanager")
            with capture.global_and_fixture_disabled():
                print(f"\ncluster: {origin}, {servers}")  # noqa: T201  the choice is told
            yield servers
    except Exception as error:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no Kafka cluster: {error}")


@pytest.fixture
def settings(bootstrap_servers: str) -> Settings:
    """Settings for topics and a group of the test's own, the topics made."""
    name = uuid.uuid4().hex[:8]
    made = Settings(
        bootstrap_servers=bootstrap_servers,
        input_topic=f"raw-{name}",
        output_topic=f"enriched-{name}",
        dead_letter_topic=f"dead-{name}",
        group_id=f"group-{name}",
        instance_id="one",
        session_timeout_ms=6_000,
        http_port=0,
    )
    names = (made.input_topic, made.output_topic, made.dead_letter_topic)
    kafka.create_topics(
        made, {name: topic.configs for name, topic in zip(names, TOPICS, strict=True)}, 2
    )
    return made
