"""Traces (W3C): who sent a record with one gets a span of ours in it, and the article carries it on.

The only door to OpenTelemetry, which is imported when tracing is on. The core knows nothing of it:
it passes the header ``traceparent`` on as it came, and what is written here stands around it. A
batch is one span with a link to each record's trace; each record whose trace is sampled has one of
its own. Where spans go and who they are from is told by OpenTelemetry's own variables (``OTEL_*``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from service import NAME, VERSION
from service.errors import ConfigError
from service.executor import Executor, Processed
from service.outcome import Enriched, Outcome, Rejected
from service.transport import Record, Sink

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Span

_PARENT = "traceparent"
_CARRIED = (_PARENT, "tracestate")
_FORM = re.compile(rb"[0-9a-f]{2}-(?P<trace>[0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_EXPORT_S = 3
"""For one export; a collector that is away costs its spans, and a stop so much time."""


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
    """

    def __init__(self, provider: TracerProvider) -> None:
        from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

        self._provider = provider
        self._tracer = provider.get_tracer(NAME, VERSION)
        self._propagator = TraceContextTextMapPropagator()
        self._batch: Span | None = None
        self._spans: dict[int, Span] = {}

    def begin(self, records: Sequence[Record]) -> None:
        """Open the spans of a batch; an earlier one that was held back ends without success."""
        from opentelemetry import trace

        self.end("not published")
        parents = {i: self._context(record) for i, record in enumerate(records)}
        links = [
            trace.Link(trace.get_current_span(context).get_span_context())
            for context in parents.values()
            if context is not None
        ]
        self._batch = self._tracer.start_span(
            f"process {records[0].topic}" if records else "process",
            kind=trace.SpanKind.CONSUMER,
            links=links,
            attributes={"messaging.system": "kafka", "messaging.batch.message_count": len(records)},
        )
        back = [trace.Link(self._batch.get_span_context())]
        self._spans = {
            i: self._tracer.start_span(
                f"process {records[i].topic}",
                context,
                kind=trace.SpanKind.PRODUCER,
                links=back,
                attributes=_coordinates(records[i]),
            )
            for i, context in parents.items()
            if context is not None
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
            self._stamped(outcome, self._spans[i]) if i in self._spans else outcome
            for i, outcome in enumerate(outcomes)
        ]

    def _stamped(self, outcome: Outcome, span: Span) -> Outcome:
        from opentelemetry import trace

        span.set_attribute("copydesk.outcome", outcome.kind)
        if isinstance(outcome, Rejected):
            span.set_attribute("copydesk.reason", outcome.reason)
        if not isinstance(outcome, Enriched):
            return outcome
        carrier: dict[str, str] = {}
        self._propagator.inject(carrier, trace.set_span_in_context(span))
        # Of the same length as the one it came with: the article still fits its topic.
        headers = tuple(
            (name, carrier[_PARENT].encode() if name == _PARENT else value)
            for name, value in outcome.message.headers
        )
        return replace(outcome, message=replace(outcome.message, headers=headers))

    def end(self, fault: str = "") -> None:
        """Close the spans of the batch."""
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


def _coordinates(record: Record) -> dict[str, str | int]:
    return {
        "messaging.system": "kafka",
        "messaging.destination.name": record.topic,
        "messaging.destination.partition.id": str(record.partition),
        "messaging.kafka.offset": record.offset,
    }


class TracedExecutor:
    """An executor that opens a batch's spans; see ``Executor``."""

    def __init__(self, inner: Executor, tracing: Tracing) -> None:
        self._inner = inner
        self._tracing = tracing
        self.in_hand, self.adopt, self.close = inner.in_hand, inner.adopt, inner.close

    def map(self, records: Sequence[Record]) -> list[Processed]:
        """See ``Executor``."""
        self._tracing.begin(records)
        return self._inner.map(records)


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
def traced(to: str, executor: Executor, sink: Sink) -> Iterator[tuple[Executor, Sink]]:
    """Give executor and sink with tracing around them, or as they are.

    Args:
        to: ``off`` or ``otlp``.
        executor: Of the loop.
        sink: Of the loop.

    Raises:
        ConfigError: As ``otlp``.
    """
    if to == "off":
        yield executor, sink
        return
    tracing = otlp()
    try:
        yield TracedExecutor(executor, tracing), TracedSink(sink, tracing)
    finally:
        tracing.close()


def otlp() -> Tracing:
    """Trace to a collector over OTLP; ``OTEL_EXPORTER_OTLP_ENDPOINT`` says where it is.

    Raises:
        ConfigError: OpenTelemetry is not installed.
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import OTELResourceDetector, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as error:
        raise ConfigError(
            "COPYDESK_TRACING: install the extra: pip install 'copydesk[tracing]'"
        ) from error
    resource = Resource({"service.name": NAME, "service.version": VERSION}).merge(
        OTELResourceDetector().detect()  # OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES
    )
    provider = TracerProvider(resource=resource, shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(timeout=_EXPORT_S)))
    return Tracing(provider)
