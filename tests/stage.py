"""The live page before a real HTTP port, without a broker: records in, through the true pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Self

from service import files
from service.executor import InLine
from service.health import Health
from service.http import HttpServer
from service.live import Window, page_of
from service.metrics import Metrics
from service.pipeline import Pipeline
from service.settings import Settings
from service.transport import Record

EXAMPLES = Path(__file__).parents[1] / "examples" / "articles"


class Stage:
    """A service's HTTP port, window and metrics; the loop is who calls ``play``."""

    def __init__(self, **settings: Any) -> None:
        made = Settings.model_validate({"http_port": 0} | settings)
        self.metrics, self.health, self.window = Metrics(), Health(60), Window()
        page = page_of(made, self.window, self.metrics, self.health)
        self.feed = page.feed
        self.http = HttpServer(made.http_host, made.http_port, self.metrics, self.health, page)
        self._pipeline = Pipeline(max_page_bytes=5_000_000, max_output_bytes=10_000_000)

    @property
    def address(self) -> str:
        return self.http.address

    def play(self, records: Sequence[Record], *, watched: bool = True) -> None:
        """What the loop does with a batch, without the transport."""
        processed = InLine(self._pipeline, self.health.progressed).map(records)
        self.metrics.observe(records, processed, 0.1, 0.1)
        if watched:
            self.window.observe(records, processed)
        self.health.moved(assigned=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()


def examples(timestamp_ms: int) -> list[Record]:
    """The sample articles, and a tombstone."""
    found = [item.record for item in files.read(files.find([EXAMPLES]))]
    found.append(replace(found[0], value=None))
    placed = enumerate(found)
    return [
        replace(r, topic="articles.raw", offset=n, timestamp_ms=timestamp_ms) for n, r in placed
    ]
