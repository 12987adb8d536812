from __future__ import annotations

import multiprocessing
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from schemas.dead_letter import Reason, Stage
from service.executor import InLine, Processed
from service.outcome import Enriched, Outcome, Rejected
from service.transport import Record
from service.worker import WARM_UP, work
from service.workers import Workers
from tests.misbehaving import NAP_S, Misbehaving
from tests.processes import is_running
from tests.records import pipeline, record

LIMIT_S = 1.0
ROOT = Path(__file__).parents[2]
ARTICLES = sorted((ROOT / "examples" / "articles").rglob("*.*"))


@pytest.fixture(scope="module")
def two() -> Iterator[Workers]:
    workers = Workers(Misbehaving, 2, time_limit_s=LIMIT_S, max_memory_bytes=250_000_000)
    yield workers
    workers.close()


def records(*values: bytes) -> list[Record]:
    return [record(value) for value in values]


def values(processed: list[Processed]) -> list[object]:
    """The value of what is enriched, the reason of what is not."""
    return [
        p.outcome.message.value
        if isinstance(p.outcome, Enriched)
        else getattr(p.outcome, "reason", None)
        for p in processed
    ]


def test_order_is_kept_and_both_work(two: Workers) -> None:
    sent = [str(number).encode() for number in range(100)]
    processed = two.map(records(*sent))
    assert values(processed) == sent
    workers = {p.outcome.message.key for p in processed if isinstance(p.outcome, Enriched)}
    assert len(workers) == 2
    assert str(os.getpid()).encode() not in workers
    assert two.map([]) == []


@pytest.mark.parametrize(
    ("value", "reason", "said"),
    [
        (b"hang", Reason.TIME_LIMIT, "not done after 1 s"),
        (b"die", Reason.WORKER_CRASHED, "exit code -11"),
        (b"exit", Reason.WORKER_CRASHED, "exit code 3"),
    ],
)
def test_who_ends_a_worker_is_rejected_and_harms_no_neighbour(
    two: Workers, value: bytes, reason: Reason, said: str
) -> None:
    sent = [b"before", value, *[b"after"] * 20]
    processed = two.map(records(*sent))
    assert values(processed) == [b"before", reason, *[b"after"] * 20]
    outcome = processed[1].outcome
    assert isinstance(outcome, Rejected)
    assert outcome.stage is Stage.CLEAN
    assert said in outcome.detail


def test_several_culprits_in_one_batch(two: Workers) -> None:
    processed = two.map(records(b"die", b"a", b"hang", b"b", b"exit", b"c"))
    crashed = Reason.WORKER_CRASHED
    assert values(processed) == [crashed, b"a", Reason.TIME_LIMIT, b"b", crashed, b"c"]


def test_who_fails_once_is_not_rejected(two: Workers, tmp_path: Path) -> None:
    value = f"die once {tmp_path / 'died'}".encode()
    assert values(two.map(records(b"a", value, b"b"))) == [b"a", value, b"b"]


def test_a_worker_that_grew_is_replaced(two: Workers) -> None:
    (grown,) = two.map(records(b"grow"))
    assert isinstance(grown.outcome, Enriched)
    after = two.map(records(*[b"x"] * 50))
    assert grown.outcome.message.key not in {
        p.outcome.message.key for p in after if isinstance(p.outcome, Enriched)
    }


def test_who_is_at_work_and_that_it_gets_on_is_told() -> None:
    told: list[list[str]] = []

    def progressed() -> None:
        told.append(list(workers.in_hand()))

    workers = Workers(
        Misbehaving, 1, time_limit_s=LIMIT_S, max_memory_bytes=10**9, progressed=progressed
    )
    try:
        looked = threading.Timer(LIMIT_S / 2, progressed)
        looked.start()
        workers.map([record(b"hang", offset=17)])
        assert workers.in_hand() == []
    finally:
        workers.close()
    assert re.fullmatch(r"articles\.raw/0@17: clean, [01] s", told[0][0])
    assert len(told) == 1 + 2  # each of its two tries ended a worker


