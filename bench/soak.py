"""``make bench-soak``: an hour at half load, what each process holds and what waits.

With --write it writes the section "Soak" of docs/benchmarks.md and its picture. No good record is like another: real
texts and pages, each under an address, a site and a number of its own; bad ones are among them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from bench import document, loads
from bench.curves import Curve, curves
from bench.drain import Service, drain, fresh
from bench.figures import percentile
from bench.paced import DUE, reader_of, send, sender_of
from localkafka import KAFKA_VERSION, Node
from service.settings import Settings
from service.transport import Message
from tests.load import BAD
from tests.processes import cpu_s, family, peak_bytes, rss_bytes, workers
from tests.running import Running

_EVERY_S = 10.0
_PAGE_EVERY, _BAD_EVERY = 20, 100
_SITES = 5_000
_CALIBRATION = 400
_SETTLED_S = 600.0
"""So long caches, heaps and recycled workers take to become what they stay."""
_PICTURE = document.DOCS / "soak.svg"


@dataclass(frozen=True)
class Look:
    """What was seen at one time.

    Args:
        after_s: Since records began to come.
        main_mb: In RAM, of the process with the loop.
        workers_mb: Of each worker.
        lag_s: Age of the oldest record that waits, of all partitions.
        lag_records: How many wait.
    """

    after_s: float
    main_mb: float
    workers_mb: Sequence[float]
    lag_s: float
    lag_records: float


@dataclass
class Soak:
    """All looks and the sums at the end."""

    per_second: float
    seconds: float
    looks: list[Look] = field(default_factory=list)
    metrics: dict[str, float] = field(default_factory=dict)
    wrong_lines: int = 0
    cores: float = 0.0
    peak_mb: float = 0.0
    worker_pids: set[int] = field(default_factory=set)
    sent: dict[int, str] = field(default_factory=dict)
    """What must become of each record, by when it was due."""
    ages_ms: list[tuple[int, float]] = field(default_factory=list)
    """Of each outcome read, by when its record was due."""

    @property
    def settled_s(self) -> float:
        """From when on it counts."""
        return min(_SETTLED_S, self.seconds / 2)


def stream(texts: Sequence[bytes], pages: Sequence[bytes], seed: int) -> Iterator[Message]:
    """Records without end; the key says what must become of each: its number, or its reason.

    Args:
        texts: JSON records with ``url`` and ``text``.
        pages: JSON records with ``url`` and ``html``.
        seed: Of sites and of what is bad.
    """
    chance = random.Random(seed)  # noqa: S311  no secret
    number = 0
    while True:
        number += 1
        if not number % _BAD_EVERY:
            reason = chance.choice(list(BAD))
            value, headers = BAD[reason]
            yield Message(b"%d %s" % (number, reason.encode()), value, headers)
            continue
        kind = texts if number % _PAGE_EVERY else pages
        record = json.loads(chance.choice(kind))
        record["url"] = f"https://site{chance.randrange(_SITES)}.example/{number}"
        if "text" in record:
            record["text"] = f"{number}: {record['text']}"
        yield Message(b"%d" % number, json.dumps(record, ensure_ascii=False).encode(), ())


def slope(points: Sequence[tuple[float, float]]) -> float:
    """Least-squares slope, by hour, of values over seconds."""
    n = len(points)
    x_mean, y_mean = sum(x for x, _ in points) / n, sum(y for _, y in points) / n
    over = sum((x - x_mean) ** 2 for x, _ in points)
    return sum((x - x_mean) * (y - y_mean) for x, y in points) / over * 3600 if over else 0.0


def _measure(texts: Sequence[bytes], pages: Sequence[bytes], given: argparse.Namespace) -> Soak:
    with tempfile.TemporaryDirectory() as made, Node(Path(made) / "node") as node:
        folder = Path(made)
        per_second = given.per_second or _half_rate(node, folder, texts, pages, given.workers)
        settings = fresh(node, "exactly_once", given.workers)
        soak = Soak(per_second, given.minutes * 60)
        print(f"{per_second:.0f} records a second for {given.minutes:g} minutes", flush=True)
        with Running(settings, folder / "log") as service:
            pid = service.process.pid
            began, cpu = time.time(), cpu_s(family(pid))
            over = threading.Event()
            watcher = threading.Thread(target=_watch, args=(service, soak, began, over))
            watcher.start()
            try:
                _move(settings, soak, stream(texts, pages, seed=9))
            finally:
                over.set()
                watcher.join()
            soak.cores = (cpu_s(family(pid)) - cpu) / (time.time() - began)
            soak.peak_mb = peak_bytes(pid) / 1e6
            soak.metrics = service.metrics()
            stopped = service.terminate()
            lines = service.log().splitlines()
        if stopped:
            raise RuntimeError(f"it ended with {stopped}: {lines[-1]}")
        soak.wrong_lines = sum(_level(line) in ("warning", "error", "critical") for line in lines)
        return soak


def _move(settings: Settings, soak: Soak, messages: Iterator[Message]) -> None:
    count = round(soak.seconds * soak.per_second)
    with closing(sender_of(settings)) as sender, reader_of(settings, count) as reader:

        def write(message: Message, due_ns: int) -> None:
            soak.sent[due_ns] = "rejected" if b" " in (message.key or b"") else "enriched"
            headers = [*message.headers, (DUE, b"%d" % due_ns)]
            sender.send(settings.input_topic, message.value, message.key, headers)

        send(islice(messages, count), soak.per_second, write)
        sender.flush()
        told, _ = reader.communicate()
    soak.ages_ms = json.loads(told)


def _half_rate(
    node: Node, folder: Path, texts: Sequence[bytes], pages: Sequence[bytes], worker_count: int
) -> float:
    """Half of what it moves as fast as it goes, of the same mixture."""
    settings = fresh(node, "exactly_once", worker_count)
    some = stream(texts, pages, seed=8)
    messages = [next(some) for _ in range(100 + _CALIBRATION)]
    (folder / "calibration").mkdir()
    drained = drain(lambda s: Service(s, folder / "calibration"), settings, [], messages, 100)
    return drained.per_second / 2


def _watch(service: Running, soak: Soak, began: float, over: threading.Event) -> None:
    while not over.wait(_EVERY_S):
        page = service.metrics()
        pids = workers(service.process.pid)
        soak.worker_pids.update(pids)
        look = Look(
            time.time() - began,
            rss_bytes(service.process.pid) / 1e6,
            [rss_bytes(pid) / 1e6 for pid in pids],
            max(_of(page, "copydesk_lag_seconds"), default=0.0),
            sum(_of(page, "copydesk_lag_records")),
        )
        soak.looks.append(look)
        if len(soak.looks) % 30 == 0:
            print(look, flush=True)


def _of(page: dict[str, float], name: str) -> list[float]:
    return [value for series, value in page.items() if series.partition("{")[0] == name]


def _sum(page: dict[str, float], series: str) -> int:
    return round(page.get(series, 0.0))


def _level(line: str) -> str:
    try:
        return str(json.loads(line).get("level", ""))
    except ValueError:
        return "error"  # not a line of ours: a traceback


def seen(soak: Soak) -> list[dict[str, Any]]:
    """What changed over the time, as a table: from the time on when it had settled."""
    settled = [look for look in soak.looks if look.after_s >= soak.settled_s]
    return [
        _row("main process, MB", [(k.after_s, k.main_mb) for k in settled]),
        _row("largest worker, MB", [(k.after_s, max(k.workers_mb, default=0)) for k in settled]),
        _row("oldest record that waits, s", [(k.after_s, k.lag_s) for k in settled]),
        _row("records that wait", [(k.after_s, k.lag_records) for k in settled]),
    ]


def sums(soak: Soak) -> list[dict[str, Any]]:
    """What it came to in the end, as a table."""
    found = Counter(due for due, _ in soak.ages_ms)
    wanted = Counter(soak.sent.values())
    outcomes = {
        kind: _sum(soak.metrics, f'copydesk_outcomes_total{{kind="{kind}"}}') for kind in wanted
    }
    first_ns = min(soak.sent) + soak.settled_s * 1e9
    ages = [ms for due, ms in soak.ages_ms if due >= first_ns]
    told = {
        "records sent": f"{len(soak.sent):,}",
        "lost": sum(due not in found for due in soak.sent),
        "doubled": sum(times - 1 for times in found.values()),
        "with another outcome": sum(abs(outcomes[kind] - wanted[kind]) for kind in wanted),
        "outages": _sum(soak.metrics, "copydesk_outages_total"),
        "log lines above info": soak.wrong_lines,
        "age p50, ms": round(percentile(ages, 0.5)),
        "age p99, ms": round(percentile(ages, 0.99)),
        "age of the oldest, ms": round(max(ages)),
        "worker processes in all": len(soak.worker_pids),
        "cores kept busy": f"{soak.cores:.2f}",
        "peak of the main process, MB": round(soak.peak_mb),
    }
    return [{"": what, "figure": figure} for what, figure in told.items()]


def _row(what: str, points: Sequence[tuple[float, float]]) -> dict[str, Any]:
    values = [value for _, value in points]
    return {
        "": what,
        "first": f"{values[0]:.1f}",
        "p50": f"{percentile(values, 0.5):.1f}",
        "p99": f"{percentile(values, 0.99):.1f}",
        "last": f"{values[-1]:.1f}",
        "change an hour": f"{slope(points):+.1f}",
    }


def main() -> None:
    """Run, and write the section."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60.0, help="how long (60)")
    parser.add_argument("--workers", type=int, default=2, help="of the service (2)")
    parser.add_argument("--per-second", type=float, default=0.0, help="0: half of what it can")
    parser.add_argument("--data", type=Path, default=Path("../shared/data"), help="real articles")
    parser.add_argument("--write", action="store_true", help="put it into docs/benchmarks.md")
    given = parser.parse_args()
    texts, pages = loads.texts(given.data, 3_000).values, loads.pages(given.data, 100).values
    soak = _measure(texts, pages, given)
    lines = [
        _said(soak, given),
        "",
        f"![Memory and lag over the time]({_PICTURE.name})",
        "",
        *document.as_markdown(seen(soak)),
        "",
        *document.as_markdown(sums(soak)),
    ]
    print("\n".join(lines))
    if given.write:
        document.write("Soak", lines)
        _PICTURE.write_text(picture(soak), "utf-8")


