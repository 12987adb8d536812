"""``copydesk replay`` and ``copydesk dead`` on Apache Kafka: once, not for ever, and after a kill."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from localkafka import Node
from schemas.dead_letter import DeadLetter, Reason, Stage
from schemas.topics import TOPICS
from service import kafka
from service.settings import Settings
from service.transport import Header, Message, Record
from tests.dead import letter
from tests.load import articles
from tests.running import Running, await_that

pytestmark = pytest.mark.integration

BAD: list[tuple[bytes, tuple[Header, ...]]] = [
    (b'{"text": "cut', ()),
    (b'{"text": "\xff\xfe"}', (("trace", b"\xff"),)),
    (b"", ()),
    (b"%PDF", (("content-type", b"application/pdf"),)),
]
"""Bad for ever."""


def environment(settings: Settings, **more: str) -> dict[str, str]:
    given = {
        f"COPYDESK_{name.upper()}": str(value)
        for name, value in settings.model_dump(exclude_unset=True).items()
    }
    return os.environ | given | more


def copydesk(
    *arguments: str, settings: Settings, **more: str
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "service", *arguments],
        env=environment(settings, **more),
        capture_output=True,
        timeout=120,
        check=False,
    )


def told(*arguments: str, settings: Settings) -> str:
    done = copydesk(*arguments, settings=settings)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def read(settings: Settings, topic: str) -> list[Record]:
    return kafka.read_topic(settings, topic, timeout_s=60)


def serve(settings: Settings, log: Path, outcomes: int, **more: str) -> None:
    """Run the service until the group has committed so many records."""
    with Running(settings, log, **more) as service:
        service.await_that(lambda: service.consumed() >= outcomes, "all read", 120)
        assert service.terminate() == 0, service.log()


def backlog(settings: Settings) -> int:
    """The replay group's lag, as any tool for Kafka sees it."""
    with kafka.KafkaDeadTopic(settings, writing=False) as topic:
        marks = topic.marks()
        return sum(span.stop - marks[p].offset for p, span in topic.spans.items())


def test_a_thousand_letters_after_the_cause_is_mended_each_comes_out_once(
    settings: Settings, tmp_path: Path
) -> None:
    good = articles(600)
    bad = [Message(b"bad%d" % n, *BAD[n % len(BAD)]) for n in range(400)]
    mixed = [*good, *bad]
    random.Random(5).shuffle(mixed)
    kafka.write_topic(settings, settings.input_topic, mixed)
    off = {"COPYDESK_BREAKER_WINDOW_RECORDS": "0"}  # all of them are to be rejected
    serve(settings, tmp_path / "log", 1_000, COPYDESK_MAX_PAGE_BYTES="1024", **off)
    before = read(settings, settings.dead_letter_topic)
    assert len(before) == 1_000

    plan = told("replay", settings=settings)
    assert "input_too_large" in plan
    assert "1000 letters would be replayed" in plan
    assert len(read(settings, settings.input_topic)) == 1_000

    by_reason = told(
        "replay", "--go", "--from-beginning", "--reason", "input_too_large", settings=settings
    )
    assert f"600 letters replayed to {settings.input_topic}" in by_reason
    assert "400 letters left out" in by_reason
    assert "400 letters replayed" in told("replay", "--go", settings=settings)
    assert "the backlog is empty" in told("replay", "--go", settings=settings)
    assert backlog(settings) == 0

    again = read(settings, settings.input_topic)
    assert len(again) == 2_000
    sent = [r for r in again if ("dlq.replays", b"1") in r.headers]
    assert Counter((r.key, r.value, r.headers[:-1]) for r in sent) == Counter(
        (m.key, m.value, m.headers) for m in mixed
    )

    serve(settings, tmp_path / "log", 1_000, **off)
    outputs = read(settings, settings.output_topic)
    numbers = Counter(json.loads(r.value or b"")["extra"]["number"] for r in outputs)
    assert numbers == Counter(range(600))
    assert not any(name == "dlq.replays" for r in outputs for name, _ in r.headers)
    after = read(settings, settings.dead_letter_topic)
    assert Counter(DeadLetter.from_headers(r.headers).replays for r in after) == {0: 1_000, 1: 400}
    assert "1400 letters, 400 in the backlog" in told("dead", "list", settings=settings)


