"""What comes before the service: topics made, files published."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from schemas.topics import TOPICS
from service import kafka
from service.errors import ConfigError
from service.feed import feed, make_topics
from service.settings import Settings
from tests.running import await_that

pytestmark = pytest.mark.integration

SAMPLES = Path(__file__).parents[2] / "examples" / "articles"


def never(_: float) -> bool:
    return False


def unmade(settings: Settings) -> Settings:
    """The same with topics that do not exist."""
    names = ("input_topic", "output_topic", "dead_letter_topic")
    return settings.model_copy(update={name: f"new-{getattr(settings, name)}" for name in names})


def test_topics_are_made_as_the_contract_wants_them_and_stay_as_they_are(
    settings: Settings,
) -> None:
    wanted = unmade(settings)
    make_topics(wanted, 3)
    make_topics(wanted, 5)
    cluster = kafka.inspect(wanted)
    cluster.require()
    assert [topic.partitions for topic in cluster.topics] == [3, 3, 3]
    sizes = [int(topic.configs["max.message.bytes"]) for topic in TOPICS]
    assert [topic.max_message_bytes for topic in cluster.topics] == sizes


def test_files_are_published_with_their_content_types(settings: Settings) -> None:
    assert feed(settings, [SAMPLES], None, 2, never) == 60
    records = kafka.read_topic(settings, settings.input_topic)
    assert len(records) == 60
    assert sum(("content-type", b"text/html") in record.headers for record in records) == 12


def test_a_topic_that_is_not_there_is_named_and_not_made(settings: Settings) -> None:
    wanted = unmade(settings)
    with pytest.raises(ConfigError, match=f"{wanted.input_topic} does not exist.*copydesk topics"):
        feed(wanted, [SAMPLES], None, 1, never)
    assert kafka.inspect(wanted).input.partitions is None


def test_a_feed_without_end_stops_at_sigterm_and_all_it_sent_is_there(
    settings: Settings, tmp_path: Path
) -> None:
    environment = {
        "COPYDESK_BOOTSTRAP_SERVERS": settings.bootstrap_servers,
        "COPYDESK_INPUT_TOPIC": settings.input_topic,
    }
    command = [sys.executable, "-m", "service", "feed", str(SAMPLES), "--rounds", "0"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([*command, "--rate", "200"], env=environment, stderr=log)
    await_that(lambda: len(kafka.read_topic(settings, settings.input_topic)) > 30, "a second round")
    process.terminate()
    assert process.wait(30) == 0, (tmp_path / "log").read_text("utf-8")
    told = (tmp_path / "log").read_text("utf-8").splitlines()[-1]
    written = len(kafka.read_topic(settings, settings.input_topic))
    assert told == f"{written} records published to {settings.input_topic}"
