"""The composition root: the only place that knows everything."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import structlog

from service import VERSION, heap, kafka, log
from service.breaker import Breaker
from service.executor import Executor, InLine
from service.health import Health
from service.http import HttpServer
from service.kafka import Event
from service.live import Window, is_shown, page_of
from service.metrics import Metrics
from service.patience import Patience
from service.pipeline import Pipeline
from service.run import Desk, run, unwatched
from service.settings import Settings
from service.signals import resume_on_signal, stop_on_signals
from service.sources import SourcesFile
from service.tracing import require, traced
from service.watchdog import Watchdog
from service.worker import Recipe
from service.workers import Workers

logger = structlog.get_logger()

_COUNTED = {Event.REBALANCE: "rebalances", Event.TRANSACTION_ABORTED: "transactions_aborted"}

_SHARE_OF_POLL_INTERVAL = 1 / 3
"""The rest is for the records in hand, their second try, and the commit."""


def serve(settings: Settings) -> None:
    """Run the service until SIGTERM or SIGINT.

    Raises:
        ConfigError: A topic, a size, a right or a port is wrong.
        TransportError: The cluster is away, says no, or gave our place to another.
    """
    _prepare(settings)
    resume = resume_on_signal()
    metrics, health = Metrics(settings.metrics_sources), Health(settings.live_timeout_s)
    window = Window() if is_shown(settings) else None
    page = page_of(settings, window, metrics, health) if window else None
    http = HttpServer(settings.http_host, settings.http_port, metrics, health, page)
    try:
        cluster = _cluster(settings)
        recipe = _recipe(settings, cluster)
        count = partial(_count, metrics)
        with (
            closing(_executor(settings, recipe, health)) as executor,
            closing(kafka.connect(settings, count, batch_bytes=cluster.batch_bytes)) as transport,
            traced(settings.tracing, settings.group_id, executor, transport) as (mapper, sink),
            closing(Watchdog(health, executor.in_hand, settings.live_timeout_s)),
        ):
            logger.info(
                "running",
                version=VERSION,
                http=http.address,
                delivery=settings.delivery,
                workers=settings.workers,
                tracing=settings.tracing,
            )
            stop = stop_on_signals(settings.stop_timeout_s)  # from here on something is in hand
            breaker = _breaker(settings)
            desk = Desk(
                source=transport,
                executor=mapper,
                sink=sink,
                metrics=metrics,
                health=health,
                patience=Patience(settings.outage_limit_s, settings.retry_max_s, stop),
                refresh=_refresher(settings.sources_file, executor, metrics, breaker, resume),
                breaker=breaker,
                watch=window.observe if window else unwatched,
            )
            run(desk, stop)
        logger.info("stopped; everything polled was committed")
    finally:
        http.close()


def _prepare(settings: Settings) -> None:
    log.configure(settings.log_level, settings.log_format)
    for risk in settings.risks:
        logger.warning(risk)
    require(settings.tracing)
    heap.bound()


def _cluster(settings: Settings) -> kafka.Cluster:
    cluster = kafka.inspect(settings)
    cluster.require()
    for warning in cluster.warnings(settings.max_output_bytes):
        logger.warning(warning)
    return cluster


def _recipe(settings: Settings, cluster: kafka.Cluster) -> Recipe:
    return partial(
        Pipeline,
        max_page_bytes=settings.max_page_bytes,
        max_output_bytes=cluster.max_output_bytes(settings.max_output_bytes),
        trafilatura_share=settings.trafilatura_share,
    )


def _count(metrics: Metrics, event: Event) -> None:
    metrics.count(_COUNTED[event])
    if event is Event.REBALANCE:
        metrics.forget_lag()


def _executor(settings: Settings, recipe: Recipe, health: Health) -> Executor:
    enough_s = settings.max_poll_interval_ms / 1000 * _SHARE_OF_POLL_INTERVAL
    if not settings.workers:
        return InLine(recipe(), health.progressed, enough_s)
    return Workers(
        recipe,
        settings.workers,
        time_limit_s=settings.time_limit_s,
        max_memory_bytes=settings.worker_max_bytes,
        enough_s=enough_s,
        progressed=health.progressed,
    )


def _breaker(settings: Settings) -> Breaker:
    return Breaker(
        settings.breaker_window_records, settings.breaker_min_rejects, settings.breaker_share
    )


def _refresher(
    path: Path | None,
    executor: Executor,
    metrics: Metrics,
    breaker: Breaker,
    asked: threading.Event,
) -> Callable[[], None]:
    """What is done between batches: look at the operator's publishers again, hear his signal."""
    file = SourcesFile(path) if path else None
    if file:
        executor.adopt(file.text)

    def refresh() -> None:
        if file:
            file.refresh(executor.adopt, partial(metrics.count, "sources_reloads"))
        if asked.is_set():
            asked.clear()
            logger.warning(
                "resumed by SIGUSR1" if breaker.resume() else "SIGUSR1: nothing to resume"
            )

    return refresh
