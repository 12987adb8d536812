from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import (
    SimpleSpanProcessor,
    SpanExporter,
    SpanExportResult,
)
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF
from structlog.testing import capture_logs

from service import tracing
from service.errors import ConfigError, Unavailable
from service.executor import InLine
from service.letters import dead_letter
from service.outcome import Enriched, Outcome, Rejected
from service.pipeline import Pipeline
from service.tracing import TracedExecutor, TracedSink, Tracing, require, telling, trace_of
from service.transport import Record
from tests.records import record

TRACE = "0af7651916cd43dd8448eb211c80319c"
SAMPLED = f"00-{TRACE}-b7ad6b7169203331-01".encode()
UNSAMPLED = f"00-{TRACE}-b7ad6b7169203331-00".encode()
PIPELINE = Pipeline(max_page_bytes=5_000_000, max_output_bytes=10_000_000)
SPAN = ReadableSpan("process raw-articles")
STAGES = ("decode", "clean", "enrich", "encode")
GOOD = b'{"text": "A headline\\n\\nA paragraph with enough words to stand as the body of it."}'


class Kept:
    """A sink that keeps what it is given, or is away."""

    def __init__(self) -> None:
        self.outcomes: Sequence[Outcome] = ()
        self.away = False

    def publish(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> None:
        del records
        if self.away:
            raise Unavailable("away")
        self.outcomes = outcomes

    def close(self) -> None:
        """Nothing to give up."""


class Stream:
    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()
        provider = TracerProvider(shutdown_on_exit=False)
        provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.tracing = Tracing(provider, "desk")
        self.kept = Kept()
        self.executor = TracedExecutor(InLine(PIPELINE), self.tracing)
        self.sink = TracedSink(self.kept, self.tracing)

    def move(self, *records: Record) -> list[Outcome]:
        outcomes = [p.outcome for p in self.executor.map(records)]
        self.sink.publish(records, outcomes)
        return list(self.kept.outcomes)

    @property
    def spans(self) -> tuple[ReadableSpan, ...]:
        return tuple(self.exporter.get_finished_spans())


def traced(value: bytes, parent: bytes, *more: tuple[str, bytes | None]) -> Record:
    return record(value, None, ("traceparent", parent), *more)


def header(outcome: Outcome, name: str) -> bytes | None:
    assert isinstance(outcome, Enriched)
    return dict(outcome.message.headers).get(name)


def test_an_article_carries_a_span_of_its_records_trace_on() -> None:
    stream = Stream()
    (outcome,) = stream.move(traced(GOOD, SAMPLED, ("tracestate", b"a=1"), ("mine", b"x")))
    article, batch = stream.spans
    assert article.context
    assert article.parent
    assert batch.context
    carried = header(outcome, "traceparent")
    assert carried == f"00-{TRACE}-{article.context.span_id:016x}-01".encode()
    assert f"{article.parent.span_id:016x}" == "b7ad6b7169203331"
    assert (header(outcome, "tracestate"), header(outcome, "mine")) == (b"a=1", b"x")
    assert [link.context.span_id for link in article.links] == [batch.context.span_id]
    assert [f"{link.context.trace_id:032x}" for link in batch.links] == [TRACE]
    told = article.attributes or {}
    assert told["copydesk.outcome"] == "enriched"
    assert (told["messaging.kafka.offset"], told["messaging.consumer.group.name"]) == (0, "desk")
    assert {f"copydesk.{stage}.seconds" for stage in STAGES} <= set(told)


@pytest.mark.parametrize("parent", [UNSAMPLED, b"nonsense", b"\xff\x00", b""])
def test_a_trace_that_nobody_samples_passes_as_it_came(parent: bytes) -> None:
    stream = Stream()
    (outcome,) = stream.move(traced(GOOD, parent))
    assert header(outcome, "traceparent") == parent
    (batch,) = stream.spans
    assert not batch.links


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.binary(max_size=80), st.just(SAMPLED)),
    st.one_of(st.binary(max_size=80), st.from_regex(rb"([a-z0-9@]{1,5}=[ -~]{0,5},?){0,40}")),
)
def test_no_header_of_a_scraper_stops_the_stream(parent: bytes, state: bytes) -> None:
    stream = Stream()
    (outcome,) = stream.move(traced(GOOD, parent, ("tracestate", state)))
    assert header(outcome, "tracestate") == state
    assert len(header(outcome, "traceparent") or b"") == len(parent)


def test_a_batch_that_is_cut_tells_of_what_was_processed_only() -> None:
    stream = Stream()
    cut = TracedExecutor(InLine(PIPELINE, enough_s=0), stream.tracing)
    records = [traced(GOOD, SAMPLED)] * 3
    items = cut.map(records)
    stream.sink.publish(records[: len(items)], [p.outcome for p in items])
    *articles, batch = stream.spans
    assert len(articles) == len(items) == 1
    assert (batch.attributes or {})["messaging.batch.message_count"] == 1


