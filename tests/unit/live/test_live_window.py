from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from schemas.dead_letter import Reason, Stage
from service.executor import Processed
from service.live import Window
from service.live.window import MAX_SAMPLES
from service.metrics import Metrics
from service.outcome import KINDS, Enriched, Outcome, Rejected, Skipped
from service.transport import Message, Record
from tests.records import record

ENRICHED = Enriched(Message(b"1", b"{}", ()), publisher="vov.vn")
REJECTED = Rejected(Stage.DECODE, Reason.INVALID_JSON, "line 1")
OUTCOMES: tuple[Outcome, ...] = (ENRICHED, REJECTED, Skipped())


def batch(outcomes: Sequence[Outcome]) -> tuple[list[Record], list[Processed]]:
    records = [record(b"{x", offset=place) for place in range(len(outcomes))]
    return records, [Processed(outcome, {}) for outcome in outcomes]


def test_a_batch_is_seen_whole_or_not_at_all_from_another_thread() -> None:
    window, done = Window(), threading.Event()

    def observe() -> None:
        while not done.is_set():
            window.observe(*batch(OUTCOMES * 30))

    observer = threading.Thread(target=observe)
    switched_s = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    observer.start()
    try:
        for _ in range(300):
            seen = window.look().outcomes
            assert seen["consumed"] == sum(seen[kind] for kind in KINDS)
            assert seen["enriched"] == seen["rejected"]
            window.heard()
            window.take(3)
            window.rejects()
    finally:
        done.set()
        observer.join()
        sys.setswitchinterval(switched_s)


@given(st.lists(st.lists(st.sampled_from(OUTCOMES), max_size=40), max_size=8))
def test_page_and_metrics_never_disagree(batches: list[list[Outcome]]) -> None:
    window, metrics = Window(), Metrics()
    for outcomes in batches:
        metrics.observe(*batch(outcomes), 0.1, 0.1)
        window.observe(*batch(outcomes))
    told = metrics.page().decode().splitlines()
    counted = dict(line.rsplit(" ", 1) for line in told if line.startswith("copydesk_"))
    seen = window.look()
    assert float(counted["copydesk_records_consumed_total"]) == seen.outcomes["consumed"]
    for kind in KINDS:
        assert float(counted[f'copydesk_outcomes_total{{kind="{kind}"}}']) == seen.outcomes[kind]
    assert float(counted["copydesk_record_age_seconds_count"]) == seen.ages.count
    rejections = {(stage, reason): count for stage, reason, count, _ in window.rejects()}
    for (stage, reason), count in rejections.items():
        series = f'copydesk_rejections_total{{reason="{reason}",stage="{stage}"}}'
        assert float(counted[series]) == count


def test_samples_are_few_the_latest_and_from_all_over_a_batch() -> None:
    window = Window()
    for _ in range(5):
        window.observe(*batch([ENRICHED] * 500))
    samples = window.take(1_000)
    offsets = [int(sample.place.rpartition("@")[2]) for sample in samples]
    assert len(samples) == MAX_SAMPLES
    assert offsets[-1] - offsets[0] > 400
    assert window.take(1_000) == []


def test_what_is_large_is_not_kept() -> None:
    window = Window()
    large = replace(ENRICHED, message=Message(b"1", b"x" * 200_000, ()))
    window.observe([record(b"x")], [Processed(large, {})])
    window.observe([record(b"x" * 100_000)], [Processed(ENRICHED, {})])
    (sample,) = window.take(10)
    assert (sample.article, sample.record) == (b"{}", None)


def test_of_rejects_one_for_each_reason_is_kept_and_only_its_beginning() -> None:
    window = Window()
    for number in range(50):
        window.observe([record(b"y" * 1_000_000, offset=number)], [Processed(REJECTED, {})])
    ((stage, reason, count, latest),) = window.rejects()
    assert (stage, reason, count) == ("decode", "invalid_json", 50)
    assert (latest.place, latest.size, len(latest.head)) == ("articles.raw/0@49", 1_000_000, 240)


def test_ages_are_of_what_was_committed_since_the_last_look() -> None:
    window = Window(lambda: 1_772_694_310.0)
    window.observe(*batch([ENRICHED, ENRICHED]))
    window.observe([replace(record(b"x"), timestamp_ms=-1)], [Processed(ENRICHED, {})])
    ages = window.look().ages
    assert (ages.count, ages.sum_s, ages.max_s) == (2, 20.0, 10.0)
    assert window.look().ages.count == 0


def test_a_record_costs_the_loop_microseconds() -> None:
    window = Window()
    given_ = batch([replace(ENRICHED, publisher=f"{n}.example") for n in range(500)])
    best_s = min(_timed(lambda: window.observe(*given_)) for _ in range(20))
    assert best_s / 500 < 20e-6  # measured 1.5; a machine that is busy has ten times that


def _timed(step: object) -> float:
    started = time.perf_counter()
    step()  # type: ignore[operator]
    return time.perf_counter() - started
