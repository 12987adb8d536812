from __future__ import annotations

import re
import sys
import threading
import time
from dataclasses import replace

import pytest

from schemas.dead_letter import Reason, Stage
from schemas.reasons import EXPLANATIONS
from service import app, reference
from service.executor import Processed
from service.kafka import Event
from service.metrics import CATALOGUE, Metrics
from service.outcome import KINDS, Enriched, Failure, Outcome, Rejected, Skipped, Standing
from service.transport import Message, Partition, Record
from tests.records import record

OUTCOMES: tuple[Outcome, ...] = (
    Enriched(
        Message(b"", b"", ()),
        (Failure("language", "x"),),
        Standing.KNOWN,
        "vov.vn",
        ("no_date", "no_title"),
    ),
    Rejected(Stage.DECODE, Reason.INVALID_JSON, "x"),
    Skipped(),
)


def counted() -> Metrics:
    """Metrics after everything that can happen has happened once."""
    metrics = Metrics()
    processed = [Processed(outcome, {Stage.DECODE: 0.001}) for outcome in OUTCOMES]
    metrics.observe([record(b"x")] * len(OUTCOMES), processed, 0.1, 0.2)
    for name in ("rebalances", "transactions_aborted", "outages", "breaker_trips"):
        metrics.count(name)
    for name in ("breaker_open", "live", "ready"):
        metrics.set(name, 1)
    full = Metrics(sources=0)
    full.observe([record(b"x")], [Processed(OUTCOMES[0], {})], 0.1, 0.2)
    assert samples(full)["copydesk_source_overflow_total"] == 1
    metrics.count("source_overflow")
    metrics.count("sources_reloads", "adopted")
    metrics.set_lag({Partition("articles.raw", 3): 17}, [record(b"x")])
    return metrics


def samples(metrics: Metrics) -> dict[str, float]:
    lines = metrics.page().decode().splitlines()
    return {
        line.rpartition(" ")[0]: float(line.rpartition(" ")[2])
        for line in lines
        if line.startswith("copydesk_")
    }


@pytest.mark.parametrize("metric", CATALOGUE, ids=lambda m: m.name)
def test_every_metric_is_emitted(metric: object) -> None:
    name = reference.metric_name(metric)  # type: ignore[arg-type]
    risen = [s for s, v in samples(counted()).items() if re.match(rf"{name}(_count|{{|$)", s) and v]
    assert risen


def test_nothing_is_emitted_that_is_not_in_the_catalogue() -> None:
    names = {reference.metric_name(metric) for metric in CATALOGUE}
    emitted = {re.split(r"[{ ]", sample)[0] for sample in samples(counted())}
    assert {re.sub(r"_(bucket|count|sum)$", "", name) for name in emitted} == names


def test_the_sums_add_up() -> None:
    page = samples(counted())
    outcomes = sum(page[f'copydesk_outcomes_total{{kind="{kind}"}}'] for kind in KINDS)
    rejections = sum(v for s, v in page.items() if s.startswith("copydesk_rejections_total"))
    assert page["copydesk_records_consumed_total"] == outcomes == len(OUTCOMES)
    assert rejections == page['copydesk_outcomes_total{kind="rejected"}'] == 1


def test_the_sums_add_up_in_every_scrape_also_amid_a_batch() -> None:
    metrics, done = Metrics(), threading.Event()
    processed = [Processed(outcome, {}) for outcome in OUTCOMES]

    def observe() -> None:
        while not done.is_set():
            metrics.observe([record(b"x")] * len(OUTCOMES), processed, 0.1, 0.2)

    observer = threading.Thread(target=observe)
    switched_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        observer.start()
        pages = [samples(metrics) for _ in range(30)]
    finally:
        done.set()
        observer.join()
        sys.setswitchinterval(switched_s)
    for page in pages:
        outcomes = sum(page[f'copydesk_outcomes_total{{kind="{kind}"}}'] for kind in KINDS)
        assert page["copydesk_records_consumed_total"] == outcomes
    assert pages[-1]["copydesk_records_consumed_total"] > 0


def of(publisher: str, *flags: str) -> Processed:
    standing = Standing.KNOWN if publisher else Standing.UNKNOWN
    return Processed(Enriched(Message(b"", b"", ()), (), standing, publisher, flags), {})


def observed(*processed: Processed, sources: int = 200) -> dict[str, float]:
    metrics = Metrics(sources)
    for item in processed:
        metrics.observe([record(b"x")], [item], 0.1, 0.2)
    return samples(metrics)


