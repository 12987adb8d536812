"""One instance from start to stop: bad records, a stop under load, a second of the same id."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest

from schemas.dead_letter import DeadLetter
from service import kafka
from service.settings import Settings
from service.transport import Header, Message
from tests.counting import Count, count
from tests.load import articles
from tests.processes import family, is_running
from tests.running import Running, await_that

pytestmark = pytest.mark.integration

SIZE = 800
"""Bytes of a text: many batches in few seconds."""


def result(settings: Settings) -> Count:
    topics = (settings.input_topic, settings.output_topic, settings.dead_letter_topic)
    return count(*(kafka.read_topic(settings, topic, timeout_s=120) for topic in topics))


def drained(settings: Settings, published: int) -> bool:
    """Whether the group has committed all that was published."""
    return kafka.committed(settings) >= published


def sums_add_up(metrics: dict[str, float]) -> bool:
    kinds = ("enriched", "rejected", "skipped")
    outcomes = sum(metrics[f'copydesk_outcomes_total{{kind="{kind}"}}'] for kind in kinds)
    return metrics["copydesk_records_consumed_total"] == outcomes


@pytest.mark.parametrize("workers", ["0", "2"])
def test_a_stop_under_load_commits_the_batch_in_hand_and_leaves_the_group(
    settings: Settings, tmp_path: Path, workers: str
) -> None:
    kafka.write_topic(settings, settings.input_topic, articles(3_000, SIZE))
    small = {"COPYDESK_BATCH_MAX_RECORDS": "100"}  # a slow machine takes seconds for more
    with Running(settings, tmp_path / "log", COPYDESK_WORKERS=workers, **small) as service:
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
    with Running(settings, tmp_path / "log", COPYDESK_INSTANCE_ID="two", **small) as service:
        service.await_that(lambda: service.consumed() > 0, "progress")
        # Another instance goes on at once: no wait for the session to time out.
        assert time.monotonic() - started < settings.session_timeout_ms / 1000 + 4
        service.await_that(lambda: drained(settings, 3_000), "all read", 120)
    assert result(settings) == Count()


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
    load = articles(4_000, SIZE)
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
    assert result(settings) == Count()
