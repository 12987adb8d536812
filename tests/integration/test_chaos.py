"""The short form of ``python -m tests.chaos``: nothing lost, nothing twice; planted faults found.

Left to the long form: ``node_lost``, whose three nodes take the machine from all other drills.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from contextlib import closing

import pytest

from tests.chaos.drill import BY_NAME, Drill, Lanes, Result
from tests.chaos.planted import Plant

pytestmark = [pytest.mark.integration, pytest.mark.slow]

LANES = 3
EXACTLY, AT_LEAST = "exactly_once", "at_least_once"
SOUND = (
    Drill("kill", EXACTLY, 2),
    Drill("kill", AT_LEAST, 1),
    Drill("zombie", EXACTLY, 1),
    Drill("broker_away", EXACTLY, 1),
    Drill("broker_restart", AT_LEAST, 1),
    Drill("broker_frozen", EXACTLY, 2),
    Drill("rebalance", EXACTLY, 1),
    Drill("worker_killed", EXACTLY, 1),
    Drill("slow", EXACTLY, 1),
    Drill("output_limit", EXACTLY, 1),
)
PLANTED = {
    Drill("kill", AT_LEAST, 2, plant=Plant.COMMIT_FIRST): "lost",
    Drill("zombie", EXACTLY, 2, plant=Plant.NO_FENCE): "duplicated",
    Drill("stop", EXACTLY, 1, plant=Plant.DROP): "lost",
    Drill("rebalance", EXACTLY, 1, plant=Plant.STALE_LAG): "lag that outlived its revocation",
}
Found = Mapping[Drill, Future[Result]]


@pytest.fixture(scope="module")
def found(
    request: pytest.FixtureRequest,
    bootstrap_servers: str,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Found]:
    """All drills that this run has tests for, side by side: most of the time they wait."""
    ours = [item for item in request.session.items if item.path == request.path]
    given = [i.callspec.params["drill"] for i in ours if isinstance(i, pytest.Function)]
    drills = [drill for drill in given if isinstance(drill, Drill)]
    drills.sort(key=lambda drill: -drill.rounds * BY_NAME[drill.fault].round_s)
    with closing(Lanes(LANES, bootstrap_servers, tmp_path_factory.mktemp("chaos"))) as lanes:
        yield dict(zip(drills, lanes.begin(drills), strict=True))


@pytest.mark.parametrize("drill", SOUND, ids=lambda drill: drill.name)
def test_every_promise_is_kept(found: Found, drill: Drill) -> None:
    result = found[drill].result()
    assert not result.faults, "\n".join(result.faults)


@pytest.mark.parametrize("drill", PLANTED, ids=lambda drill: drill.name)
def test_a_planted_fault_is_found(found: Found, drill: Drill) -> None:
    result = found[drill].result()
    assert any(PLANTED[drill] in fault for fault in result.faults), result
