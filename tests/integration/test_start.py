"""What is wrong at the start is told with its cure, and nothing is read."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from localkafka import Node
from schemas.topics import TOPICS
from service import kafka
from service.settings import Settings
from tests.running import Running

pytestmark = pytest.mark.integration


def copydesk(*arguments: str, settings: Settings, **more: str) -> subprocess.CompletedProcess[str]:
    given = {
        f"COPYDESK_{name.upper()}": str(value)
        for name, value in settings.model_dump(exclude_unset=True).items()
    }
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        env=os.environ | given | more,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


@pytest.mark.parametrize("command", ["check", "run"])
def test_missing_topics_are_named_with_the_cure(settings: Settings, command: str) -> None:
    done = copydesk(command, settings=settings, COPYDESK_DEAD_LETTER_TOPIC="nowhere")
    assert done.returncode == 2
    assert "COPYDESK_DEAD_LETTER_TOPIC: topic nowhere does not exist" in done.stderr
    assert "kafka-topics.sh --create --topic nowhere" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["check", "run"])
def test_a_dead_letter_topic_that_cannot_hold_a_rejected_record_is_refused(
    settings: Settings, command: str
) -> None:
    small = {"tiny-" + settings.dead_letter_topic: {"max.message.bytes": "1000000"}}
    kafka.create_topics(settings, small, 1)
    (name,) = small
    done = copydesk(command, settings=settings, COPYDESK_DEAD_LETTER_TOPIC=name)
    assert done.returncode == 2
    assert f"topic {name} takes records of 1000000 bytes" in done.stderr
    assert "--add-config max.message.bytes=" in done.stderr


@pytest.mark.parametrize("command", ["check", "run"])
def test_an_unreachable_broker_is_exit_code_3(settings: Settings, command: str) -> None:
    done = copydesk(command, settings=settings, COPYDESK_BOOTSTRAP_SERVERS="127.0.0.1:1")
    assert done.returncode == 3
    assert "127.0.0.1:1" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_cluster_that_fits_is_said_to(settings: Settings) -> None:
    done = copydesk("check", settings=settings)
    assert done.returncode == 0, done.stderr
    assert settings.input_topic in done.stdout
    assert "Ready to run" in done.stderr
    assert "warning" not in done.stderr


def test_an_output_topic_too_small_for_ordinary_articles_is_warned_of(settings: Settings) -> None:
    name = "narrow-" + settings.output_topic
    kafka.create_topics(settings, {name: {"max.message.bytes": "70000"}}, 1)
    done = copydesk("check", settings=settings, COPYDESK_OUTPUT_TOPIC=name)
    assert done.returncode == 0, done.stderr
    assert "warning: COPYDESK_OUTPUT_TOPIC: the output takes articles of 70000" in done.stderr
    assert f"--entity-name {name} --add-config max.message.bytes=" in done.stderr


def test_an_article_of_the_output_topics_own_limit_is_what_counts(
    settings: Settings, tmp_path: Path
) -> None:
    name = "narrow-" + settings.output_topic
    kafka.create_topics(settings, {name: {"max.message.bytes": "70000"}}, 1)
    from service.transport import Message

    big = b'{"text": "A b\\n\\n%s"}' % (b"y " * 40_000)
    kafka.write_topic(settings, settings.input_topic, [Message(b"1", big, ())])
    from tests.running import await_that

    with Running(settings, tmp_path / "log", COPYDESK_OUTPUT_TOPIC=name) as service:
        await_that(lambda: service.consumed() == 1, "read")
        rejected = 'copydesk_rejections_total{reason="too_large",stage="encode"}'
        assert service.metrics()[rejected] == 1
        assert service.terminate() == 0


def test_a_stop_while_the_cluster_is_away_ends_the_start(tmp_path: Path) -> None:
    service = Running(Settings(bootstrap_servers="127.0.0.1:1"), tmp_path / "log")
    service.start(ready=False)
    try:
        service.await_that(lambda: service.status("live") == 200, "the first word with the cluster")
        assert service.terminate(timeout_s=5) == 0, service.log()
    finally:
        service.kill()
    assert "Traceback" not in service.log()


def test_ctrl_c_during_the_start_is_heard_by_the_main_process_alone(tmp_path: Path) -> None:
    """A terminal sends it to all processes, the fork server that loads too."""
    settings = Settings(bootstrap_servers="127.0.0.1:1", workers=2)
    service = Running(settings, tmp_path / "log")
    service.start(ready=False, apart=True)
    try:
        service.await_that(lambda: service.status("live") == 200, "the first word with the cluster")
        os.killpg(service.process.pid, signal.SIGINT)
        assert service.process.wait(5) == 0, service.log()
    finally:
        service.kill()
    assert "Traceback" not in service.log()


def test_missing_rights_are_named_with_the_cure(tmp_path: Path) -> None:
    authorizer = {
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found": "true",
    }
    with Node(tmp_path / "node", config=authorizer) as node:
        settings = Settings(bootstrap_servers=node.bootstrap_servers)
        kafka.create_topics(settings, {t.name: t.configs for t in TOPICS}, 1)
        deny_writing(settings, settings.dead_letter_topic)
        done = copydesk("run", settings=settings)
    assert done.returncode == 2, done.stderr
    assert "lacks WRITE on topic articles.dead" in done.stderr
    assert "kafka-acls.sh --add --topic articles.dead --operation Write" in done.stderr


def deny_writing(settings: Settings, topic: str) -> None:
    from kafka.admin import (
        ACL,
        ACLOperation,
        ACLPermissionType,
        KafkaAdminClient,
        ResourcePattern,
        ResourceType,
    )

    admin = KafkaAdminClient(bootstrap_servers=settings.bootstrap_servers)
    everybody, anywhere = "User:*", "*"
    pattern = ResourcePattern(ResourceType.TOPIC, topic)
    admin.create_acls(
        [
            ACL(everybody, anywhere, operation, permission, pattern)
            for operation, permission in (
                (ACLOperation.WRITE, ACLPermissionType.DENY),
                (ACLOperation.DESCRIBE, ACLPermissionType.ALLOW),
            )
        ]
    )
    admin.close()