def test_articles_are_counted_by_source_with_what_they_lack_and_when_it_was_heard() -> None:
    began = time.time()
    page = observed(of("vov.vn"), of("vov.vn", "no_date", "no_title"), of("", "short_body"))
    assert page['copydesk_source_articles_total{source="vov.vn"}'] == 2
    assert page['copydesk_source_articles_total{source="other"}'] == 1
    assert page['copydesk_source_flags_total{flag="no_date",source="vov.vn"}'] == 1
    assert page['copydesk_source_flags_total{flag="no_language",source="vov.vn"}'] == 0
    assert page['copydesk_source_flags_total{flag="short_body",source="other"}'] == 1
    assert page['copydesk_article_flags_total{flag="no_title"}'] == 1
    assert not [s for s in page if "source_flags" in s and "no_title" in s]
    heard = page['copydesk_source_last_heard_timestamp_seconds{source="vov.vn"}']
    assert began - 1 <= heard <= time.time() + 1
    assert page["copydesk_source_overflow_total"] == 0


def test_sources_are_bounded_and_none_is_taken_off() -> None:
    many = [of(f"paper-{n}.example", "no_date", "no_language", "short_body") for n in range(50)]
    page = observed(*many, *many, of(""), sources=3)
    series = [s for s in page if s.startswith("copydesk_source_") and "source=" in s]
    assert len(series) == (3 + 1) * 5
    for n in range(3):
        assert page[f'copydesk_source_articles_total{{source="paper-{n}.example"}}'] == 2
    assert page['copydesk_source_articles_total{source="other"}'] == 2 * 47 + 1
    assert page["copydesk_source_overflow_total"] == 2 * 47


def test_articles_by_source_add_up_to_those_enriched() -> None:
    page = observed(*(Processed(outcome, {}) for outcome in OUTCOMES), of("a.example"), of(""))
    by_source = sum(v for s, v in page.items() if s.startswith("copydesk_source_articles_total"))
    assert by_source == page['copydesk_outcomes_total{kind="enriched"}'] == 3


def test_series_of_closed_sets_start_at_zero() -> None:
    page = samples(Metrics())
    pairs = [(stage, reason) for reason, e in EXPLANATIONS.items() for stage in e.stages]
    for stage, reason in pairs:
        assert page[f'copydesk_rejections_total{{reason="{reason}",stage="{stage}"}}'] == 0
    assert page['copydesk_enricher_failures_total{enricher="source"}'] == 0


def test_lag_is_absent_until_it_is_known_and_gone_when_it_is_lost() -> None:
    metrics = Metrics()
    assert not [s for s in samples(metrics) if s.startswith("copydesk_lag")]
    metrics.set_lag({Partition("t", 0): 5, Partition("t", 1): 0})
    assert samples(metrics)['copydesk_lag_records{partition="1",topic="t"}'] == 0
    assert len(ages(metrics)) == 1
    metrics.set_lag({Partition("t", 1): 2})
    assert [s for s in samples(metrics) if "_lag_" in s] == [
        'copydesk_lag_records{partition="1",topic="t"}',
        'copydesk_lag_seconds{partition="1",topic="t"}',
    ]
    metrics.set_lag({})
    assert not [s for s in samples(metrics) if "_lag_" in s]


def ages(metrics: Metrics) -> dict[str, float]:
    return {s: v for s, v in samples(metrics).items() if s.startswith("copydesk_lag_seconds")}


def test_the_lag_in_seconds_is_that_of_the_oldest_record_not_committed() -> None:
    metrics = Metrics()
    series = 'copydesk_lag_seconds{partition="0",topic="articles.raw"}'
    now = int(time.time() * 1000)
    batch = [replace(record(b"x"), timestamp_ms=now - 1_000 * age) for age in (90, 60)]
    zero = Partition("articles.raw", 0)
    metrics.set_lag({zero: 3})
    assert ages(metrics) == {}
    metrics.set_lag({zero: 3}, in_hand=batch)
    assert ages(metrics)[series] == pytest.approx(90, abs=5)
    metrics.observe(batch, [Processed(Skipped(), {})] * 2, 0, 0)
    metrics.set_lag({zero: 3})
    assert ages(metrics)[series] == pytest.approx(60, abs=5)
    metrics.set_lag({zero: 0})
    assert ages(metrics) == {series: 0}
    app._count(metrics, Event.REBALANCE)
    assert not [s for s in samples(metrics) if s.startswith("copydesk_lag")]
    metrics.set_lag({zero: 3})  # ours again, but others may have worked on it meanwhile
    assert ages(metrics) == {}


def test_the_age_counts_from_the_records_own_time_where_it_has_one() -> None:
    metrics = Metrics()
    now = int(time.time() * 1000)
    ages = [now - 20_000, now + 60_000, -1]  # old, from a clock that is ahead, without a time
    records = [Record("t", 0, 0, timestamp, None, b"x") for timestamp in ages]
    metrics.observe(records, [Processed(Skipped(), {})] * 3, 0.0, 0.0)
    page = samples(metrics)
    assert page["copydesk_record_age_seconds_count"] == 2
    assert page['copydesk_record_age_seconds_bucket{le="0.05"}'] == 1
    assert page['copydesk_record_age_seconds_bucket{le="30.0"}'] == 2
