"""Spans over OTLP, to a collector of ours, from the service as it is run."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from service import kafka
from service.settings import Settings
from service.transport import Message
from tests.running import Running

pytestmark = pytest.mark.integration

TRACE = "0af7651916cd43dd8448eb211c80319c"
SAMPLED = f"00-{TRACE}-b7ad6b7169203331-01".encode()
GOOD = b'{"text": "A headline\\n\\nThe council opened the new library on Monday."}'


class Collector:
    """What came in, and from whom."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.services: set[str] = set()

    def take(self, body: bytes) -> None:
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            told = {a.key: a.value.string_value for a in resource.resource.attributes}
            self.services.add(told["service.name"])
            self.spans += [span for scope in resource.scope_spans for span in scope.spans]


@contextmanager
def collector() -> Iterator[tuple[Collector, str]]:
    """Run one on a free port of loopback."""
    taken = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            taken.take(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield taken, f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def traced(value: bytes) -> Message:
    return Message(key=None, value=value, headers=(("traceparent", SAMPLED),))


def test_each_traced_record_has_a_span_and_its_article_carries_it_on(
    settings: Settings, tmp_path: Path
) -> None:
    kafka.write_topic(
        settings,
        settings.input_topic,
        [traced(GOOD), traced(b"{"), Message(key=None, value=GOOD, headers=())],
    )
    with collector() as (taken, address):
        tracing = {
            "COPYDESK_TRACING": "otlp",
            "OTEL_EXPORTER_OTLP_ENDPOINT": address,
            "OTEL_SERVICE_NAME": "desk-7",
        }
        with Running(settings, tmp_path / "log", **tracing) as service:
            service.await_that(lambda: kafka.committed(settings) == 3, "all read")
            assert service.terminate() == 0, service.log()  # and sends what it has
    articles = [span for span in taken.spans if span.trace_id.hex() == TRACE]
    fates = [{a.key: a.value.string_value for a in span.attributes} for span in articles]
    assert sorted(fate["copydesk.outcome"] for fate in fates) == ["enriched", "rejected"]
    assert taken.services == {"desk-7"}
    batches = [span for span in taken.spans if span.trace_id.hex() != TRACE]
    assert sum(len(batch.links) for batch in batches) == 2
    carried = [
        dict(r.headers).get("traceparent")
        for r in kafka.read_topic(settings, settings.output_topic)
    ]
    enriched = articles[[fate["copydesk.outcome"] for fate in fates].index("enriched")]
    assert sorted(c or b"" for c in carried) == [
        b"",
        f"00-{TRACE}-{enriched.span_id.hex()}-01".encode(),
    ]
    (dead,) = kafka.read_topic(settings, settings.dead_letter_topic)
    assert dict(dead.headers)["traceparent"] == SAMPLED


def test_a_collector_that_is_away_costs_its_spans_and_no_article(
    settings: Settings, tmp_path: Path
) -> None:
    kafka.write_topic(settings, settings.input_topic, [traced(GOOD)])
    tracing = {"COPYDESK_TRACING": "otlp", "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9"}
    with Running(settings, tmp_path / "log", **tracing) as service:
        service.await_that(lambda: kafka.committed(settings) == 1, "all read")
        assert service.terminate() == 0, service.log()
    assert "the collector does not take our spans" in service.log()
    assert len(kafka.read_topic(settings, settings.output_topic)) == 1