def test_where_our_sampler_says_no_the_trace_goes_on_as_it_came() -> None:
    provider = TracerProvider(sampler=ALWAYS_OFF, shutdown_on_exit=False)
    tracing = Tracing(provider, "desk")
    items = TracedExecutor(InLine(PIPELINE), tracing).map([traced(GOOD, SAMPLED)])
    (outcome,) = tracing.stamp([p.outcome for p in items])
    assert header(outcome, "traceparent") == SAMPLED


def test_no_span_has_text_of_an_article() -> None:
    stream = Stream()
    stream.move(traced(GOOD, SAMPLED), traced(b'{"text": {"headline": 1}}', SAMPLED))
    assert len(stream.spans) == 3
    assert "headline" not in "".join(span.to_json() for span in stream.spans)


class Collector(SpanExporter):
    """Takes spans, or does not."""

    def __init__(self) -> None:
        self.takes = True

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        del spans
        return SpanExportResult.SUCCESS if self.takes else SpanExportResult.FAILURE


def test_a_collector_that_is_away_is_told_once_and_its_return_too() -> None:
    collector = Collector()
    told = telling(collector)
    with capture_logs() as logs:
        told.export([])
        collector.takes = False
        told.export([SPAN] * 3)
        told.export([SPAN] * 2)
        collector.takes = True
        told.export([])
        told.export([])
    assert len(logs) == 2
    assert logs[0]["event"].startswith("the collector does not take our spans; articles go on")
    assert logs[1]["event"] == "the collector takes our spans again"
    assert logs[1]["lost"] == 5


def test_an_address_that_is_none_is_told() -> None:
    class Broken(Collector):
        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            raise ValueError(f"no scheme in collector:4318, {len(spans)} spans")

    with capture_logs() as logs:
        assert telling(Broken()).export([SPAN]) is SpanExportResult.FAILURE
    assert logs[0]["why"] == "ValueError"
    assert "OTEL_EXPORTER_OTLP_ENDPOINT" in logs[0]["event"]
    assert "4318, 1 spans" not in str(logs)


def test_what_is_not_installed_is_named_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    require("off")
    require("otlp")
    monkeypatch.setattr(tracing, "_NEEDED", ("opentelemetry.sdk", "nowhere.at.all", "nor_here"))
    with pytest.raises(ConfigError, match=r"needs nowhere\.at\.all and nor_here: pip install"):
        require("otlp")


def test_a_record_without_a_trace_gets_none() -> None:
    (outcome,) = Stream().move(record(GOOD))
    assert header(outcome, "traceparent") is None


def test_without_tracing_the_header_passes_as_it_came() -> None:
    assert header(PIPELINE.process(traced(GOOD, SAMPLED)), "traceparent") == SAMPLED


def test_a_dead_letter_keeps_its_headers_and_its_span_says_why() -> None:
    stream = Stream()
    bad = traced(b"{", SAMPLED)
    (outcome,) = stream.move(bad)
    assert isinstance(outcome, Rejected)
    assert dict(dead_letter(bad, outcome).headers)["traceparent"] == SAMPLED
    assert (stream.spans[0].attributes or {})["copydesk.reason"] == "invalid_json"


def test_a_batch_that_was_not_published_ends_without_success() -> None:
    stream = Stream()
    stream.kept.away = True
    with pytest.raises(Unavailable):
        stream.move(traced(GOOD, SAMPLED))
    assert {span.status.description for span in stream.spans} == {"Unavailable"}
    stream.kept.away = False
    stream.exporter.clear()
    stream.executor.map([record(GOOD)])  # held back by the breaker: nothing is published
    stream.executor.map([record(GOOD)])
    assert [span.status.description for span in stream.spans] == ["not published"]


def test_the_article_itself_is_the_same_with_and_without() -> None:
    (outcome,) = Stream().move(traced(GOOD, SAMPLED))
    plain = PIPELINE.process(traced(GOOD, SAMPLED))
    assert isinstance(outcome, Enriched)
    assert isinstance(plain, Enriched)
    assert outcome.message.value == plain.message.value
    sizes = [[len(v or b"") for _, v in o.message.headers] for o in (outcome, plain)]
    assert sizes[0] == sizes[1]


def test_the_log_names_the_trace() -> None:
    assert trace_of(traced(GOOD, UNSAMPLED)) == {"trace": TRACE}
    assert trace_of(traced(GOOD, b"nonsense")) == {}
    assert trace_of(record(GOOD)) == {}


def test_tracing_that_is_off_imports_nothing() -> None:
    code = "import service.app, sys; print([m for m in sys.modules if 'opentelemetry' in m])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
