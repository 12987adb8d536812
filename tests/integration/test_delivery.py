"""Nothing lost, nothing twice: the service killed, stopped, and its broker taken away."""

from __future__ import annotations

import hashlib
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from localkafka import Node
from schemas.dead_letter import DeadLetter
from schemas.topics import TOPICS
from service import kafka
from service.settings import Settings
from service.transport import Header, Message
from tests.load import Tally, articles, tally
from tests.processes import family, is_running
from tests.running import Running, await_that

pytestmark = pytest.mark.integration

RECORDS = 20_000
KILLS = 3
OUTAGE_RECORDS = 8_000
OUTAGE_S = 30.0
NOTHING_WRONG = Tally(lost=0, duplicated=0, misordered=0, dead=0)


def result(settings: Settings, published: int) -> Tally:
    outputs = kafka.read_topic(settings, settings.output_topic, timeout_s=120)
    return tally(published, outputs, kafka.read_topic(settings, settings.dead_letter_topic))


def drained(settings: Settings, published: int) -> bool:
    """Whether the group has committed all that was published."""
    return kafka.committed(settings) >= published


def sums_add_up(metrics: dict[str, float]) -> bool:
    kinds = ("enriched", "rejected", "skipped")
    outcomes = sum(metrics[f'copydesk_outcomes_total{{kind="{kind}"}}'] for kind in kinds)
    return metrics["copydesk_records_consumed_total"] == outcomes


@pytest.mark.slow
def test_killed_three_times_under_load_every_article_comes_out_once(
    settings: Settings, tmp_path: Path
) -> None:
    chance = random.Random(11)
    kafka.write_topic(settings, settings.input_topic, articles(RECORDS))
    with Running(settings, tmp_path / "log", COPYDESK_WORKERS="2") as service:
        for _ in range(KILLS):
            target = service.consumed() + chance.uniform(500, RECORDS / 8)
            service.await_that(lambda: service.consumed() >= target, "progress")  # noqa: B023
            time.sleep(chance.uniform(0, 0.3))  # anywhere in a batch
            service.kill()
            service.start()
        service.await_that(lambda: drained(settings, RECORDS), "all read", 480)
        assert sums_add_up(service.metrics())
        assert service.terminate() == 0
    assert result(settings, RECORDS) == NOTHING_WRONG


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_stop_under_load_commits_the_batch_in_hand_and_leaves_the_group(
    settings: Settings, tmp_path: Path, workers: str
) -> None:
    kafka.write_topic(settings, settings.input_topic, articles(3_000))
    with Running(settings, tmp_path / "log", COPYDESK_WORKERS=workers) as service:
        service.await_that(lambda: service.consumed() > 0, "progress")
        started, processes = time.monotonic(), family(service.process.pid)
        assert len(processes) > int(workers)
        assert service.terminate() == 0, service.log()
        assert time.monotonic() - started < 10
        await_that(lambda: not any(map(is_running, processes)), "none left", 5)
    first = kafka.committed(settings)
    assert 0 < first < 3_000
    assert len(kafka.read_topic(settings, settings.output_topic)) == first
    started = time.monotonic()
    with Running(settings, tmp_path / "log", COPYDESK_INSTANCE_ID="two") as service:
        service.await_that(lambda: service.consumed() > 0, "progress")
        # Another instance goes on at once: no wait for the session to time out.
        assert time.monotonic() - started < settings.session_timeout_ms / 1000 + 4
        service.await_that(lambda: drained(settings, 3_000), "all read", 120)
    assert result(settings, 3_000) == NOTHING_WRONG


@pytest.fixture
def own_node(tmp_path: Path) -> Iterator[Node]:
    with Node(tmp_path / "node") as node:
        yield node


def settings_on(node: Node, **more: object) -> Settings:
    made = Settings.model_validate(
        {"bootstrap_servers": node.bootstrap_servers, "session_timeout_ms": 6_000, **more}
    )
    kafka.create_topics(made, {t.name: t.configs for t in TOPICS}, 2)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("delivery", ["exactly_once", "at_least_once"])
