"""Around the limits of size: what fits flows, what does not is a dead letter, nothing crashes."""

from __future__ import annotations

import base64
import json
import random
import re
from contextlib import closing
from pathlib import Path

import pytest

from schemas.dead_letter import DeadLetter, Reason
from schemas.topics import DEAD_LETTER_HEADROOM_BYTES
from service import kafka
from service.encode import framed_size
from service.errors import Refused
from service.pipeline import Pipeline
from service.settings import Settings
from service.transport import Message, Record
from tests.load import articles
from tests.records import enriched
from tests.running import Running

pytestmark = pytest.mark.integration

LIMIT = 12_000
INPUT_LIMIT = 300_000
MB_1 = 1_000_000
ANY_SIZE = Pipeline(max_page_bytes=5_000_000, max_output_bytes=10**9)


def noise(size: int, seed: int = 3) -> str:
    """Letters that lz4 cannot make smaller, and gzip by a quarter only."""
    return base64.b64encode(random.Random(seed).randbytes(size)).decode()[:size]


def article(pad: str) -> bytes:
    text = "A headline of ours\n\nThe council opened the new library on Friday."
    return json.dumps({"text": text, "extra": {"pad": pad}}).encode()


def output_size(value: bytes, settings: Settings) -> int:
    record = Record(settings.input_topic, 0, 0, -1, None, value)
    return framed_size(enriched(ANY_SIZE.process(record)).message)


def sized(size: int, settings: Settings) -> Message:
    """An article whose output has so many bytes with its frame."""
    value = article(noise(size - output_size(article(""), settings)))
    assert output_size(value, settings) == size
    return Message(b"k", value, ())


def with_topic(settings: Settings, role: str, limit: int, **more: object) -> Settings:
    """The same with another topic of another limit."""
    name = f"{limit}-{getattr(settings, role)}"
    kafka.create_topics(settings, {name: {"max.message.bytes": str(limit)}}, 1)
    return settings.model_copy(update={role: name, **more})


def drain(settings: Settings, count: int) -> None:
    """Move so many records as the loop does."""
    cluster = kafka.inspect(settings)
    limit = cluster.max_output_bytes(settings.max_output_bytes)
    pipeline = Pipeline(max_page_bytes=5_000_000, max_output_bytes=limit)
    with closing(
        kafka.connect(settings, lambda _: None, batch_bytes=cluster.batch_bytes)
    ) as transport:
        while count:
            records = transport.poll()
            if records:
                transport.publish(records, [pipeline.process(r) for r in records])
            count -= len(records)


@pytest.mark.parametrize("compression", ["none", "lz4", "gzip"])
@pytest.mark.parametrize("delivery", ["exactly_once", "at_least_once"])
def test_an_output_of_the_topics_limit_flows_and_one_byte_more_is_a_dead_letter(
    settings: Settings, delivery: str, compression: str
) -> None:
    settings = with_topic(
        settings, "output_topic", LIMIT, delivery=delivery, compression=compression
    )
    # All in one batch are more than the topic takes at once.
    sizes = [LIMIT // 2, LIMIT - 1, LIMIT + 1, LIMIT, LIMIT // 2]
    written = [sized(size, settings) for size in sizes]
    kafka.write_topic(settings, settings.input_topic, written, partition=0)
    drain(settings, len(written))
    outputs = kafka.read_topic(settings, settings.output_topic)
    flowed = [framed_size(Message(r.key, r.value, r.headers)) for r in outputs]
    assert flowed == [size for size in sizes if size <= LIMIT]
    (letter,) = kafka.read_topic(settings, settings.dead_letter_topic)
    told = DeadLetter.from_headers(letter.headers)
    assert told.reason is Reason.OUTPUT_TOO_LARGE
    assert re.findall(r"\d+", told.detail) == [str(LIMIT + 1), str(LIMIT)]
    assert letter.value == written[2].value


@pytest.mark.parametrize(
    ("delivery", "compression"), [("exactly_once", "none"), ("at_least_once", "lz4")]
)
def test_a_record_as_large_as_the_input_takes_fits_on_the_dead_letter_topic(
    settings: Settings, delivery: str, compression: str
) -> None:
    settings = with_topic(
        settings, "input_topic", INPUT_LIMIT, delivery=delivery, compression=compression
    )
    dead_limit = INPUT_LIMIT + DEAD_LETTER_HEADROOM_BYTES
    settings = with_topic(settings, "dead_letter_topic", dead_limit)
    wrong = ", ".join(f'"{name}": {{}}' for name in ("title", "url", "description", "language"))
    largest = b""
    for size in range(INPUT_LIMIT - 60, INPUT_LIMIT - 120, -4):
        pad = noise(size)[: size - len(wrong) - 13]
        largest = f'{{{wrong}, "pad": "{pad}"}}'.encode()
        try:
            kafka.write_topic(settings, settings.input_topic, [Message(None, largest, ())])
        except Refused:
            continue
        break
    drain(settings, 1)
    (letter,) = kafka.read_topic(settings, settings.dead_letter_topic)
    assert letter.value == largest
    assert len(largest) > INPUT_LIMIT - 120
    assert DeadLetter.from_headers(letter.headers).reason is Reason.INVALID_FIELD


@pytest.mark.parametrize("delivery", ["exactly_once", "at_least_once"])
def test_a_batch_refused_for_its_size_is_no_outage(settings: Settings, delivery: str) -> None:
    """The topic's limit was lowered while the service ran."""
    settings = with_topic(
        settings, "output_topic", 2_000, delivery=delivery, transaction_timeout_ms=6_000
    )
    written = articles(3)
    kafka.write_topic(settings, settings.input_topic, written, partition=0)
    with closing(kafka.connect(settings, lambda _: None)) as transport:
        records: list[Record] = []
        while len(records) < len(written):
            records += transport.poll()
        with pytest.raises(Refused, match=r"max\.message\.bytes"):
            transport.publish(records, [ANY_SIZE.process(r) for r in records])
    assert kafka.committed(settings) == 0


def test_a_record_of_3_mb_whose_article_is_over_the_limit_stops_no_other(
    settings: Settings, tmp_path: Path
) -> None:
    settings = with_topic(settings, "output_topic", MB_1)
    good = articles(40)
    body = "\n\n".join("图书馆在河边开放了" * 50 + "。" for _ in range(1_080))
    large = Message(b"large", json.dumps({"text": body}).encode(), ())
    assert 2_900_000 < len(large.value or b"") < 3_100_000
    written = [*good[:20], large, *good[20:]]
    kafka.write_topic(settings, settings.input_topic, written, partition=0)
    exact = {"COPYDESK_COMPRESSION": "none"}
    with Running(settings, tmp_path / "log", **exact) as service:
        service.await_that(lambda: service.consumed() == len(written), "all read")
        assert service.metrics()["copydesk_transactions_aborted_total"] == 0
        assert service.terminate() == 0, service.log()
    assert len(kafka.read_topic(settings, settings.output_topic)) == len(good)
    (letter,) = kafka.read_topic(settings, settings.dead_letter_topic)
    assert letter.value == large.value
    told = DeadLetter.from_headers(letter.headers)
    assert told.reason is Reason.OUTPUT_TOO_LARGE
    assert f"the output takes {MB_1}" in told.detail
