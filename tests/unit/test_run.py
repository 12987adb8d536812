from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from service.breaker import Breaker
from service.errors import Fenced, Refused, Unavailable
from service.executor import InLine, Processed
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
PIPELINE = Pipeline(max_page_bytes=5_000_000, max_output_bytes=10**7)


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
    transport: MemoryTransport,
    stop: threading.Event,
    limit_s: float = 60.0,
    breaker: Breaker | None = None,
) -> tuple[Desk, Metrics]:
    metrics = Metrics()
    until = Until(transport, stop)
    desk = Desk(
        source=until,  # type: ignore[arg-type]  # passes everything else through
        executor=InLine(PIPELINE),
        sink=transport,
        metrics=metrics,
        health=Health(60),
        patience=Patience(limit_s, 0.1, stop),
        breaker=breaker or Breaker(),
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


class OneAtATime(InLine):
    """Takes too long for more than one record of a batch."""

    def map(self, records: Sequence[Record]) -> list[Processed]:
        return super().map(records[:1])


def test_of_a_batch_that_takes_too_long_what_is_done_is_committed_and_the_rest_read_again() -> None:
    cluster, stop = MemoryCluster(), threading.Event()
    fill(cluster, [GOOD, BAD, GOOD, GOOD])
    desk, metrics = desk_for(MemoryTransport(cluster), stop)
    run(replace(desk, executor=OneAtATime(PIPELINE)), stop)
    assert len(cluster.read("articles.enriched")) == 3
    assert len(cluster.read("articles.dead")) == 1
    assert value_of(metrics, "copydesk_records_consumed_total") == 4


def test_a_flood_in_a_batch_that_takes_too_long_leaves_all_of_it_unread() -> None:
    cluster, stop = MemoryCluster(), threading.Event()
    fill(cluster, [BAD, BAD])
    transport = MemoryTransport(cluster)
    desk, _ = desk_for(transport, stop, breaker=Breaker(1, 1, 1))
    desk = replace(desk, executor=OneAtATime(PIPELINE))
    run(replace(desk, refresh=Looks(desk, 1, stop.set)), stop)
    assert sum(transport.lag().values()) == 2


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
    metrics.set_lag(first.lag(), first.poll())
    assert metrics.page().decode().count("copydesk_lag_records{") == 2
    assert metrics.page().decode().count("copydesk_lag_seconds{") == 2
    MemoryTransport(cluster, instance_id="two")
    metrics.set_lag(desk.source.lag())
    assert metrics.page().decode().count("copydesk_lag_records{") == 1
    assert metrics.page().decode().count("copydesk_lag_seconds{") == 1


class Looks:
    """Done between two batches: notes what a probe would see, and acts after some rounds."""

    def __init__(self, desk: Desk, rounds: int, act: Callable[[], object]) -> None:
        self._desk, self._rounds, self._act = desk, rounds, act
        self.ready: list[str] = []
        self.live: list[bool] = []

    def __call__(self) -> None:
        if self._desk.breaker.flood is None:
            return
        self.ready.append(self._desk.health.ready().why)
        self.live.append(self._desk.health.live().ok)
        self._rounds -= 1
        if self._rounds <= 0:
            self._act()


def flooded(good: int, bad: int, batch: int = 4) -> tuple[MemoryCluster, MemoryTransport]:
    cluster = MemoryCluster(partitions=2)
    fill(cluster, [GOOD] * good + [BAD] * bad)
    return cluster, MemoryTransport(cluster, max_records=batch)


def test_a_flood_of_rejects_stops_the_stream_and_writes_nothing_of_its_batch() -> None:
    cluster, transport = flooded(good=8, bad=40)
    stop = threading.Event()
    desk, metrics = desk_for(transport, stop, breaker=Breaker(8, 4, 0.5))
    looks = Looks(desk, 3, stop.set)
    run(replace(desk, refresh=looks), stop)
    dead = len(cluster.read("articles.dead"))
    assert dead < 4
    assert sum(cluster.committed.values()) == len(cluster.read("articles.enriched")) + dead
    assert value_of(metrics, "copydesk_breaker_open") == 1
    assert value_of(metrics, "copydesk_breaker_trips_total") == 1
    assert value_of(metrics, "copydesk_records_consumed_total") == sum(cluster.committed.values())
    assert all("the breaker is open" in why for why in looks.ready[1:])
    assert all(looks.live)
    assert transport.assigned()
    transport.close()
    again = MemoryTransport(cluster, instance_id="two")
    assert len(again.poll()) == 48 - sum(cluster.committed.values())


def test_a_resume_lets_the_batch_pass_and_a_flood_that_goes_on_opens_it_again() -> None:
    cluster, transport = flooded(good=0, bad=40)
    stop = threading.Event()
    desk, metrics = desk_for(transport, stop, breaker=Breaker(8, 4, 0.5))
    run(replace(desk, refresh=Looks(desk, 2, desk.breaker.resume)), stop)
    assert len(cluster.read("articles.dead")) == 40
    assert value_of(metrics, "copydesk_breaker_trips_total") > 1
    assert value_of(metrics, "copydesk_breaker_open") == 0
    assert desk.health.ready().ok


def test_a_restart_is_stopped_by_the_same_flood_and_writes_as_few() -> None:
    cluster, _ = flooded(good=0, bad=40)
    for starts in (1, 2, 3):
        stop = threading.Event()
        transport = MemoryTransport(cluster, max_records=3)
        desk, _ = desk_for(transport, stop, breaker=Breaker(8, 4, 0.5))
        run(replace(desk, refresh=Looks(desk, 2, stop.set)), stop)
        assert len(cluster.read("articles.dead")) == 3 * starts


def test_an_outage_never_opens_the_breaker() -> None:
    cluster, transport = flooded(good=8, bad=0)
    stop, rounds = threading.Event(), iter(range(100))
    transport.fail_next_publish = True
    desk, metrics = desk_for(transport, stop, breaker=Breaker(2, 1, 0.01))

    def come_and_go() -> None:
        cluster.away = next(rounds) in {2, 3}

    run(replace(desk, refresh=come_and_go), stop)
    assert value_of(metrics, "copydesk_outages_total") == 2
    assert value_of(metrics, "copydesk_breaker_trips_total") == 0
    assert len(cluster.read("articles.enriched")) == 8


def test_an_outage_while_it_is_open_is_waited_out_and_it_stays_open() -> None:
    cluster, transport = flooded(good=0, bad=8)
    stop = threading.Event()
    desk, _ = desk_for(transport, stop, breaker=Breaker(8, 4, 0.5))

    def come_and_go() -> None:
        cluster.away = len(looks.ready) == 2
        if len(looks.ready) > 4:
            stop.set()

    looks = Looks(desk, 0, come_and_go)
    run(replace(desk, refresh=looks), stop)
    assert "away" in looks.ready[2]
    assert "breaker" in looks.ready[4]
    assert not cluster.read("articles.dead")


def test_a_flood_is_told_once_with_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    _, transport = flooded(good=0, bad=8)
    stop = threading.Event()
    desk, _ = desk_for(transport, stop, breaker=Breaker(8, 4, 0.5))
    run(replace(desk, refresh=Looks(desk, 3, stop.set)), stop)
    told = capsys.readouterr().out
    assert told.count("the breaker is open") == 1
    for said in ("invalid_field (100%)", "decode (100%)", "articles.raw/", "SIGUSR1"):
        assert said in told
