"""Random histories of the service on a cluster that fails in every way; the laws hold."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings

from tests.simulation.laws import broken, summary
from tests.simulation.instance import Kind
from tests.simulation.schedule import SCHEDULES
from tests.simulation.world import World

HISTORIES = int(os.environ.get("COPYDESK_TEST_HISTORIES", "300"))


def check(schedule: bytes, delivery: str, kind: Kind) -> None:
    world = World(delivery, kind)
    try:
        world.play(schedule)
        world.drain()
        found = list(broken(world))
        assert not found, summary(found, world)
    finally:
        world.close()


@pytest.mark.parametrize("delivery", ["exactly_once", "at_least_once"])
@settings(max_examples=HISTORIES)
@given(schedule=SCHEDULES)
def test_whatever_happens_the_laws_hold(schedule: bytes, delivery: str) -> None:
    check(schedule, delivery, Kind())