def test_the_warm_up_is_an_article() -> None:
    """One that is refused early leaves half a second of loading to the first record."""
    assert isinstance(pipeline().process(WARM_UP), Enriched)


def test_a_batch_that_takes_too_long_is_left_where_it_is() -> None:
    workers = Workers(Misbehaving, 2, time_limit_s=0.3, max_memory_bytes=10**9, enough_s=0.1)
    sent = [b"hang", b"a", b"hang", b"b"]
    rounds = []
    try:
        while sent:
            found = values(workers.map(records(*sent)))
            rounds.append(found)
            sent = sent[len(found) :]
    finally:
        workers.close()
    assert len(rounds) > 1
    assert all(rounds)
    assert list(chain(*rounds)) == [Reason.TIME_LIMIT, b"a", Reason.TIME_LIMIT, b"b"]


def test_a_chunk_of_slow_records_is_left_between_two_of_them() -> None:
    workers = Workers(Misbehaving, 1, time_limit_s=60, max_memory_bytes=10**9, enough_s=NAP_S / 4)
    try:
        assert values(workers.map(records(*[b"nap"] * 40))) == [b"nap"]
        assert values(workers.map(records(b"a", b"b"))) == [b"a", b"b"]
    finally:
        workers.close()


def test_a_chunk_of_slow_records_that_gets_on_is_not_stuck() -> None:
    moves: list[float] = []
    workers = Workers(
        Misbehaving,
        1,
        time_limit_s=60,
        max_memory_bytes=10**9,
        progressed=lambda: moves.append(time.monotonic()),
    )
    try:
        workers.map(records(*[b"nap"] * 8))  # two to a chunk
    finally:
        workers.close()
    assert len(moves) >= 8 - 1  # a look may miss one


def test_in_line_a_batch_that_takes_too_long_is_left_after_one_record_at_least() -> None:
    assert len(InLine(Misbehaving(), enough_s=-1).map(records(b"a", b"b"))) == 1
    assert len(InLine(Misbehaving(), enough_s=60).map(records(b"a", b"b"))) == 2


def test_in_line_the_record_in_hand_is_told() -> None:
    told: list[list[str]] = []

    class Looking(Misbehaving):
        def _obey(self, given: Record) -> Outcome:
            told.append(list(executor.in_hand()))
            return super()._obey(given)

    executor = InLine(Looking(), lambda: told.append(list(executor.in_hand())))
    executor.map([record(b"x", offset=3)])
    assert told == [["articles.raw/0@3: clean"], []]


def test_workers_agree_with_in_line() -> None:
    sent = [
        record(path.read_bytes(), kind)
        for path in ARTICLES
        if (kind := {".html": "text/html", ".txt": "text/plain"}.get(path.suffix))
    ]
    workers = Workers(pipeline, 2, time_limit_s=20, max_memory_bytes=10**9)
    try:
        theirs = [p.outcome for p in workers.map(sent)]
    finally:
        workers.close()
    assert theirs == [p.outcome for p in InLine(pipeline()).map(sent)]
    assert any(isinstance(outcome, Enriched) for outcome in theirs)


def test_workers_die_with_a_killed_parent() -> None:
    code = (
        "from service.workers import Workers; from tests.misbehaving import Misbehaving;"
        "w = Workers(Misbehaving, 2, time_limit_s=60, max_memory_bytes=10**9);"
        "print(*[x._process.pid for x in w._workers], flush=True); import time; time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=ROOT) as parent:
        assert parent.stdout
        workers = [int(pid) for pid in parent.stdout.readline().split()]
        assert len(workers) == 2
        parent.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while any(map(is_running, workers)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_worker_whose_parent_leaves_before_it_is_ready_ends_quietly() -> None:
    context = multiprocessing.get_context("spawn")
    parent, child = context.Pipe()
    worker = context.Process(target=work, args=(Misbehaving, child, [0, 0]))
    parent.close()
    worker.start()
    child.close()
    worker.join(30)
    assert worker.exitcode == 0
