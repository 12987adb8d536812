"""Random histories of the service on a cluster that fails in every way: the laws hold.

COPYDESK_TEST_HISTORIES says how many; `make test-simulation` plays many. A history that breaks a
law is shrunk and told.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from service.errors import ExitCode
from tests.simulation.instance import Kind
from tests.simulation.laws import broken, story
from tests.simulation.planted import PLANTS, Plant
from tests.simulation.schedule import SCHEDULES
from tests.simulation.world import World

HISTORIES = int(os.environ.get("COPYDESK_TEST_HISTORIES", "300"))
MANY = 5_000
UNHURRIED = settings(
    max_examples=HISTORIES, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
FOR_PLANTS = settings(
    UNHURRIED, derandomize=True, database=None, phases=[Phase.generate], print_blob=False
)


Seen = Counter[ExitCode | str | None]
CUT = "a batch was cut"


def play(schedule: bytes, delivery: str, kind: Kind, seen: Seen) -> None:
    """Play one history, judge it, and count how its instances ended and which batches were cut."""
    world = World(delivery, kind)
    try:
        world.play(schedule)
        world.drain()
        found = list(broken(world))
        assert not found, story(found, world)
        seen.update(instance.end for instance in world.instances)
        seen[CUT] += sum(instance.cuts for instance in world.instances)
    finally:
        world.close()


@pytest.mark.parametrize("delivery", ["exactly_once", "at_least_once"])
def test_whatever_happens_the_laws_hold(delivery: str) -> None:
    seen: Seen = Counter()

    @UNHURRIED
    @given(SCHEDULES)
    def histories(schedule: bytes) -> None:
        play(schedule, delivery, Kind(), seen)

    histories()
    assert set(+seen) == {None, ExitCode.OK, ExitCode.UNAVAILABLE, ExitCode.FENCED, CUT}
    assert seen[CUT] > HISTORIES / 2


@pytest.mark.parametrize(
    ("plant", "delivery"),
    [
        pytest.param(plant, delivery, id=f"{name}-{delivery}")
        for name, plant in PLANTS.items()
        for delivery in plant.deliveries
        if HISTORIES >= MANY or not plant.rare
    ],
)
def test_a_planted_bug_is_found(plant: Plant, delivery: str) -> None:
    played = 0

    @FOR_PLANTS
    @given(SCHEDULES)
    def histories(schedule: bytes) -> None:
        nonlocal played
        played += 1
        play(schedule, delivery, plant.kind, Counter())

    with pytest.raises(AssertionError, match=" is started"):
        histories()
    print(f"found after {played - 1} histories")  # noqa: T201  pytest -s shows it


def test_the_same_schedule_is_the_same_history() -> None:
    told = []
    for _ in range(2):
        world = World("exactly_once", Kind())
        world.play(bytes(range(256)))
        world.drain()
        told.append((story((), world), world.ledger.logs, world.ledger.committed))
        world.close()
    assert told[0] == told[1]
