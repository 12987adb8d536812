"""Results -> the section "Delivery" of docs/benchmarks.md and its picture."""

from __future__ import annotations

import json
from pathlib import Path

from bench import document
from bench.bars import Bar, bars
from bench.figures import FLOOR, JSON_FLOOR, Results, Setup, median, medians
from bench.tables import Row
from bench.targets import targets

KEPT = document.DOCS / "delivery.json"
"""The figures of all runs, to write the section anew from."""
_PICTURE = document.DOCS / "delivery.svg"
BUSY = 0.5
"""A load average from which on the machine was not ours alone."""
_SPEED, _COST = "records a second (logarithmic)", "CPU µs a record (logarithmic)"


def keep(results: Results, path: Path = KEPT) -> None:
    """Write the figures down."""
    path.write_text(json.dumps(results.as_json(), indent=1) + "\n", "utf-8")


def kept(path: Path = KEPT) -> Results:
    """Read them again; without figures where there are none."""
    return Results.of_json(json.loads(path.read_text("utf-8"))) if path.is_file() else Results()


def write(results: Results) -> list[str]:
    """Write the section and its picture, and return its lines."""
    lines = section(results)
    if results.drained:
        _PICTURE.write_text(picture(results), "utf-8")
    document.write("Delivery", lines)
    return lines


def section(results: Results) -> list[str]:
    """Say what was measured and how, then the tables."""
    lines = [_said(results)]
    if results.drained:
        alt = "Records a second and CPU a record by set-up"
        lines += ["", f"![{alt}]({_PICTURE.name})"]
        lines += _titled("targets", [t.as_row() for t in targets(results)], 4)
        lines += _titled("as fast as it goes", speed_rows(results), 3)
        lines += ["", _broker(results)]
    if results.aged:
        lines += _titled("age at half load", age_rows(results), 3)
    if results.stages:
        lines += _titled("where the time goes", stage_rows(results), 1)
    return lines


def _broker(results: Results) -> str:
    busy = {s: median(runs, "broker_cores") for s, runs in results.drained.items() if s.delivery}
    floors = [cores for setup, cores in busy.items() if setup.what in (FLOOR, JSON_FLOOR)]
    others = [cores for setup, cores in busy.items() if setup.what not in (FLOOR, JSON_FLOOR)]
    return (
        f"Of the {results.where['cores']} cores the broker kept at most {max(others):.2f} busy "
        f"beside Copydesk, {max(floors):.2f} beside a bare loop."
    )


def _titled(title: str, rows: list[Row], words: int) -> list[str]:
    return ["", f"**{title}**", "", *document.as_markdown(rows, words)]


def speed_rows(results: Results) -> list[Row]:
    """A row a set-up, with its share of the floor under the same guarantee."""
    return [_speed_row(results, setup) for setup in results.drained]


def _speed_row(results: Results, setup: Setup) -> Row:
    runs = results.drained[setup]
    rate = median(runs, "per_second")
    floor = results.drained.get(Setup(setup.load, setup.delivery, FLOOR))
    main_mb, worker_mb = (median(runs, name) for name in ("main_mb", "worker_mb"))
    return {
        "load": setup.load,
        "delivery": setup.delivery or "none",
        "what": setup.what,
        "records/s": f"{rate:,.0f}",
        "share of the bare loop's rate": f"{rate / median(floor, 'per_second'):.1%}"
        if floor
        else "",
        "CPU µs a record": f"{median(runs, 'cpu_us'):,.0f}",
        "peak MB, main": f"{main_mb:,.0f}" if main_mb else "",
        "peak MB, largest worker": f"{worker_mb:,.0f}" if worker_mb else "",
        "cores the broker kept busy": f"{median(runs, 'broker_cores'):.2f}"
        if setup.delivery
        else "",
    }


def age_rows(results: Results) -> list[Row]:
    """A row a set-up."""
    return [
        {
            "load": setup.load,
            "delivery": setup.delivery,
            "what": setup.what,
            "records/s sent": f"{median(runs, 'per_second'):,.0f}",
            "records a run": f"{median(runs, 'records'):,.0f}",
            "p50, ms": f"{median(runs, 'p50_ms'):,.0f}",
            "p99, ms": f"{median(runs, 'p99_ms'):,.0f}",
            "oldest, ms": f"{median(runs, 'most_ms'):,.0f}",
        }
        for setup, runs in results.aged.items()
    ]


def stage_rows(results: Results) -> list[Row]:
    """A row a stage: microseconds a record and its share, for each load."""
    found = {load: medians(runs) for load, runs in results.stages.items() if runs}
    rows: dict[str, Row] = {}
    for load, stages in found.items():
        whole = sum(stages.values())
        for stage, us in [*stages.items(), ("all", whole)]:
            row = rows.setdefault(stage, {"stage": stage})
            row[f"{load}, µs a record"] = f"{us:,.0f}"
            row[f"{load}, share"] = f"{us / whole:.1%}"
    rows["all"] = rows.pop("all")
    return list(rows.values())


def picture(results: Results) -> str:
    """Draw rates and costs of each load."""
    panels = {}
    for load in dict.fromkeys(setup.load for setup in results.drained):
        for title, figure in ((_SPEED, "per_second"), (_COST, "cpu_us")):
            panels[f"{load}: {title}"] = [
                Bar(setup.what, setup.delivery, median(runs, figure))
                for setup, runs in results.drained.items()
                if setup.load == load
            ]
    return bars(panels, "Records a second and CPU a record by set-up")


def _said(results: Results) -> str:
    where = results.where
    said = [
        (
            "Written by `make bench`, from `docs/delivery.json`: articles as JSON on "
            f"{where['cores']} cores, Python {where['python']}."
        )
    ]
    if where["load_before"] >= BUSY:
        said.append(
            f"**The machine had other work, a load of {where['load_before']:.1f} before the start: "
            "these figures show what is measured, not what is reached.**"
        )
    if results.drained:
        said.append(
            f"Apache Kafka {where['kafka']} on the same machine, two partitions; "
            f"{where['texts']:,} {where['text_kind']} texts of {where['text_bytes']:,} bytes and "
            f"{where['pages']:,} real pages of {where['page_bytes']:,} (mean), drawn by a seed; "
            f"medians of {where['runs']} interleaved runs, after a warm-up, over the same records "
            "for every set-up. The bare loop is the same client with the same guarantee and "
            "batches, bytes through; with JSON it reads and writes every value as JSON on the "
            "way. The pipeline alone is `Pipeline.process` under the service's own executor "
            "(`InLine`) in so many processes, without Kafka. CPU is that of all our processes, "
            "without the broker's, which shares the cores."
        )
    if results.aged:
        said.append(
            "Age: from the instant a record was due to be sent, at an even pace of half the rate "
            f"above for {where['paced_s']:g} s, until a consumer outside, which reads committed "
            f"data only, has its outcome in hand; medians of {where['paced_runs']} runs."
        )
    if results.stages:
        said.append("Stages: the executor's own clock, wall time, one process.")
    return " ".join(said)
