"""What happened -> Prometheus. The catalogue is data; docs/metrics.md is made from it."""

from __future__ import annotations

import platform
import threading
import time
from collections import Counter as Count
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from schemas.reasons import EXPLANATIONS
from service import VERSION
from service.clean import FLAGS as CLEAN_FLAGS
from service.enrich import ENRICHERS
from service.enrich.quality import FLAGS as QUALITY_FLAGS
from service.enrich.quality import LACKS, NO_DATE, NO_LANGUAGE
from service.executor import Processed
from service.outcome import KINDS, Enriched, Rejected, Standing
from service.roster import OTHER, Roster
from service.transport import Partition, Record
from service.waiting import Waiting

_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_AGES = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800, 3_600, 21_600, 86_400)
_RECORDS = (1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 5_000)
_BYTES = (1e3, 1e4, 1e5, 5e5, 1e6, 2.5e6, 5e6, 1e7, 2.5e7, 1e8)


@dataclass(frozen=True, slots=True)
class Metric:
    """One entry of the catalogue."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = ()


_OF_PARTITIONS = ("lag_records", "lag_seconds")
"""Gauges whose series come and go: made anew for each page."""
RELOADS = ("adopted", "refused")
FLAGS = tuple(sorted(CLEAN_FLAGS | QUALITY_FLAGS | LACKS))
WATCHED_FLAGS = (NO_DATE, NO_LANGUAGE, "short_body")
"""By source only these: each is three times as many series as there are sources."""
SOURCES = 200

CATALOGUE = (
    Metric("records_consumed", "counter", "Records taken from the input and committed."),
    Metric(
        "outcomes",
        "counter",
        "Outcomes of these records: enriched, rejected or skipped. Their sum is records_consumed.",
        ("kind",),
    ),
    Metric("rejections", "counter", "Rejected records by stage and reason.", ("stage", "reason")),
    Metric("enricher_failures", "counter", "Facts lost because an enricher failed.", ("enricher",)),
    Metric(
        "article_sources",
        "counter",
        "Enriched articles by whether the registry has their publisher: known, unknown (a domain or "
        "name no row has) or none (nothing names one).",
        ("registry",),
    ),
    Metric(
        "article_flags",
        "counter",
        "Enriched articles by what they lack or are peculiar in; one may have several flags, or none.",
        ("flag",),
    ),
    Metric(
        "source_articles",
        "counter",
        "Enriched articles by publisher. Names are those of the registry, at most "
        "COPYDESK_METRICS_SOURCES of them, none taken off while the process lives.",
        ("source",),
    ),
    Metric(
        "source_flags",
        "counter",
        "Enriched articles by publisher and what they lack: no_date, no_language or short_body.",
        ("source", "flag"),
    ),
    Metric(
        "source_last_heard_timestamp_seconds",
        "gauge",
        "When this instance last committed an article of a publisher, seconds since 1970; absent "
        "until then.",
        ("source",),
    ),
    Metric(
        "source_overflow",
        "counter",
        "Articles of the registry's publishers that are counted as other, because "
        "COPYDESK_METRICS_SOURCES publishers have been heard of.",
    ),
    Metric(
        "sources_reloads",
        "counter",
        "Changes of COPYDESK_SOURCES_FILE: adopted, or refused because it cannot be used.",
        ("result",),
    ),
    Metric(
        "stage_seconds", "histogram", "Seconds a record spent in a stage.", ("stage",), _SECONDS
    ),
    Metric(
        "batch_seconds",
        "histogram",
        "Seconds of a batch by phase: process (the core) and publish (outputs and offsets).",
        ("phase",),
        _SECONDS,
    ),
    Metric("batch_records", "histogram", "Records in a batch.", (), _RECORDS),
    Metric("batch_bytes", "histogram", "Bytes in a batch, headers included.", (), _BYTES),
    Metric(
        "record_age_seconds",
        "histogram",
        "Seconds from a record's timestamp until its outcome was committed.",
        (),
        _AGES,
    ),
    Metric(
        "lag_records",
        "gauge",
        "Records waiting in each partition this instance owns; absent while unknown or not owned.",
        ("topic", "partition"),
    ),
    Metric(
        "lag_seconds",
        "gauge",
        "Age of the oldest record not yet committed in each partition this instance owns, by the "
        "record's timestamp; 0 when none waits, absent while unknown or not owned.",
        ("topic", "partition"),
    ),
    Metric("rebalances", "counter", "Times the group gave this instance its partitions."),
    Metric("transactions_aborted", "counter", "Batches given up and read again."),
    Metric("outages", "counter", "Times the cluster was found to be away."),
    Metric("breaker_open", "gauge", "1 while too many rejects keep the stream stopped, else 0."),
    Metric("breaker_trips", "counter", "Times that too many rejects stopped the stream."),
    Metric("live", "gauge", "1 while /live answers 200: the loop moves; else 0."),
    Metric("ready", "gauge", "1 while /ready answers 200: records can flow; else 0."),
    Metric("build_info", "gauge", "Always 1; what is running.", ("version", "python")),
)


@dataclass(frozen=True, slots=True)
class Lag:
    """What is known of the lag at one moment."""

    records: Mapping[Partition, int] = field(default_factory=dict)
    since: Mapping[Partition, float | None] = field(default_factory=dict)
    """Since when the oldest record waits; see ``Waiting.look``."""


class Metrics:
    """Counts facts. A page shows a batch whole or not at all: its sums add up in every scrape.

    Args:
        sources: How many publishers have series of their own.
    """

    def __init__(self, sources: int = SOURCES) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # each a second series
        self._registry = CollectorRegistry()
        self._whole = threading.Lock()
        self._waiting = Waiting()
        self._lag = Lag()
        self._roster = Roster(sources)
        self._sources: set[str] = set()
        self._counters: dict[str, Counter] = {}
        self._gauges: dict[str, Gauge] = {}
        self._histograms: dict[str, Histogram] = {}
        for metric in CATALOGUE:
            self._register(metric)
        self._start_at_zero()
        self._registry.register(_Lag(self))
        ProcessCollector(registry=self._registry)

    def _register(self, metric: Metric) -> None:
        name = f"copydesk_{metric.name}"
        if metric.kind == "counter":
            self._counters[metric.name] = Counter(
                name, metric.help, metric.labels, registry=self._registry
            )
        elif metric.kind == "histogram":
            self._histograms[metric.name] = Histogram(
                name, metric.help, metric.labels, registry=self._registry, buckets=metric.buckets
            )
        elif metric.name not in _OF_PARTITIONS:
            self._gauges[metric.name] = Gauge(
                name, metric.help, metric.labels, registry=self._registry
            )

    def _start_at_zero(self) -> None:
        """Show every series of a closed set, so that the first event is a rise and not a birth."""
        self._gauges["build_info"].labels(VERSION, platform.python_version()).set(1)
        for kind in KINDS:
            self._counters["outcomes"].labels(kind)
        for reason, explanation in EXPLANATIONS.items():
            for stage in explanation.stages:
                self._counters["rejections"].labels(stage, reason)
        for standing in Standing:
            self._counters["article_sources"].labels(standing)
        for flag in FLAGS:
            self._counters["article_flags"].labels(flag)
        for result in RELOADS:
            self._counters["sources_reloads"].labels(result)
        for enricher in ENRICHERS:
            self._counters["enricher_failures"].labels(enricher.name)

    def observe(
        self,
        records: Sequence[Record],
        processed: Sequence[Processed],
        process_s: float,
        publish_s: float,
    ) -> None:
        """Count a batch that was committed.

        Args:
            records: The batch.
            processed: One for each record.
            process_s: Seconds in the core.
            publish_s: Seconds until outputs and offsets were durable.
        """
        self._waiting.committed(records)
        with self._whole:
            self._counters["records_consumed"].inc(len(records))
            for kind, count in Count(p.outcome.kind for p in processed).items():
                self._counters["outcomes"].labels(kind).inc(count)
            for item in processed:
                self._observe_one(item)
            self._observe_articles(
                [p.outcome for p in processed if isinstance(p.outcome, Enriched)]
            )
            self._histograms["batch_records"].observe(len(records))
            self._histograms["batch_bytes"].observe(sum(record.size for record in records))
            self._histograms["batch_seconds"].labels("process").observe(process_s)
            self._histograms["batch_seconds"].labels("publish").observe(publish_s)
            self._observe_ages(records)

    def _observe_one(self, item: Processed) -> None:
        outcome = item.outcome
        if isinstance(outcome, Rejected):
            self._counters["rejections"].labels(outcome.stage, outcome.reason).inc()
        elif isinstance(outcome, Enriched):
            self._counters["article_sources"].labels(outcome.source).inc()
            for failure in outcome.failures:
                self._counters["enricher_failures"].labels(failure.enricher).inc()
        for stage, seconds in item.seconds.items():
            self._histograms["stage_seconds"].labels(stage).observe(seconds)

    def _observe_articles(self, articles: Sequence[Enriched]) -> None:
        """Count by source and flag; once a batch each, since finding a series costs most."""
        listed = [a.publisher if a.source is Standing.KNOWN else "" for a in articles]
        sources = [self._roster.name(publisher) for publisher in listed]
        for source, count in Count(sources).items():
            self._heard(source, count)
        unlisted = sum(
            bool(publisher) and source == OTHER
            for publisher, source in zip(listed, sources, strict=True)
        )
        self._counters["source_overflow"].inc(unlisted)
        flags = Count(flag for article in articles for flag in article.flags)
        for flag, count in flags.items():
            self._counters["article_flags"].labels(flag).inc(count)
        by_source = Count(
            (source, flag)
            for article, source in zip(articles, sources, strict=True)
            for flag in article.flags
            if flag in WATCHED_FLAGS
        )
        for (source, flag), count in by_source.items():
            self._counters["source_flags"].labels(source, flag).inc(count)

    def _heard(self, source: str, count: int) -> None:
        self._counters["source_articles"].labels(source).inc(count)
        self._gauges["source_last_heard_timestamp_seconds"].labels(source).set(time.time())
        if source not in self._sources:  # at 0 with the first article: no flag is a share too
            self._sources.add(source)
            for flag in WATCHED_FLAGS:
                self._counters["source_flags"].labels(source, flag)

    def _observe_ages(self, records: Sequence[Record]) -> None:
        now = time.time()
        for record in records:
            if record.timestamp_ms >= 0:
                age = max(0.0, now - record.timestamp_ms / 1000)
                self._histograms["record_age_seconds"].observe(age)

    def count(self, name: str, *labels: str) -> None:
        """Count an event by its metric's name, and its labels where it has some."""
        counter = self._counters[name]
        (counter.labels(*labels) if labels else counter).inc()

    def set(self, name: str, value: float) -> None:
        """Set a gauge by its metric's name."""
        self._gauges[name].set(value)

    def set_lag(self, lag: Mapping[Partition, int], in_hand: Sequence[Record] = ()) -> None:
        """Replace what is known of the lag: what is not in it is gone from the page.

        Args:
            lag: Records not read yet, of owned partitions.
            in_hand: The batch that was read and is not committed.
        """
        self._lag = Lag(dict(lag), self._waiting.look(lag, in_hand))

    def forget_lag(self) -> None:
        """The group was divided anew: nothing is known until the next look."""
        self._waiting.forget()
        self._lag = Lag()

    @property
    def lag(self) -> Lag:
        """What is known of the lag."""
        return self._lag

    def page(self) -> bytes:
        """Write the page in Prometheus' text format."""
        with self._whole:
            return generate_latest(self._registry)


class _Lag(Collector):
    """The lag, from one snapshot: no series can outlive its partition's revocation."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    def collect(self) -> Iterator[GaugeMetricFamily]:
        lag, now = self._metrics.lag, time.time()
        yield _family("lag_records", lag.records)
        ages = {p: 0.0 if s is None else max(0.0, now - s) for p, s in lag.since.items()}
        yield _family("lag_seconds", ages)


def _family(name: str, values: Mapping[Partition, float]) -> GaugeMetricFamily:
    metric = next(m for m in CATALOGUE if m.name == name)
    family = GaugeMetricFamily(f"copydesk_{name}", metric.help, labels=metric.labels)
    for partition, value in values.items():
        family.add_metric([partition.topic, str(partition.number)], value)
    return family
