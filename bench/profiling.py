"""Where the time goes in one process: by stage, and the functions that take most."""

from __future__ import annotations

import cProfile
import io
import pstats

from bench.alone import Stages, alone, pipeline
from bench.loads import Load
from service.executor import InLine
from service.transport import Record

_WARM_UP = 20
_TOP = 25


def stages(load: Load, count: int) -> Stages:
    """Microseconds a record by stage, by the executor's own clock."""
    return alone(load.messages(_WARM_UP + count), 1, _WARM_UP)[1]


def functions(load: Load, count: int) -> str:
    """Tell what takes most by itself. Each call costs more under cProfile: shares, not times."""
    executor = InLine(pipeline())
    messages = load.messages(_WARM_UP + count)
    records = [Record("bench", 0, n, 0, m.key, m.value, ()) for n, m in enumerate(messages)]
    executor.map(records[:_WARM_UP])
    profile = cProfile.Profile()
    profile.runcall(executor.map, records[_WARM_UP:])
    told = io.StringIO()
    pstats.Stats(profile, stream=told).strip_dirs().sort_stats("tottime").print_stats(_TOP)
    return told.getvalue()
