"""The short form of ``python -m tests.chaos.memory``: no process holds more than is promised."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.memory import Drill, perform

pytestmark = [pytest.mark.integration, pytest.mark.slow]


@pytest.mark.parametrize("guarantee", ["exactly_once", "at_least_once"])
def test_large_records_and_an_output_that_refuses_hold_no_more_memory_than_promised(
    bootstrap_servers: str, tmp_path: Path, guarantee: str
) -> None:
    """Two batches are texts from end to end; the second is in hand when the output is lost."""
    del bootstrap_servers  # it has nodes of its own; where there can be none, this skips
    drill = Drill(guarantee, records=240, texts=200, refused_s=8.0, transaction_timeout_ms=5_000)
    result = perform(drill, tmp_path)
    assert result.main_mb > 0
    assert result.worker_mb > 0
    assert result.faults == []