def test_a_broker_away_for_half_a_minute_costs_no_article(
    own_node: Node, tmp_path: Path, delivery: str
) -> None:
    settings = settings_on(own_node, delivery=delivery)
    kafka.write_topic(settings, settings.input_topic, articles(OUTAGE_RECORDS))
    with Running(settings, tmp_path / "log") as service:
        service.await_that(lambda: service.consumed() >= 1_000, "progress")
        own_node.kill()
        gone_at = time.monotonic()
        service.await_that(lambda: service.status("ready") == 503, "not ready", 60)
        assert service.status("live") == 200
        await_that(lambda: time.monotonic() - gone_at > OUTAGE_S, "the outage", OUTAGE_S + 5)
        before = service.consumed()
        own_node.start()
        back_at = time.monotonic()
        service.await_that(lambda: service.consumed() > before, "recovery", 90)
        print(f"recovered {time.monotonic() - back_at:.1f} s after the broker")  # noqa: T201
        service.await_that(lambda: drained(settings, OUTAGE_RECORDS), "all read", 240)
        assert service.alive, service.log()
        metrics = service.metrics()
        assert sums_add_up(metrics)
        assert metrics["copydesk_outages_total"] >= 1
        assert service.terminate() == 0
    found = result(settings, OUTAGE_RECORDS)
    assert (found.lost, found.dead) == (0, 0)
    if delivery == "exactly_once":
        assert found == NOTHING_WRONG


@pytest.mark.slow
@pytest.mark.parametrize("delivery", ["exactly_once", "at_least_once"])
def test_a_broker_that_freezes_around_the_time_limits_doubles_nothing(
    own_node: Node, tmp_path: Path, delivery: str
) -> None:
    settings = settings_on(own_node, delivery=delivery, transaction_timeout_ms=5_000)
    published = 5_000
    kafka.write_topic(settings, settings.input_topic, articles(published))
    chance = random.Random(5)
    with Running(settings, tmp_path / "log", COPYDESK_BATCH_MAX_RECORDS="200") as service:
        # Our deadlines are 5 s for a transaction and 5 s more for its abort: wake it around both.
        for frozen_s in (4.7, 5.2, 9.7):
            target = service.consumed() + chance.uniform(200, 800)
            service.await_that(lambda: service.consumed() >= target, "progress")  # noqa: B023
            own_node.pause()
            time.sleep(frozen_s)
            own_node.resume()
        service.await_that(lambda: drained(settings, published), "all read", 240)
        assert service.alive, service.log()
        assert sums_add_up(service.metrics())
        assert service.terminate() == 0
    found = result(settings, published)
    assert (found.lost, found.dead) == (0, 0)
    if delivery == "exactly_once":
        assert found == NOTHING_WRONG


GOOD = '{{"text": "A headline of number {}\\n\\nThe council opened the new library."}}'
HTML: tuple[Header, ...] = (("content-type", b"text/html"),)
MAX_OUTPUT_BYTES = 65_536
BAD: dict[str, tuple[str, bytes, tuple[Header, ...]]] = {
    "invalid JSON": ("invalid_json", b'{"text": "cut', ()),
    "invalid UTF-8": ("invalid_utf8", b'{"text": "\xff\xfe"}', ()),
    "empty value": ("empty_value", b"", ()),
    "wrong types": ("invalid_field", b'{"text": "A text", "title": {"a": 1}}', ()),
    "no text": ("no_text", b'{"url": "https://a.example/1"}', ()),
    "a 5.1 MB page": ("input_too_large", b"<p>" + b"x" * 5_100_000, HTML),
    "an output over the limit": ("too_large", b'{"text": "A b\\n\\n%s"}' % (b"y " * 40_000), ()),
    "JSON 10,000 levels deep": ("too_deep", b"[" * 10_000 + b"]" * 10_000, ()),
    "not an object": ("not_an_object", b"[1]", ()),
    "an unknown content type": ("unknown_content_type", b"%PDF", (("content-type", b"a/pdf"),)),
    "a tag of 40,000 attributes": (
        "page_too_complex",
        b"<p " + b'data-x="1" ' * 40_000 + b">text</p>",
        HTML,
    ),
}


