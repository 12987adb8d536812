"""The composition root: the only place that knows everything."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from types import FrameType

import structlog

from service import VERSION, kafka, log
from service.errors import ExitCode
from service.executor import Executor, InLine
from service.health import Health
from service.http import HttpServer
from service.kafka import Event
from service.metrics import Metrics
from service.patience import Patience
from service.pipeline import Pipeline
from service.run import Desk, run
from service.settings import Settings
from service.sources import SourcesFile
from service.worker import Recipe
from service.workers import Workers

logger = structlog.get_logger()

_COUNTED = {Event.REBALANCE: "rebalances", Event.TRANSACTION_ABORTED: "transactions_aborted"}


def serve(settings: Settings) -> None:
    """Run the service until SIGTERM or SIGINT.

    Raises:
        ConfigError: A topic, a size, a right or a port is wrong.
        TransportError: The cluster is away, says no, or gave our place to another.
    """
    log.configure(settings.log_level, settings.log_format)
    stop = _stop_on_signals(settings.stop_timeout_s)
    metrics, health = Metrics(), Health(settings.live_timeout_s)
    http = HttpServer(settings.http_host, settings.http_port, metrics, health)
    try:
        cluster = kafka.inspect(settings)
        cluster.require()
        recipe = partial(
            Pipeline,
            max_page_bytes=settings.max_page_bytes,
            max_output_bytes=cluster.max_output_bytes(settings.max_output_bytes),
            trafilatura_share=settings.trafilatura_share,
        )
        with (
            closing(_executor(settings, recipe)) as executor,
            closing(kafka.connect(settings, lambda e: metrics.count(_COUNTED[e]))) as transport,
        ):
            logger.info(
                "running",
                version=VERSION,
                http=http.address,
                delivery=settings.delivery,
                workers=settings.workers,
            )
            patience = Patience(settings.outage_limit_s, settings.retry_max_s, stop)
            refresh = _refresher(settings.sources_file, executor, metrics)
            run(Desk(transport, executor, transport, metrics, health, patience, refresh), stop)
        logger.info("stopped; everything polled was committed")
    finally:
        http.close()


def _executor(settings: Settings, recipe: Recipe) -> Executor:
    if not settings.workers:
        return InLine(recipe())
    return Workers(
        recipe,
        settings.workers,
        time_limit_s=settings.time_limit_s,
        max_memory_bytes=settings.worker_max_bytes,
    )


def _refresher(path: Path | None, executor: Executor, metrics: Metrics) -> Callable[[], None]:
    """Put the operator's publishers to work, and look at their file again between batches."""
    if path is None:
        return lambda: None
    file = SourcesFile(path)
    executor.adopt(file.text)
    return lambda: file.refresh(executor.adopt, partial(metrics.count, "sources_reloads"))


def _stop_on_signals(timeout_s: float) -> threading.Event:
    """Stop after the batch in hand; by force when that takes too long.

    Force is safe: what was not committed is aborted by the next start, and read again.
    """
    stop = threading.Event()

    def give_up() -> None:
        logger.error("the batch in hand did not finish in time", stop_timeout_s=timeout_s)
        os._exit(ExitCode.UNAVAILABLE)

    def on_signal(number: int, _: FrameType | None) -> None:
        if not stop.is_set():
            logger.info("stopping", signal=signal.Signals(number).name)
            stop.set()
            watchdog = threading.Timer(timeout_s, give_up)
            watchdog.daemon = True
            watchdog.start()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    return stop