def _said(soak: Soak, given: argparse.Namespace) -> str:
    return (
        f"Written by `make bench-soak SOAK=--write`: {given.minutes:g} minutes of {soak.per_second:.0f} records a "
        f"second, half of what this machine of {os.cpu_count()} cores moves, with {given.workers} "
        f"workers, exactly-once, on Apache Kafka {KAFKA_VERSION} on the same machine. Real texts of "
        f"3 kB, one in {_PAGE_EVERY} a real page, one in {_BAD_EVERY} bad, each good one under an "
        f"address of its own, of {_SITES:,} sites. A look every {_EVERY_S:g} s; the first "
        f"{soak.settled_s / 60:g} minutes are left out of the table, not of the picture. Age: as above. "
        "Lost and doubled: all that was sent against all outcomes a consumer of committed data read."
    )


def picture(soak: Soak) -> str:
    """Memory and lag over minutes."""
    memory = [
        Curve("main process", [(k.after_s / 60, k.main_mb) for k in soak.looks]),
        Curve(
            "largest worker", [(k.after_s / 60, max(k.workers_mb, default=0)) for k in soak.looks]
        ),
    ]
    lag = [Curve("oldest that waits", [(k.after_s / 60, k.lag_s) for k in soak.looks])]
    return curves(
        {"memory, MB": memory, "lag, s": lag}, "Memory and lag over the minutes of a soak"
    )


if __name__ == "__main__":
    main()
