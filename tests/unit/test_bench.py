from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from bench import delivery, document, loads
from bench.__main__ import load_at_rest
from bench.bars import Bar, bars
from bench.curves import Curve, curves, step
from bench.drain import pause_s
from bench.figures import (
    FLOOR,
    JSON_FLOOR,
    Aged,
    Drained,
    Results,
    Setup,
    median,
    medians,
    percentile,
)
from bench.paced import counted, send
from bench.soak import Look, Soak, picture, seen, slope, stream, sums
from bench.targets import named, named_alone, targets
from service.transport import Message

WHERE = {
    "kafka": "4.2.1",
    "cores": 2,
    "load_before": 0.1,
    "python": "3.11.7",
    "runs": 3,
    "paced_runs": 1,
    "paced_s": 20.0,
    "text_kind": "real",
    "text_bytes": 3_000,
    "texts": 500,
    "pages": 100,
    "page_bytes": 250_000,
}


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def drained(rate: float, cpu_us: float = 300.0) -> Drained:
    """One run of 1,000 records."""
    return Drained(1_000, 1_000 / rate, cpu_us / 1_000, 0.1 * 1_000 / rate, 200.0, 170.0)


def results(**changed: list[Drained]) -> Results:
    """Everything measured, every target met; ``text_exactly_once_2`` and so on are changed."""
    found: dict[Setup, list[Drained]] = {}
    for load in ("text", "pages"):
        for processes in (1, 2):
            found[Setup(load, "", named_alone(processes))] = [drained(1_050.0 * processes)]
        for guarantee in ("exactly_once", "at_least_once"):
            found[Setup(load, guarantee, FLOOR)] = [drained(10_000.0, 90.0)]
            found[Setup(load, guarantee, JSON_FLOOR)] = [drained(8_000.0, 130.0)]
            for workers in (0, 1, 2):
                rate = 1_000.0 * max(1, workers)
                runs = changed.get(f"{load}_{guarantee}_{workers}", [drained(rate)])
                found[Setup(load, guarantee, named(workers))] = runs
    aged = {Setup("text", "exactly_once", named(2)): [Aged(900, 50.0, 20.0, 90.0, 120.0)]}
    stages = {"text": [{"decode": 10.0, "clean": 70.0}, {"decode": 30.0, "clean": 90.0}]}
    return Results(dict(WHERE), found, aged, stages)


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [
        ([5.0], 0.99, 5.0),
        ([3.0, 1.0, 2.0, 4.0], 0.5, 2.0),
        (list(range(1, 101)), 0.99, 99),
        (list(range(1, 101)), 0.5, 50),
        (list(range(1, 201)), 0.99, 198),
        ([1.0, 2.0], 1.0, 2.0),
    ],
)
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(
    values: list[float], share: float, found: float
) -> None:
    assert percentile(values, share) == found


def test_a_run_is_told_by_the_record() -> None:
    run = Drained(records=2_000, seconds=4.0, cpu_s=3.0, broker_cpu_s=1.0)
    assert (run.per_second, run.cpu_us, run.broker_cores) == (500.0, 1_500.0, 0.25)


def test_medians_are_of_runs_not_of_sums() -> None:
    runs = [drained(rate) for rate in (100.0, 900.0, 200.0)]
    assert median(runs, "per_second") == pytest.approx(200.0)
    assert medians([{"a": 1.0}, {"a": 9.0}, {"a": 2.0}]) == {"a": 2.0}


def test_ages_have_percentiles_and_the_pace() -> None:
    found = Aged.of([float(n) for n in range(1, 101)], 40.0)
    assert found == Aged(100, 40.0, 50.0, 99.0, 100.0)


def test_the_sender_waits_until_a_record_is_due() -> None:
    clock, sent = Clock(100.0), list[float]()
    messages = [Message(None, b"", ())] * 3
    send(messages, 4.0, lambda *_: sent.append(clock.now), clock, clock.sleep)
    assert sent == [100.0, 100.25, 100.5]


def test_a_sender_that_falls_behind_hides_no_wait() -> None:
    clock, told = Clock(100.0), list[tuple[float, float]]()

    def slow(_: Message, due_ns: int) -> None:
        told.append((clock.now, due_ns / 1e9))
        clock.now += 1.0

    send([Message(None, b"", ())] * 3, 4.0, slow, clock, clock.sleep)
    assert told == [(100.0, 100.0), (101.0, 100.25), (102.0, 100.5)]


def test_ages_of_the_warm_up_do_not_count() -> None:
    assert counted([(0.0, 900.0), (3.9, 800.0), (4.0, 20.0), (5.0, 30.0)], 4.0) == [20.0, 30.0]


