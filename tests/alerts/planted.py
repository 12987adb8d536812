"""``python -m tests.alerts.planted run``: the service with one fault planted, for alerts to find.

``ALERT_PLANT`` names the fault. The service's own code knows nothing of this.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from enum import StrEnum

from service import cli
from service.executor import Processed
from service.metrics import Metrics
from service.outcome import Outcome
from service.pipeline import Pipeline, Trace
from service.transport import Record

STUCK_KEY = b"stuck"


class Plant(StrEnum):
    """What is wrong."""

    MISCOUNT = "miscount"
    """An outcome a batch is not counted."""
    STUCK = "stuck"
    """A record with a certain key takes for ever."""


_observe, _process = Metrics.observe, Pipeline.process


def _miscounting(
    self: Metrics,
    records: Sequence[Record],
    processed: Sequence[Processed],
    process_s: float,
    publish_s: float,
) -> None:
    _observe(self, records, processed[:-1], process_s, publish_s)


def _sticking(self: Pipeline, record: Record, trace: Trace | None = None) -> Outcome:
    while record.key == STUCK_KEY:
        time.sleep(1)
    return _process(self, record, trace)


if __name__ == "__main__":
    if Plant(os.environ["ALERT_PLANT"]) is Plant.MISCOUNT:
        Metrics.observe = _miscounting  # type: ignore[method-assign]
    else:
        Pipeline.process = _sticking  # type: ignore[method-assign]
    cli.main()