def test_a_letter_that_fails_each_time_is_refused_in_the_end(
    settings: Settings, tmp_path: Path
) -> None:
    kafka.write_topic(settings, settings.input_topic, [Message(b"1", b"[1]", ())])
    serve(settings, tmp_path / "log", 1)
    assert "1 letter replayed" in told("replay", "--go", "--from-beginning", settings=settings)
    serve(settings, tmp_path / "log", 1)
    refused = told("replay", "--go", "--max-replays", "1", settings=settings)
    assert "1 letter refused: replayed once already (--max-replays): 1 not_an_object" in refused
    assert len(read(settings, settings.input_topic)) == 2
    assert "1 letter dismissed" in told("replay", "--dismiss", "--go", settings=settings)
    assert backlog(settings) == 0


REASONS = (Reason.INVALID_JSON, Reason.NO_TEXT, Reason.TIME_LIMIT)


def letters(settings: Settings, count: int) -> list[Message]:
    """Letters by hand, each third of one reason."""
    topic = settings.input_topic
    return [
        letter(n, REASONS[n % 3], Stage.DECODE, topic=topic, value=b"x" * 2_000)
        for n in range(count)
    ]


def kill_after(settings: Settings, sent: int, *arguments: str) -> tuple[int, bool]:
    """Start a command and kill it when so many letters were sent.

    Returns:
        How many were seen last, and whether it was killed before its end.
    """
    process = subprocess.Popen(
        [sys.executable, "-m", "service", *arguments],
        env=environment(settings, COPYDESK_BATCH_MAX_RECORDS="20"),
        stdout=subprocess.DEVNULL,
    )
    seen = 0

    def enough() -> bool:
        nonlocal seen
        seen = len(read(settings, settings.input_topic))
        return seen >= sent

    await_that(lambda: process.poll() is not None or enough(), "progress")
    process.kill()
    return seen, process.wait() == -signal.SIGKILL


@pytest.mark.parametrize("filters", [(), ("--reason", "no_text", "--reason", "time_limit")])
def test_killed_in_the_middle_nothing_is_lost_or_doubled(
    settings: Settings, filters: tuple[str, ...]
) -> None:
    count = 3_000
    kafka.write_topic(settings, settings.dead_letter_topic, letters(settings, count))
    chance = random.Random(9)
    command = ["replay", "--go", *filters]
    killed = sent = 0
    for _ in range(4):
        begin = [] if sent else ["--from-beginning"]
        goal = sent + chance.randrange(50, 400)
        sent, early = kill_after(settings, goal, *command, *begin)
        killed += early
    assert killed
    assert 0 < sent < count
    told("replay", "--go", *filters, settings=settings)
    keys = Counter(int(r.key or b"") for r in read(settings, settings.input_topic))
    wanted = [n for n in range(count) if not filters or n % 3]
    assert keys == Counter(wanted)
    told("replay", "--go", settings=settings)
    keys = Counter(int(r.key or b"") for r in read(settings, settings.input_topic))
    assert keys == Counter(range(count))
    assert backlog(settings) == 0