def test_targets_that_are_kept_are_met() -> None:
    found = targets(results())
    assert [target.met for target in found] == [True] * len(found)
    assert {target.what.partition(":")[0] for target in found} == {"text", "pages"}


@pytest.mark.parametrize(
    ("changed", "missed"),
    [
        ({"text_exactly_once_1": [drained(1_000.0, 401.0)]}, "text: CPU an article"),
        ({"text_exactly_once_2": [drained(1_690.0)]}, "text: rate with two workers"),
        ({"pages_exactly_once_0": [drained(940.0)]}, "pages: rate with 0 workers of pipeline"),
        ({"pages_exactly_once_2": [drained(1_880.0)]}, "pages: rate with 2 workers of pipeline"),
        ({"text_at_least_once_1": [drained(1_120.0)]}, "text: rate that exactly-once costs"),
        ({"pages_at_least_once_2": [drained(2_240.0)]}, "pages: rate that exactly-once costs"),
    ],
)
def test_a_target_that_is_not_kept_is_missed(changed: dict[str, Any], missed: str) -> None:
    found = [target for target in targets(results(**changed)) if not target.met]
    assert any(target.what.startswith(missed) for target in found)
    assert all("missed" in target.as_row()["verdict"] for target in found)


def test_the_oldest_p99_of_a_load_is_judged() -> None:
    kept = results()
    kept.aged[Setup("text", "at_least_once", named(1))] = [Aged(900, 50.0, 20.0, 251.0, 300.0)]
    (age,) = (target for target in targets(kept) if "p99 age" in target.what)
    assert not age.met
    assert age.found.startswith("251 ms (at_least_once, 1 worker")


def test_what_was_not_measured_is_not_judged() -> None:
    assert targets(Results()) == []


def test_results_come_back_from_json_as_they_were() -> None:
    kept = results()
    assert Results.of_json(json.loads(json.dumps(kept.as_json()))) == kept


def test_kept_results_give_the_section_again_without_a_run(tmp_path: Path) -> None:
    delivery.keep(results(), tmp_path / "kept.json")
    assert delivery.section(delivery.kept(tmp_path / "kept.json")) == delivery.section(results())
    assert delivery.kept(tmp_path / "none.json") == Results()


def test_the_section_has_a_row_a_set_up_with_its_share_of_the_floor() -> None:
    rows = {(r["load"], r["delivery"], r["what"]): r for r in delivery.speed_rows(results())}
    assert len(rows) == len(results().drained)
    row = rows["text", "exactly_once", "2 workers"]
    assert (row["records/s"], row["CPU µs a record"]) == ("2,000", "300")
    assert row["share of the bare loop's rate"] == "20.0%"
    assert row["cores the broker kept busy"] == "0.10"
    assert rows["text", "none", "pipeline alone, 1 process"]["cores the broker kept busy"] == ""


def test_stages_are_told_with_their_share() -> None:
    assert delivery.stage_rows(results()) == [
        {"stage": "decode", "text, µs a record": "20", "text, share": "20.0%"},
        {"stage": "clean", "text, µs a record": "80", "text, share": "80.0%"},
        {"stage": "all", "text, µs a record": "100", "text, share": "100.0%"},
    ]


def test_stages_alone_make_a_section() -> None:
    only = Results(dict(WHERE), stages=results().stages)
    lines = delivery.section(only)
    assert "| clean | 80 | 80.0% |" in lines
    assert "bare loop" not in lines[0]


def test_a_busy_machine_is_told_of() -> None:
    quiet, busy = results(), results()
    busy.where["load_before"] = 3.2
    assert "a load of 3.2" in delivery.section(busy)[0]
    assert "load of" not in delivery.section(quiet)[0]


def test_work_that_has_ended_is_waited_for_and_work_that_goes_on_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock, told = Clock(0.0), iter([(4.7, 0.0, 0.0), (0.4, 0.0, 0.0)])
    monkeypatch.setattr("time.sleep", clock.sleep)
    monkeypatch.setattr("time.monotonic", clock)
    monkeypatch.setattr("os.getloadavg", lambda: next(told))
    assert load_at_rest() == 0.4
    monkeypatch.setattr("os.getloadavg", lambda: (3.2, 0.0, 0.0))
    assert load_at_rest() == 3.2


