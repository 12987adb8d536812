"""The composition root: the only place that knows everything."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import structlog

from service import VERSION, kafka, log
from service.breaker import Breaker
from service.executor import Executor, InLine
from service.health import Health
from service.http import HttpServer
from service.kafka import Event
from service.metrics import Metrics
from service.patience import Patience
from service.pipeline import Pipeline
from service.run import Desk, run
from service.settings import Settings
from service.signals import resume_on_signal, stop_on_signals
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
    stop, resume = stop_on_signals(settings.stop_timeout_s), resume_on_signal()
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
            breaker = Breaker(
                settings.breaker_window_records,
                settings.breaker_min_rejects,
                settings.breaker_share,
            )
            refresh = _refresher(settings.sources_file, executor, metrics)

            def between_batches() -> None:
                refresh()
                _resume(breaker, resume)

            run(
                Desk(
                    transport,
                    executor,
                    transport,
                    metrics,
                    health,
                    patience,
                    between_batches,
                    breaker,
                ),
                stop,
            )
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


def _resume(breaker: Breaker, asked: threading.Event) -> None:
    """Do what the operator's signal asks; while the breaker is closed it asks nothing."""
    if asked.is_set():
        asked.clear()
        logger.warning("resumed by SIGUSR1" if breaker.resume() else "SIGUSR1: nothing to resume")