def test_every_bad_record_has_its_reason_and_the_stream_goes_on(
    settings: Settings, tmp_path: Path
) -> None:
    written = [Message(b"0", GOOD.format(0).encode(), ())]
    for number, (_, value, headers) in enumerate(BAD.values(), start=1):
        written.append(Message(b"bad", value, (("trace", b"\xff%d" % number), *headers)))
        written.append(Message(b"%d" % number, GOOD.format(number).encode(), ()))
    written.append(Message(b"surrogate", b'{"text": "Half an emoji \\ud83d here\\n\\nText."}', ()))
    written.append(Message(b"tombstone", None, ()))
    kafka.write_topic(settings, settings.input_topic, written)
    with Running(
        settings, tmp_path / "log", COPYDESK_MAX_OUTPUT_BYTES=str(MAX_OUTPUT_BYTES)
    ) as service:
        service.await_that(lambda: service.consumed() >= len(written), "all read")
        metrics = service.metrics()
        assert service.terminate() == 0
    assert sums_add_up(metrics)
    assert metrics['copydesk_outcomes_total{kind="skipped"}'] == 1
    outputs = kafka.read_topic(settings, settings.output_topic)
    assert len(outputs) == len(BAD) + 2
    assert any("Half an emoji \ufffd here".encode() in (r.value or b"") for r in outputs)
    letters = kafka.read_topic(settings, settings.dead_letter_topic)
    found = {
        (
            DeadLetter.from_headers(r.headers).reason.value,
            hashlib.sha256(r.value or b"").hexdigest(),
        )
        for r in letters
    }
    assert found == {(why, hashlib.sha256(value).hexdigest()) for why, value, _ in BAD.values()}
    for letter in letters:
        number = int((letter.headers[0][1] or b"")[1:])
        _, _, headers = list(BAD.values())[number - 1]
        assert letter.key == b"bad"
        assert letter.headers[: 1 + len(headers)] == (("trace", b"\xff%d" % number), *headers)


def test_a_second_instance_of_the_same_id_takes_over_and_the_first_stops_cleanly(
    settings: Settings, tmp_path: Path
) -> None:
    load = articles(4_000)
    kafka.write_topic(settings, settings.input_topic, load[:2_000])
    with (
        Running(settings, tmp_path / "one") as first,
        Running(settings, tmp_path / "two") as second,
    ):
        # What the first gets from now on it cannot publish: its transactional id has moved on.
        kafka.write_topic(settings, settings.input_topic, load[2_000:])
        await_that(lambda: not first.alive, "the first to be fenced")
        assert first.process.returncode == 4, first.log()
        assert "Traceback" not in first.log()
        assert "COPYDESK_INSTANCE_ID" in first.log()
        second.await_that(lambda: drained(settings, 4_000), "all read", 240)
        assert second.alive
    assert result(settings, 4_000) == NOTHING_WRONG


@pytest.mark.slow
def test_a_frozen_instance_that_wakes_up_doubles_nothing(
    settings: Settings, tmp_path: Path
) -> None:
    kafka.write_topic(settings, settings.input_topic, articles(8_000))
    with Running(settings, tmp_path / "one") as frozen:
        await_that(lambda: frozen.consumed() > 0, "progress")
        frozen.process.send_signal(signal.SIGSTOP)
        with Running(settings, tmp_path / "two", COPYDESK_INSTANCE_ID="two") as other:
            await_that(lambda: other.consumed() > 0, "the other to take over", 60)
            frozen.process.send_signal(signal.SIGCONT)
            other.await_that(lambda: drained(settings, 8_000), "all read", 240)
            assert sums_add_up(other.metrics())
        if frozen.alive:
            assert frozen.terminate() in (0, 4)
        assert "Traceback" not in frozen.log()
    assert result(settings, 8_000) == NOTHING_WRONG
