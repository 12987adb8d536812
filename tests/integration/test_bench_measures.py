"""The benchmark's own measuring, on a bare loop: it counts what was there, all of it."""

from __future__ import annotations

import os

import pytest

from bench.drain import Bare, drain
from bench.paced import age
from service import kafka
from service.settings import Settings
from service.transport import Message
from tests.load import articles

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("delivery", ["exactly_once", "at_least_once"])
def test_a_load_is_drained_whole(settings: Settings, delivery: str) -> None:
    of_run = settings.model_copy(update={"delivery": delivery})
    found = drain(Bare, of_run, [os.getpid()], articles(400), 100)
    assert found.records == 300
    assert kafka.committed(settings) == 400
    assert len(kafka.read_topic(settings, settings.output_topic)) == 400
    assert found.seconds > 0
    assert found.main_mb > 10


def test_every_record_that_was_sent_has_an_age(settings: Settings) -> None:
    def through_json(of_run: Settings) -> Bare:
        return Bare(of_run, "--json")

    found = age(through_json, settings, _numbered, per_second=40.0, seconds=2.0, warm_up=10)
    assert found.records == 80
    assert 0 < found.p50_ms <= found.p99_ms <= found.most_ms


def _numbered(count: int) -> list[Message]:
    return articles(count)
