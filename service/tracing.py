"""Traces (W3C): a record that comes with one gets a span of ours in it, and its article carries it on.

The only door to OpenTelemetry, which is imported when tracing is on. The core knows nothing of it:
it passes the header ``traceparent`` on as it came, and what is written here stands around it. A
batch is one span with a link to each record's trace; each record whose trace is sampled has one of
its own. Where spans go and whom they name is told by OpenTelemetry's own variables (``OTEL_*``).
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import structlog

from service import NAME, VERSION
from service.errors import ConfigError
from service.executor import Executor, Processed
from service.outcome import Enriched, Outcome, Rejected
from service.transport import Record, Sink

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult
    from opentelemetry.trace import Span

log = structlog.get_logger()

_PARENT = "traceparent"
_CARRIED = (_PARENT, "tracestate")
_FORM = re.compile(rb"[0-9a-f]{2}-(?P<trace>[0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_NEEDED = ("opentelemetry.sdk", "opentelemetry.exporter.otlp.proto.http")
_LOST = (
    "the collector does not take our spans; articles go on. "
    "Look at OTEL_EXPORTER_OTLP_ENDPOINT (http://collector:4318) and at the collector"
)
_EXPORT_S = 3
"""For one export. A collector that is away costs its spans, and a stop so much time."""


def require(to: str) -> None:
    """Make sure that what tracing needs is installed; at a start, before anything else.

    Args:
        to: ``off`` or ``otlp``.

    Raises:
        ConfigError: OpenTelemetry is not.
    """
    if to == "off":
        return
    missing = [name for name in _NEEDED if not _is_installed(name)]
    if missing:
        raise ConfigError(
            f"COPYDESK_TRACING={to} needs {' and '.join(missing)}: pip install 'copydesk[tracing]', "
            "or an image built with REQUIREMENTS=tracing"
        )


def _is_installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # not even what it stands in
        return False


def trace_of(record: Record) -> dict[str, str]:
    """Say which trace a record belongs to, for the log; empty where it names none."""
    for name, value in record.headers:
        if name == _PARENT and value and (found := _FORM.match(value)):
            return {"trace": found["trace"].decode()}
    return {}


class Tracing:
    """Makes the spans of one batch after the other.

    Args:
        provider: Of OpenTelemetry; has the exporter.
        group: The consumer group, told with each span.
    """

    def __init__(self, provider: TracerProvider, group: str) -> None:
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._provider = provider
        self._tracer = provider.get_tracer(NAME, VERSION)
        self._propagator = TraceContextTextMapPropagator()
        self._common = {
            "messaging.system": "kafka",
            "messaging.operation.name": "process",
            "messaging.operation.type": "process",
            "messaging.consumer.group.name": group,
        }
        self._batch: Span | None = None
        self._spans: dict[int, Span] = {}

    def processed(
        self, records: Sequence[Record], items: Sequence[Processed], started_ns: int
    ) -> None:
        """Open the spans of a batch; an earlier one that was held back ends without success.

        Args:
            records: Those that were processed.
            items: What became of each.
            started_ns: When the batch was taken up, since 1970.
        """
        from opentelemetry import trace

        self.end("not published")
        parents = {i: c for i, r in enumerate(records) if (c := self._context(r)) is not None}
        topic = records[0].topic
        batch = self._tracer.start_span(
            f"process {topic}",
            kind=trace.SpanKind.CONSUMER,
            links=[
                trace.Link(trace.get_current_span(context).get_span_context())
                for context in parents.values()
            ],
            attributes=self._common
            | {"messaging.destination.name": topic, "messaging.batch.message_count": len(records)},
            start_time=started_ns,
        )
        back = [trace.Link(batch.get_span_context())]
        self._batch = batch
        self._spans = {
            i: self._tracer.start_span(
                f"process {records[i].topic}",
                context,
                kind=trace.SpanKind.CONSUMER,
                links=back,
                attributes=self._common | _coordinates(records[i]) | _fate(items[i]),
                start_time=started_ns,
            )
            for i, context in parents.items()
        }

    def _context(self, record: Record) -> Any:
        """Read a record's trace; None where it has none, or nobody upstream samples it."""
        from opentelemetry import trace

        carrier = {
            name: value.decode("latin-1")
            for name, value in record.headers
            if name in _CARRIED and value
        }
        if _PARENT not in carrier:
            return None
        context = self._propagator.extract(carrier)
        found = trace.get_current_span(context).get_span_context()
        return context if found.is_valid and found.trace_flags.sampled else None

    def stamp(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Let each article carry its span on. Dead letters keep their headers as they came."""
        return [
            self._stamped(outcome, self._spans[i])
            if isinstance(outcome, Enriched) and i in self._spans
            else outcome
            for i, outcome in enumerate(outcomes)
        ]

    def _stamped(self, outcome: Enriched, span: Span) -> Enriched:
        from opentelemetry import trace

        if not span.is_recording():  # a sampler of ours said no: the trace goes on as it came
            return outcome
        carrier: dict[str, str] = {}
        self._propagator.inject(carrier, trace.set_span_in_context(span))
        # No longer than the one it came with: the article still fits its topic.
        headers = tuple(
            (name, carrier[_PARENT].encode() if name == _PARENT else value)
            for name, value in outcome.message.headers
        )
        return replace(outcome, message=replace(outcome.message, headers=headers))

    def end(self, fault: str = "") -> None:
        """Close the spans of the batch.

        Args:
            fault: Why nothing of it was published; empty where it was.
        """
        from opentelemetry.trace import Status, StatusCode

        for span in (*self._spans.values(), *([self._batch] if self._batch else [])):
            if fault:
                span.set_status(Status(StatusCode.ERROR, fault))
            span.end()
        self._batch, self._spans = None, {}

    def close(self) -> None:
        """Send what is left."""
        self.end("not published")
        self._provider.shutdown()


def _coordinates(record: Record) -> dict[str, str | float]:
    return {
        "messaging.destination.name": record.topic,
        "messaging.destination.partition.id": str(record.partition),
        "messaging.kafka.offset": record.offset,
    }


def _fate(item: Processed) -> dict[str, str | float]:
    """Tell an outcome and its times; never text of the article."""
    fate: dict[str, str | float] = {"copydesk.outcome": item.outcome.kind}
    if isinstance(item.outcome, Rejected):
        fate |= {"copydesk.reason": item.outcome.reason, "copydesk.stage": item.outcome.stage}
    return fate | {f"copydesk.{stage}.seconds": spent for stage, spent in item.seconds.items()}


class TracedExecutor:
    """An executor that opens a batch's spans; see ``Executor``."""

    def __init__(self, inner: Executor, tracing: Tracing) -> None:
        self._inner = inner
        self._tracing = tracing
        self.in_hand, self.adopt, self.close = inner.in_hand, inner.adopt, inner.close

    def map(self, records: Sequence[Record]) -> list[Processed]:
        """See ``Executor``."""
        started_ns = time.time_ns()
        items = self._inner.map(records)
        self._tracing.processed(records[: len(items)], items, started_ns)
        return items


class TracedSink:
    """A sink that closes them; see ``Sink``."""

    def __init__(self, inner: Sink, tracing: Tracing) -> None:
        self._inner = inner
        self._tracing = tracing
        self.close = inner.close

    def publish(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> None:
        """See ``Sink``."""
        try:
            self._inner.publish(records, self._tracing.stamp(outcomes))
        except Exception as error:
            self._tracing.end(type(error).__name__)
            raise
        self._tracing.end()


@contextmanager
def traced(to: str, group: str, executor: Executor, sink: Sink) -> Iterator[tuple[Executor, Sink]]:
    """Give executor and sink with tracing around them, or as they are.

    Args:
        to: ``off`` or ``otlp``.
        group: The consumer group.
        executor: Of the loop.
        sink: Of the loop.
    """
    if to == "off":
        yield executor, sink
        return
    tracing = otlp(group)
    try:
        yield TracedExecutor(executor, tracing), TracedSink(sink, tracing)
    finally:
        tracing.close()


def otlp(group: str) -> Tracing:
    """Trace to a collector over OTLP; ``OTEL_EXPORTER_OTLP_ENDPOINT`` says where it is.

    Args:
        group: The consumer group.
    """
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import OTELResourceDetector, Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    resource = Resource({"service.name": NAME, "service.version": VERSION}).merge(
        OTELResourceDetector().detect()  # OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES
    )
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    exporter = telling(OTLPSpanExporter(timeout=_EXPORT_S))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Tracing(provider, group)


def telling(inner: SpanExporter) -> SpanExporter:
    """Give an exporter that says once when spans are lost, and once when they are taken again."""
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

    class Telling(SpanExporter):
        def __init__(self) -> None:
            self._lost = 0

        def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
            told = {}
            try:
                result = inner.export(spans)
            except Exception as error:  # noqa: BLE001  an address that is none: it costs spans only
                # Its message may have the address, and a password in it.
                result, told = SpanExportResult.FAILURE, {"why": type(error).__name__}
            if result is not SpanExportResult.SUCCESS:
                if not self._lost:
                    log.warning(_LOST, **told)
                self._lost += len(spans)
            elif self._lost:
                log.warning("the collector takes our spans again", lost=self._lost)
                self._lost = 0
            return result

        def shutdown(self) -> None:
            inner.shutdown()

        def force_flush(self, timeout_millis: int = 30_000) -> bool:
            return inner.force_flush(timeout_millis)

    return Telling()
