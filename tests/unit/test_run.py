from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from service.errors import Fenced, Refused, Unavailable
from service.executor import InLine
from service.health import Health
from service.metrics import Metrics
from service.outcome import Outcome
from service.patience import Patience
from service.pipeline import Pipeline
from service.run import Desk, run
from service.transport import Message, Record
from tests.fakes.memory import MemoryCluster, MemoryTransport

GOOD = b'{"text": "A headline of ours\\n\\nThe council opened the new library on Friday."}'
BAD = b'{"text": 42}'


def fill(cluster: MemoryCluster, values: Sequence[bytes | None]) -> None:
    for number, value in enumerate(values):
        message = Message(str(number).encode(), value or b"", ())
        cluster.append("articles.raw", message, number % cluster.partitions)
        if value is None:
            log = cluster.logs[next(p for p in cluster.logs if p.number == number % 2)]
            last = log[-1]
            log[-1] = Record(last.topic, last.partition, last.offset, -1, last.key, None)


class Until:
    """Stops the loop when the cluster's input is read to its end, or after so many polls."""

    def __init__(self, transport: MemoryTransport, stop: threading.Event, polls: int = 50) -> None:
        self._transport, self._stop, self._polls = transport, stop, polls

    def map(self, records: Sequence[Record]) -> list[object]:
        raise NotImplementedError

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)

    def poll(self) -> Sequence[Record]:
        self._polls -= 1
        if self._polls <= 0:
            self._stop.set()
            return ()
        records = self._transport.poll()
        if not records:
            self._stop.set()
        return records


def desk_for(
    transport: MemoryTransport, stop: threading.Event, limit_s: float = 60.0
) -> tuple[Desk, Metrics]:
    metrics = Metrics()
    until = Until(transport, stop)
    desk = Desk(
        source=until,  # type: ignore[arg-type]  # passes everything else through
        executor=InLine(Pipeline(max_page_bytes=5_000_000, max_output_bytes=10**7)),
        sink=transport,
        metrics=metrics,
        health=Health(60),
        patience=Patience(limit_s, 0.1, stop),
    )
    return desk, metrics


def value_of(metrics: Metrics, series: str) -> float:
    for line in metrics.page().decode().splitlines():
        if line.startswith(series + " "):
            return float(line.rpartition(" ")[2])
    return 0.0


def test_every_record_has_one_outcome_and_the_sums_add_up() -> None:
    cluster, stop = MemoryCluster(), threading.Event()
    fill(cluster, [GOOD, BAD, None, GOOD, b"", GOOD])
    desk, metrics = desk_for(MemoryTransport(cluster), stop)
    run(desk, stop)
    assert len(cluster.read("articles.enriched")) == 3
    assert len(cluster.read("articles.dead")) == 2
    consumed = value_of(metrics, "copydesk_records_consumed_total")
    kinds = ("enriched", "rejected", "skipped")
    outcomes = [value_of(metrics, f'copydesk_outcomes_total{{kind="{k}"}}') for k in kinds]
    assert (consumed, outcomes) == (6, [3, 2, 1])
    assert cluster.committed == {p: len(log) for p, log in cluster.logs.items() if "raw" in p.topic}


def test_a_failed_publish_commits_nothing_and_is_tried_again() -> None:
    cluster, stop = MemoryCluster(), threading.Event()
    fill(cluster, [GOOD] * 4)
    transport = MemoryTransport(cluster)
    transport.fail_next_publish = True
    desk, metrics = desk_for(transport, stop)
    run(desk, stop)
    assert len(cluster.read("articles.enriched")) == 4
    assert len(cluster.read("articles.dead")) == 0
    assert value_of(metrics, "copydesk_records_consumed_total") == 4
    assert value_of(metrics, "copydesk_outages_total") == 1


def test_an_outage_past_its_limit_ends_the_loop_and_loses_nothing() -> None:
    cluster, stop = MemoryCluster(), threading.Event()
    fill(cluster, [GOOD])
    transport = MemoryTransport(cluster)
    cluster.away = True
    desk, _ = desk_for(transport, stop, limit_s=0.05)
    with pytest.raises(Unavailable, match="COPYDESK_OUTAGE_LIMIT_S"):
        run(desk, stop)
    assert cluster.committed == {}
    assert not cluster.read("articles.dead")
    assert not desk.health.ready().ok


def test_a_fenced_member_stops_and_publishes_nothing() -> None:
    cluster, stop = MemoryCluster(), threading.Event()
    fill(cluster, [GOOD] * 4)
    old = MemoryTransport(cluster)
    desk, _ = desk_for(old, stop)
    polled = old.poll()
    old.rewind(polled)
    MemoryTransport(cluster)  # the same instance id
    with pytest.raises(Fenced):
        run(desk, stop)
    assert not cluster.read("articles.enriched")


def test_a_stop_finishes_the_batch_in_hand() -> None:
    cluster, stop = MemoryCluster(), threading.Event()
    fill(cluster, [GOOD] * 4)
    transport = MemoryTransport(cluster, max_records=2)
    desk, _ = desk_for(transport, stop)

    class StopsInTheMiddle(InLine):
        def map(self, records: Sequence[Record]) -> list[object]:  # type: ignore[override]
            stop.set()
            return list(super().map(records))

    pipeline = Pipeline(max_page_bytes=5_000_000, max_output_bytes=10**7)
    stopping = Desk(
        desk.source,
        StopsInTheMiddle(pipeline),  # type: ignore[arg-type]
        desk.sink,
        desk.metrics,
        desk.health,
        desk.patience,
    )
    run(stopping, stop)
    assert len(cluster.read("articles.enriched")) == 2
    assert sum(cluster.committed.values()) == 2


def test_a_refusal_is_not_tried_again() -> None:
    cluster, stop = MemoryCluster(), threading.Event()
    fill(cluster, [GOOD])
    transport = MemoryTransport(cluster)

    class SaysNo:
        def publish(self, records: Sequence[Record], outcomes: Sequence[Outcome]) -> None:
            del records, outcomes
            raise Refused("no")

        def close(self) -> None: ...

    desk, _ = desk_for(transport, stop)
    refused = Desk(desk.source, desk.executor, SaysNo(), desk.metrics, desk.health, desk.patience)
    with pytest.raises(Refused):
        run(refused, stop)


def test_lag_is_gone_from_the_page_when_a_partition_is() -> None:
    cluster, stop = MemoryCluster(partitions=2), threading.Event()
    fill(cluster, [GOOD] * 4)
    first = MemoryTransport(cluster, instance_id="one")
    desk, metrics = desk_for(first, stop)
    metrics.set_lag(first.lag())
    assert metrics.page().decode().count("copydesk_lag_records{") == 2
    MemoryTransport(cluster, instance_id="two")
    metrics.set_lag(desk.source.lag())
    assert metrics.page().decode().count("copydesk_lag_records{") == 1