def test_the_picture_is_drawn_to_a_logarithmic_scale() -> None:
    drawn = bars({"a & b": [Bar("one", "exactly_once", 10.0), Bar("two", "", 1_000.0)]}, "title")
    tree = ET.fromstring(drawn)  # noqa: S314  our own
    widths = [
        float(rect.get("width", "0"))
        for rect in tree.iter("{http://www.w3.org/2000/svg}rect")
        if rect.get("height") == "10"
    ]
    assert widths[1] / widths[0] == pytest.approx(3.0, abs=0.01)  # a decade a third
    assert float((tree.get("viewBox") or "").split()[2]) > max(widths)


def test_the_picture_names_every_set_up() -> None:
    drawn = delivery.picture(results())
    assert all(setup.what in drawn for setup in results().drained)


def test_the_page_is_what_the_kept_figures_say() -> None:
    page = document.PAGE.read_text("utf-8")
    assert "\n".join(delivery.section(delivery.kept())).strip() in page


def test_a_load_is_numbered_and_the_same_every_time(tmp_path: Path) -> None:
    load = loads.texts(tmp_path / "none", 3_000)
    assert load.made
    messages = load.messages(100)
    assert messages == loads.texts(tmp_path / "none", 3_000).messages(100)
    assert [m.key for m in messages] == [b"%d" % n for n in range(100)]
    assert messages[0].value == messages[64].value
    assert load.messages(2, 99)[0] == messages[99]


@pytest.mark.parametrize(
    ("passed_s", "moved", "left", "pause"),
    [
        (0.0, 0, 500, 0.01),
        (4.0, 100, 900, 0.5),
        (4.0, 900, 100, 1 / 9),
        (4.0, 1_000, 1, 0.01),
        (2.0, 0, 500, 0.5),
    ],
)
def test_the_end_is_looked_for_more_often_as_it_comes_near(
    passed_s: float, moved: int, left: int, pause: float
) -> None:
    assert pause_s(passed_s, moved, left) == pytest.approx(pause)


def test_no_record_of_a_soak_is_like_another_and_bad_ones_are_named() -> None:
    values = [b'{"url": "https://a.example/1", "text": "A headline"}']
    some = list(islice(stream(values, values, seed=1), 1_000))
    good = [m for m in some if b" " not in (m.key or b"")]
    assert len({m.value for m in good}) == len(good) == 990
    assert [m.key for m in some] == [m.key for m in islice(stream(values, values, seed=1), 1_000)]


def test_a_slope_is_by_hour() -> None:
    assert slope([(0, 10), (1800, 11), (3600, 12)]) == pytest.approx(2)
    assert slope([(0, 10), (60, 10)]) == 0
    assert slope([(60, 10)]) == 0


def soak() -> Soak:
    """Two records, an enriched one that came twice and a lost one."""
    looks = [Look(10.0 * n, 200.0 + n, [150.0, 160.0], 0.1, 3) for n in range(1, 121)]
    metrics = {'copydesk_outcomes_total{kind="enriched"}': 2.0, "copydesk_outages_total": 1.0}
    return Soak(
        1.0,
        1_200,
        looks,
        metrics,
        sent={1: "rejected", 10**12: "enriched"},
        ages_ms=[(10**12, 40.0), (10**12, 90.0)],
    )


def test_a_soak_tells_what_grew_and_what_was_lost_or_doubled() -> None:
    told = {row[""]: row for row in seen(soak())}
    assert told["main process, MB"]["change an hour"] == "+360.0"
    assert told["largest worker, MB"]["p99"] == "160.0"
    came_to = {row[""]: row["figure"] for row in sums(soak())}
    wrong = ("lost", "doubled", "with another outcome", "outages")
    assert [came_to[what] for what in wrong] == [1, 1, 2, 1]
    assert came_to["age p50, ms"] == 40


def test_curves_stay_in_their_picture_and_escape_names() -> None:
    drawn = curves(
        {"a & b": [Curve("<x>", [(0, 0), (60, 7)])], "flat": [Curve("y", [(0, 0)])]}, "t"
    )
    root = ET.fromstring(drawn)  # noqa: S314  our own
    _, _, width, height = map(float, root.attrib["viewBox"].split())
    points = [
        tuple(map(float, point.split(",")))
        for line in root.iter("{http://www.w3.org/2000/svg}polyline")
        for point in line.attrib["points"].split()
    ]
    assert all(0 <= x <= width and 0 <= y <= height for x, y in points)
    assert ET.fromstring(picture(soak())) is not None  # noqa: S314  our own


@pytest.mark.parametrize(("most", "apart"), [(0, 1), (7, 2), (0.3, 0.1), (4, 1), (201, 100)])
def test_marks_are_round_and_reach_the_top(most: float, apart: float) -> None:
    assert step(most) == pytest.approx(apart)
    assert step(most) * 4 >= most
