"""What the dashboard shows, as data: rows of panels, each with its questions to Prometheus."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OURS = 'job=~"$job", instance=~"$instance"'
PARTITIONS = f'{OURS}, topic=~"$topic"'
SOURCES = f'{OURS}, source=~"$source"'
OF_SOURCES = 'job=~"$job", source=~"$source"'
"""Of recorded series, which are added up over instances."""

Look = Literal["number", "lines", "stack", "table"]


@dataclass(frozen=True, slots=True)
class Query:
    """A question and how its answers are called."""

    expr: str
    legend: str = ""


@dataclass(frozen=True, slots=True)
class Panel:
    """One picture.

    Args:
        title: What is to be seen.
        says: For a stranger on call: what it means, and what is not as it should be.
        unit: As Grafana names them.
        queries: At least one.
        look: How it is drawn.
        width: Of 24.
        limits: Values from which it is yellow, and red.
        runbook: Name of the alert that it belongs to.
    """

    title: str
    says: str
    unit: str
    queries: tuple[Query, ...]
    look: Look = "lines"
    width: int = 12
    limits: tuple[float, float] | None = None
    runbook: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """Panels that answer one question."""

    title: str
    panels: tuple[Panel, ...]


def _one(expr: str, legend: str = "") -> tuple[Query, ...]:
    return (Query(expr, legend),)


def _quantiles(metric: str, by: str = "", legend: str = "") -> tuple[Query, ...]:
    labels = f"le, {by}" if by else "le"
    return tuple(
        Query(
            f"histogram_quantile({q}, sum by ({labels}) "
            f"(rate({metric}_bucket{{{OURS}}}[$__rate_interval])))",
            f"{legend} p{round(q * 100)}".strip(),
        )
        for q in (0.5, 0.95, 0.99)
    )


def _of_phase(phase: str) -> tuple[Query, ...]:
    """How long batches spend in one phase."""
    chosen = f'{OURS}, phase="{phase}"'
    return tuple(
        Query(query.expr.replace(OURS, chosen), query.legend)
        for query in _quantiles("copydesk_batch_seconds")
    )


NOW = Row(
    "Now",
    (
        Panel(
            "Alerts firing",
            "Copydesk's own alerts, all jobs. The table of docs/runbooks/README.md says what each means.",
            "none",
            _one('count(ALERTS{alertname=~"Copydesk.*", alertstate="firing"}) or vector(0)'),
            "number",
            3,
            (1, 1),
        ),
        Panel(
            "Instances alive",
            "Whose loop moves. Less than there are replicas: one is stuck, or does not answer.",
            "none",
            _one(f"sum(copydesk_live{{{OURS}}})"),
            "number",
            3,
            runbook="CopydeskInstanceStuck",
        ),
        Panel(
            "Instances ready",
            "That can take records and write. Alive and not ready: the cluster is away, the breaker is "
            "open, or the group is being divided. /ready says which.",
            "none",
            _one(f"sum(copydesk_ready{{{OURS}}})"),
            "number",
            3,
        ),
        Panel(
            "Records a second",
            "Committed with their outcome. 0 with records waiting: nothing flows.",
            "cps",
            _one(f"sum(rate(copydesk_records_consumed_total{{{OURS}}}[$__rate_interval]))"),
            "number",
            3,
            runbook="CopydeskNothingFlows",
        ),
        Panel(
            "Records waiting",
            "Lag of the group, added up. No value: no instance knows it.",
            "short",
            _one(f"sum(copydesk_lag_records{{{PARTITIONS}}})"),
            "number",
            3,
            (5_000, 50_000),
            "CopydeskLagGrowing",
        ),
        Panel(
            "Oldest waits for",
            "By the record's own timestamp. The objective is 10 minutes.",
            "s",
            _one(f"max(copydesk_lag_seconds{{{PARTITIONS}}})"),
            "number",
            3,
            (300, 600),
            "CopydeskAgeOverObjective",
        ),
        Panel(
            "Rejected",
            "Share of the latest records. Unfiltered crawls have up to a third.",
            "percentunit",
            _one(
                f'sum(rate(copydesk_outcomes_total{{{OURS}, kind="rejected"}}[$__rate_interval])) '
                f"/ sum(rate(copydesk_outcomes_total{{{OURS}}}[$__rate_interval]))"
            ),
            "number",
            3,
            (0.2, 0.4),
            "CopydeskRejectShare",
        ),
        Panel(
            "Breakers open",
            "Instances that a flood of rejects has stopped. None closes by itself.",
            "none",
            _one(f"sum(copydesk_breaker_open{{{OURS}}})"),
            "number",
            3,
            (1, 1),
            "CopydeskBreakerOpen",
        ),
    ),
)

FLOW = Row(
    "Flow and sums",
    (
        Panel(
            "Outcomes",
            "Each record has exactly one: enriched, rejected, or skipped (a tombstone).",
            "cps",
            _one(
                f"sum by (kind) (rate(copydesk_outcomes_total{{{OURS}}}[$__rate_interval]))",
                "{{kind}}",
            ),
            "stack",
            8,
        ),
        Panel(
            "Records by instance",
            "How the work is shared. One at 0 while others work has no partitions, or is stuck.",
            "cps",
            _one(
                "sum by (instance) "
                f"(rate(copydesk_records_consumed_total{{{OURS}}}[$__rate_interval]))",
                "{{instance}}",
            ),
            width=8,
        ),
        Panel(
            "Sums that must be 0",
            "Consumed less all outcomes; rejected less all reasons; enriched less all sources. Anything "
            "but 0 is a fault of ours: records may have been lost from the count, or for good.",
            "none",
            (
                Query(
                    f"sum(copydesk_records_consumed_total{{{OURS}}}) "
                    f"- sum(copydesk_outcomes_total{{{OURS}}})",
                    "consumed - outcomes",
                ),
                Query(
                    f'sum(copydesk_outcomes_total{{{OURS}, kind="rejected"}}) '
                    f"- sum(copydesk_rejections_total{{{OURS}}})",
                    "rejected - by reason",
                ),
                Query(
                    f'sum(copydesk_outcomes_total{{{OURS}, kind="enriched"}}) '
                    f"- sum(copydesk_source_articles_total{{{OURS}}})",
                    "enriched - by source",
                ),
            ),
            width=8,
            runbook="CopydeskSumsDoNotAddUp",
        ),
    ),
)

LAG = Row(
    "Lag and age",
    (
        Panel(
            "Records waiting, by partition",
            "Absent while unknown: after a rebalance, until a record was read. One partition alone that "
            "grows has most of the load, or its instance is slow.",
            "short",
            _one(
                f"sum by (topic, partition) (copydesk_lag_records{{{PARTITIONS}}})",
                "{{topic}} {{partition}}",
            ),
            width=8,
            runbook="CopydeskLagGrowing",
        ),
        Panel(
            "Age of the oldest record waiting, by partition",
            "Grows by a second a second while nothing is committed. The objective is 10 minutes.",
            "s",
            _one(
                f"max by (topic, partition) (copydesk_lag_seconds{{{PARTITIONS}}})",
                "{{topic}} {{partition}}",
            ),
            width=8,
            limits=(300, 600),
            runbook="CopydeskAgeOverObjective",
        ),
        Panel(
            "Age of what comes out",
            "From a record's timestamp until its outcome was committed. The objective: 19 of 20 within 5 "
            "minutes. Records that were imported with old timestamps look late.",
            "s",
            _quantiles("copydesk_record_age_seconds"),
            width=8,
            runbook="CopydeskAgeOverObjective",
        ),
    ),
)

REJECTIONS = Row(
    "Rejections by reason",
    (
        Panel(
            "Rejected, by stage and reason",
            "docs/reasons.md has what each means, and its cure; `copydesk dead list` has the letters.",
            "cps",
            _one(
                "sum by (stage, reason) "
                f"(rate(copydesk_rejections_total{{{OURS}}}[$__rate_interval]))",
                "{{stage}}: {{reason}}",
            ),
            "stack",
            12,
            runbook="CopydeskRejectShare",
        ),
        Panel(
            "Share rejected, now and on average of the week",
            "Of a quarter of an hour with 100 records or more. The alert is at 40 %, or 15 points over "
            "the week.",
            "percentunit",
            (
                Query('job:copydesk_rejected:share15m{job=~"$job"}', "{{job}}"),
                Query(
                    'avg_over_time(job:copydesk_rejected:share15m{job=~"$job"}[7d:1h])',
                    "{{job}}, week",
                ),
            ),
            width=6,
            runbook="CopydeskRejectShare",
        ),
        Panel(
            "Facts lost",
            "An enricher failed: the article goes out without that fact. Always a fault of ours; the log "
            "has `enricher failed`.",
            "cps",
            _one(
                "sum by (enricher) "
                f"(rate(copydesk_enricher_failures_total{{{OURS}}}[$__rate_interval]))",
                "{{enricher}}",
            ),
            width=6,
        ),
    ),
)


def _share_of(flag: str) -> str:
    return (
        f'sum by (source) (increase(copydesk_source_flags_total{{{SOURCES}, flag="{flag}"}}[$__range]))'
        f" / sum by (source) (increase(copydesk_source_articles_total{{{SOURCES}}}[$__range]))"
    )


QUALITY = Row(
    "Quality, by source",
    (
        Panel(
            "Sources, over the time shown",
            "Publishers of the registry by domain; `other` is all the rest. Undated, no language (`und`) "
            "and short (fewer than 40 words) as shares of a source's articles.",
            "short",
            (
                Query(
                    "sum by (source) "
                    f"(increase(copydesk_source_articles_total{{{SOURCES}}}[$__range]))",
                    "Articles",
                ),
                Query(
                    "time() - max by (source) "
                    f"(copydesk_source_last_heard_timestamp_seconds{{{SOURCES}}})",
                    "Silent for",
                ),
                Query(_share_of("no_date"), "Undated"),
                Query(_share_of("no_language"), "No language"),
                Query(_share_of("short_body"), "Short"),
            ),
            "table",
            14,
            runbook="CopydeskSourceSilent",
        ),
        Panel(
            "Flags, share of articles",
            "docs/reasons.md says when each is set; `no_date` and `no_language` stand for a fact that is "
            "missing.",
            "percentunit",
            _one(
                f"sum by (flag) (rate(copydesk_article_flags_total{{{OURS}}}[$__rate_interval])) "
                "/ ignoring (flag) group_left () "
                f'sum(rate(copydesk_outcomes_total{{{OURS}, kind="enriched"}}[$__rate_interval]))',
                "{{flag}}",
            ),
            width=10,
        ),
        Panel(
            "Articles by source, the 15 largest",
            "A line that ends at 0 while others go on: a source has gone silent.",
            "cps",
            _one(
                "topk(15, sum by (source) "
                f"(rate(copydesk_source_articles_total{{{SOURCES}}}[$__rate_interval])))",
                "{{source}}",
            ),
            width=8,
            runbook="CopydeskSourceSilent",
        ),
        Panel(
            "Share with a flag: last day less the week before",
            "By source, of those with 50 articles a day and 200 in the week. The alert is at 20 points.",
            "percentunit",
            _one(
                f"job_source_flag:copydesk_source_flags:share1d{{{OF_SOURCES}}} "
                f"- job_source_flag:copydesk_source_flags:share7d_before{{{OF_SOURCES}}}",
                "{{source}}: {{flag}}",
            ),
            width=8,
            limits=(0.1, 0.2),
            runbook="CopydeskQualityDrift",
        ),
        Panel(
            "Publishers known to the registry",
            "`unknown` has an address or name that no row has: add rows (COPYDESK_SOURCES_FILE). `over "
            "the limit` is known and has no series of its own: raise COPYDESK_METRICS_SOURCES.",
            "cps",
            (
                Query(
                    "sum by (registry) "
                    f"(rate(copydesk_article_sources_total{{{OURS}}}[$__rate_interval]))",
                    "{{registry}}",
                ),
                Query(
                    f"sum(rate(copydesk_source_overflow_total{{{OURS}}}[$__rate_interval]))",
                    "over the limit",
                ),
            ),
            width=8,
            runbook="CopydeskSourcesOverLimit",
        ),
    ),
)

BATCHES = Row(
    "Batches and time by stage",
    (
        Panel(
            "Time of a record, by stage",
            "CPU of one record, on average. Most of it is cleaning; a rise there is longer pages.",
            "s",
            _one(
                f"sum by (stage) (rate(copydesk_stage_seconds_sum{{{OURS}}}[$__rate_interval])) "
                f"/ sum by (stage) (rate(copydesk_stage_seconds_count{{{OURS}}}[$__rate_interval]))",
                "{{stage}}",
            ),
            "stack",
            6,
        ),
        Panel(
            "Time of a batch: the core",
            "Cleaning and enriching all records of a batch.",
            "s",
            _of_phase("process"),
            width=6,
        ),
        Panel(
            "Time of a batch: publishing",
            "Until outputs and offsets are durable: the cluster's part. About 10 ms where it is near.",
            "s",
            _of_phase("publish"),
            width=6,
        ),
        Panel(
            "Records and bytes of a batch",
            "On average. Full batches (COPYDESK_BATCH_MAX_RECORDS) mean that records wait.",
            "short",
            (
                Query(
                    f"sum(rate(copydesk_batch_records_sum{{{OURS}}}[$__rate_interval])) "
                    f"/ sum(rate(copydesk_batch_records_count{{{OURS}}}[$__rate_interval]))",
                    "records",
                ),
                Query(
                    f"sum(rate(copydesk_batch_bytes_sum{{{OURS}}}[$__rate_interval])) "
                    f"/ sum(rate(copydesk_batch_bytes_count{{{OURS}}}[$__rate_interval]))",
                    "bytes",
                ),
            ),
            width=6,
        ),
    ),
)

GROUP = Row(
    "Rebalances and outages",
    (
        Panel(
            "Partitions by instance",
            "Whose lag each instance tells: what it owns. It should be as even as the numbers allow.",
            "none",
            _one(
                f"count by (instance) (copydesk_lag_records{{{PARTITIONS}}})",
                "{{instance}}",
            ),
            width=8,
        ),
        Panel(
            "Rebalances, batches given up, outages, floods",
            "Counted over the time of a point. Rebalances without a deployment: instances are expelled "
            "(too slow, frozen) or restart. A batch given up is read again.",
            "none",
            (
                Query(
                    f"sum(increase(copydesk_rebalances_total{{{OURS}}}[$__rate_interval]))",
                    "rebalances",
                ),
                Query(
                    f"sum(increase(copydesk_transactions_aborted_total{{{OURS}}}[$__rate_interval]))",
                    "batches given up",
                ),
                Query(
                    f"sum(increase(copydesk_outages_total{{{OURS}}}[$__rate_interval]))", "outages"
                ),
                Query(
                    f"sum(increase(copydesk_breaker_trips_total{{{OURS}}}[$__rate_interval]))",
                    "breaker trips",
                ),
            ),
            width=8,
        ),
        Panel(
            "Starts, and publishers' files",
            "Starts of a process within an hour: more than 3 is a circle. A file of publishers that was "
            "refused changes nothing; the log says which line is wrong.",
            "none",
            (
                Query(f"changes(process_start_time_seconds{{{OURS}}}[1h])", "{{instance}} started"),
                Query(
                    "sum by (result) "
                    f"(increase(copydesk_sources_reloads_total{{{OURS}}}[$__rate_interval]))",
                    "file {{result}}",
                ),
            ),
            width=8,
            runbook="CopydeskRestarting",
        ),
    ),
)

MEMORY = Row(
    "Memory and CPU",
    (
        Panel(
            "Memory of the main process",
            "Resident. Each worker process (COPYDESK_WORKERS) holds up to 300 MB beside it, and is "
            "replaced above COPYDESK_WORKER_MAX_BYTES; a container's own metrics have all of it.",
            "bytes",
            _one(f"process_resident_memory_bytes{{{OURS}}}", "{{instance}}"),
            width=8,
        ),
        Panel(
            "CPU of the main process",
            "1 is one core. Without workers it does all the work: near 1 it is the bottleneck.",
            "none",
            _one(
                f"rate(process_cpu_seconds_total{{{OURS}}}[$__rate_interval])",
                "{{instance}}",
            ),
            width=8,
        ),
        Panel(
            "What is running",
            "By version. Two at once outside a deployment: one instance was left behind.",
            "none",
            _one(
                f"count by (version, python) (copydesk_build_info{{{OURS}}})",
                "Copydesk {{version}}, Python {{python}}",
            ),
            width=8,
        ),
    ),
)

ROWS = (NOW, FLOW, LAG, REJECTIONS, QUALITY, BATCHES, GROUP, MEMORY)
