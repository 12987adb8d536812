"""``make bench``: Copydesk beside bare loops of the same client, on Apache Kafka.

Writes docs/delivery.json, and from it the section "Delivery" of docs/benchmarks.md and its picture.
"""

from __future__ import annotations

import argparse
import os
import platform
import time
from pathlib import Path

from bench import delivery, loads, profiling
from bench.figures import Results
from bench.loads import Load
from bench.plan import Plan, measure, tell
from localkafka import KAFKA_VERSION


def main() -> None:
    """Parse, measure, write."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    only = parser.add_mutually_exclusive_group()
    only.add_argument("--profile", action="store_true", help="only where the time goes, no Kafka")
    only.add_argument("--render", action="store_true", help="only write the page anew, no runs")
    parser.add_argument("--runs", type=int, default=5, help="rounds; medians are told (5)")
    parser.add_argument("--records", type=int, default=0, help="texts a run (0: see --seconds)")
    parser.add_argument("--seconds", type=float, default=4.0, help="of one core, for texts (4)")
    parser.add_argument("--size", type=int, default=3_000, help="bytes of a text, about (3000)")
    parser.add_argument("--pages", type=int, default=100, help="pages a run; 0: none (100)")
    parser.add_argument("--paced-runs", type=int, default=3, help="rounds with ages (3)")
    parser.add_argument("--paced-s", type=float, default=15.0, help="seconds at half load (15)")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="real articles")
    parser.add_argument("--out", type=Path, help="keep the figures here, leave the page as it is")
    arguments = parser.parse_args()
    if arguments.render:
        delivery.write(delivery.kept())
    elif arguments.profile:
        _profile(arguments)
    else:
        _bench(arguments)


def _bench(arguments: argparse.Namespace) -> None:
    text, pages = _loads(arguments)
    results = Results(where=_where(arguments, text, pages, load_at_rest()))
    counted = {text: arguments.records} | ({pages: arguments.pages} if pages else {})
    paced_runs = min(arguments.paced_runs, arguments.runs)
    plan = Plan(counted, arguments.runs, paced_runs, arguments.paced_s, arguments.seconds)
    measure(plan, results)
    _write(results, arguments)


def _profile(arguments: argparse.Namespace) -> None:
    text, pages = _loads(arguments)
    results = delivery.kept()
    results.where = _where(arguments, text, pages, os.getloadavg()[0]) | results.where
    for load, count in ((text, arguments.records or 1_000), (pages, arguments.pages)):
        if load:
            results.stages[load.name] = [profiling.stages(load, count)]
            print(f"{load.name}, by function:", profiling.functions(load, count))
    _write(results, arguments)


def _loads(arguments: argparse.Namespace) -> tuple[Load, Load | None]:
    text = loads.texts(arguments.data, arguments.size)
    if not arguments.data.is_dir():
        tell(f"{arguments.data} is not there: made texts, no pages")
    with_pages = arguments.pages and arguments.data.is_dir()
    return text, loads.pages(arguments.data, arguments.pages) if with_pages else None


def _where(
    arguments: argparse.Namespace, text: Load, pages: Load | None, load_before: float
) -> dict[str, object]:
    return {
        "kafka": KAFKA_VERSION,
        "cores": os.cpu_count(),
        "load_before": round(load_before, 1),
        "python": platform.python_version(),
        "runs": arguments.runs,
        "paced_runs": min(arguments.paced_runs, arguments.runs),
        "paced_s": arguments.paced_s,
        "text_kind": "made" if text.made else "real",
        "text_bytes": round(text.mean_bytes),
        "texts": 0,
        "pages": 0,
        "page_bytes": round(pages.mean_bytes) if pages else 0,
    }


def load_at_rest(patience_s: float = 180.0) -> float:
    """The load average, once it has forgotten work that ended; that of work that goes on."""
    until = time.monotonic() + patience_s
    while (load := os.getloadavg()[0]) >= delivery.BUSY and time.monotonic() < until:
        tell(f"a load of {load:.1f}: waiting for the machine to come to rest")
        time.sleep(10)
    return load


def _write(results: Results, arguments: argparse.Namespace) -> None:
    if arguments.out:
        delivery.keep(results, arguments.out)
        print("\n".join(delivery.section(results)))
        return
    delivery.keep(results)
    print("\n".join(delivery.write(results)))


if __name__ == "__main__":
    main()