@pytest.mark.slow
def test_a_broker_that_dies_in_the_middle_ends_it_and_the_next_run_goes_on(tmp_path: Path) -> None:
    with Node(tmp_path / "node") as node:
        settings = Settings(
            bootstrap_servers=node.bootstrap_servers, transaction_timeout_ms=5_000, instance_id="x"
        )
        kafka.create_topics(settings, {topic.name: topic.configs for topic in TOPICS}, 2)
        kafka.write_topic(settings, settings.dead_letter_topic, letters(settings, 3_000))
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "replay", "--go", "--from-beginning"],
            env=environment(settings, COPYDESK_BATCH_MAX_RECORDS="20"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        await_that(lambda: len(read(settings, settings.input_topic)) > 100, "progress")
        node.kill()
        out, err = process.communicate(timeout=90)
        assert process.returncode == 3, err.decode()
        assert b"Traceback" not in err
        assert b"still in the backlog" in out
        node.start()
        assert "letters replayed" in told("replay", "--go", settings=settings)
        keys = Counter(int(r.key or b"") for r in read(settings, settings.input_topic))
        assert keys == Counter(range(3_000))


def test_a_stop_finishes_the_batch_in_hand(settings: Settings, tmp_path: Path) -> None:
    kafka.write_topic(settings, settings.dead_letter_topic, letters(settings, 3_000))
    out = tmp_path / "out"
    with out.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "service", "replay", "--go", "--from-beginning"],
            env=environment(settings, COPYDESK_BATCH_MAX_RECORDS="20"),
            stdout=file,
        )
        await_that(lambda: len(read(settings, settings.input_topic)) > 0, "progress")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    sent = len(read(settings, settings.input_topic))
    assert 0 < sent < 3_000
    assert f"{sent} letters replayed" in out.read_text("utf-8")
    assert "ended before the end" in out.read_text("utf-8")
    assert f"{3_000 - sent} letters replayed" in told("replay", "--go", settings=settings)


def test_what_is_exported_gives_the_same_reasons_without_a_broker(
    settings: Settings, tmp_path: Path
) -> None:
    kafka.write_topic(
        settings, settings.input_topic, [Message(b"%d" % n, *b) for n, b in enumerate(BAD)]
    )
    serve(settings, tmp_path / "log", len(BAD))
    folder = tmp_path / "letters"
    told("dead", "export", str(folder), settings=settings)
    lines = told("process", str(folder), settings=settings).splitlines()
    reasons = Counter(json.loads(line)["reason"] for line in lines)
    dead = read(settings, settings.dead_letter_topic)
    assert reasons == Counter(DeadLetter.from_headers(r.headers).reason for r in dead)
    place = next(f"{r.partition}:{r.offset}" for r in dead if r.value == b'{"text": "\xff\xfe"}')
    shown = told("dead", "show", place, settings=settings)
    assert "invalid_utf8 (stage decode" in shown
    assert '{"text": "\\xff\\xfe"}' in shown
    assert (
        copydesk("dead", "show", place, "--value", settings=settings).stdout
        == b'{"text": "\xff\xfe"}'
    )


@pytest.mark.parametrize("arguments", ["replay", "replay --go", "dead list", "dead show 0:0"])
def test_a_topic_that_is_missing_is_named(settings: Settings, arguments: str) -> None:
    done = copydesk(*arguments.split(), settings=settings, COPYDESK_DEAD_LETTER_TOPIC="nowhere")
    assert done.returncode == 2
    assert b"COPYDESK_DEAD_LETTER_TOPIC: topic nowhere does not exist" in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_cluster_that_is_away_is_exit_code_3(settings: Settings) -> None:
    done = copydesk("replay", "--go", settings=settings, COPYDESK_BOOTSTRAP_SERVERS="127.0.0.1:1")
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr


def test_what_an_operator_can_cure_is_told(settings: Settings) -> None:
    kafka.write_topic(settings, settings.dead_letter_topic, [letter(1, topic="gone")])
    done = copydesk("replay", "--go", settings=settings)
    assert (done.returncode, b"--from-beginning" in done.stderr) == (2, True)
    done = copydesk("replay", "--go", "--from-beginning", settings=settings)
    assert (done.returncode, b"topic gone does not exist" in done.stderr) == (2, True)
    narrow = f"narrow-{settings.input_topic}"
    kafka.create_topics(settings, {narrow: {"max.message.bytes": "1000"}}, 1)
    large = letter(2, topic=narrow, value=random.Random(1).randbytes(5_000))
    kafka.write_topic(settings, settings.dead_letter_topic, [large], 0)
    done = copydesk("replay", "--go", "--from-beginning", "--topic", narrow, settings=settings)
    assert done.returncode == 3
    assert b"largest letter of the batch is 0:" in done.stderr
    assert b"Traceback" not in done.stderr
