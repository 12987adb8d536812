"""``copydesk demo``: Apache Kafka on loopback, the service beside it, articles through, the sums."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from rich.console import Console

from schemas.topics import TOPICS
from service import demo_report, files, kafka
from service.errors import ConfigError, Unavailable
from service.live import is_shown
from service.settings import Settings, load
from service.transport import Message, Record

_SAMPLES = Path(__file__).parent.parent / "examples" / "articles"
_PARTITIONS = 3
_WIDTH = 110
_START_S, _DRAIN_S = 30.0, 120.0
_FLOWING = 2
"""Articles a second that go on coming."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What went in, what came out, what the service counted."""

    published: int
    enriched: Sequence[Record]
    dead: Sequence[Record]
    counted: Mapping[str, int]
    """By outcome, and ``consumed``; from the service's own metrics."""

    @property
    def adds_up(self) -> bool:
        """Whether every record has one outcome, by the topics and by the metrics."""
        outcomes = {kind: self.counted[kind] for kind in ("enriched", "rejected", "skipped")}
        return (
            self.published == self.counted["consumed"] == sum(outcomes.values())
            and len(self.enriched) == outcomes["enriched"]
            and len(self.dead) == outcomes["rejected"]
        )


def show(path: Path | None, *, keep: bool = False) -> bool:
    """Run the demo.

    Args:
        path: Raw articles of the user's; None takes the samples and a tombstone.
        keep: Have them come again and again until Ctrl-C, for who looks at the live page.

    Returns:
        Whether the sums add up.

    Raises:
        ConfigError: There is nothing to show, or the demo's extra is not installed.
    """
    console = Console()
    if not console.is_terminal:
        console = Console(width=_WIDTH)
    messages = _messages(path)
    with (
        tempfile.TemporaryDirectory(prefix="copydesk-demo-") as folder,
        _cluster(Path(folder), console) as settings,
        _service(settings, console),
    ):
        started = time.monotonic()
        ran = _send(settings, messages)
        demo_report.show(console, ran, messages, time.monotonic() - started)
        if console.is_terminal or keep:
            _stay(console, settings, cycle(messages) if keep else iter(()))
    return ran.adds_up


def _send(settings: Settings, messages: Sequence[Message]) -> Ran:
    kafka.write_topic(settings, settings.input_topic, messages)
    counted = _await_outcomes(settings, len(messages))
    return Ran(
        published=len(messages),
        enriched=kafka.read_topic(settings, settings.output_topic),
        dead=kafka.read_topic(settings, settings.dead_letter_topic),
        counted=counted,
    )


def _messages(path: Path | None) -> list[Message]:
    if path is None and not _SAMPLES.is_dir():
        raise ConfigError(
            "the samples are not installed; give a path: copydesk demo FILE_OR_FOLDER"
        )
    found = files.read(files.find([path or _SAMPLES]))
    messages = [Message(None, item.record.value or b"", item.record.headers) for item in found]
    if not messages:
        raise ConfigError(f"{path}: no raw articles there; known are {files.KINDS}")
    if path is None:
        messages.append(Message(b"withdrawn", None, ()))
    return messages


@contextmanager
def _cluster(folder: Path, console: Console) -> Iterator[Settings]:
    try:
        from localkafka import KAFKA_VERSION, JarError, Node, NodeError
    except ImportError as error:
        raise ConfigError(
            "the demo needs the package localkafka: run it from a checkout"
        ) from error
    node = Node(folder / "kafka")
    try:
        with console.status(f"starting Apache Kafka {KAFKA_VERSION}"):
            node.start()
    except (NodeError, JarError) as error:
        raise ConfigError(str(error)) from error
    try:
        console.print(f"[green]✓[/green] Apache Kafka {KAFKA_VERSION} on {node.bootstrap_servers}")
        settings = load(bootstrap_servers=node.bootstrap_servers, http_port=_free_port())
        kafka.create_topics(settings, {t.name: t.configs for t in TOPICS}, _PARTITIONS)
        yield settings
    finally:
        node.stop()


@contextmanager
def _service(settings: Settings, console: Console) -> Iterator[None]:
    """Run the service as its users do: a process of its own, settings in the environment."""
    environment = os.environ | {
        "COPYDESK_BOOTSTRAP_SERVERS": settings.bootstrap_servers,
        "COPYDESK_HTTP_PORT": str(settings.http_port),
        "COPYDESK_LOG_LEVEL": "warning",
        "COPYDESK_BREAKER_WINDOW_RECORDS": "0",  # whatever is shown, it is to be shown whole
    }
    command = [sys.executable, "-m", "service", "run"]
    process = subprocess.Popen(command, env=environment, start_new_session=True)  # noqa: S603  ours
    try:
        with console.status("starting Copydesk"):
            _await_ready(process, settings)
        console.print(f"[green]✓[/green] Copydesk ready, delivery {settings.delivery}")
        if is_shown(settings):
            console.print(f"[green]✓[/green] Live page on {_address(settings)}/")
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(settings.stop_timeout_s + 5)


def _await_ready(process: subprocess.Popen[bytes], settings: Settings) -> None:
    deadline = time.monotonic() + _START_S
    while not _page(settings, "ready"):
        if process.poll() is not None:
            raise Unavailable(f"the service ended with exit code {process.returncode}")
        if time.monotonic() > deadline:
            raise Unavailable(f"the service was not ready within {_START_S:g} s")
        time.sleep(0.05)


def _await_outcomes(settings: Settings, published: int) -> dict[str, int]:
    deadline = time.monotonic() + _DRAIN_S
    while True:
        counted = _counted(_page(settings, "metrics"))
        if counted["consumed"] >= published or time.monotonic() > deadline:
            return counted
        time.sleep(0.05)


def _counted(page: str) -> dict[str, int]:
    counted = dict.fromkeys(("consumed", "enriched", "rejected", "skipped"), 0)
    for line in page.splitlines():
        if line.startswith("copydesk_records_consumed_total "):
            counted["consumed"] = int(float(line.split()[-1]))
        elif line.startswith("copydesk_outcomes_total{"):
            counted[line.split('"')[1]] = int(float(line.split()[-1]))
    return counted


def _page(settings: Settings, name: str) -> str:
    """Fetch a page of the service's; empty while it does not answer, or answers no."""
    url = f"http://{settings.http_host}:{settings.http_port}/{name}"
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return str(response.read().decode())
    except OSError:
        return ""


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _address(settings: Settings) -> str:
    return f"http://{settings.http_host}:{settings.http_port}"


def _stay(console: Console, settings: Settings, flow: Iterator[Message]) -> None:
    address = _address(settings)
    console.print(
        f"\nStill running. Look at {address}/ (the live page), {address}/metrics, "
        f"or send more to {settings.bootstrap_servers} (topic {settings.input_topic}). "
        "Ctrl-C ends it."
    )
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        while few := list(islice(flow, _FLOWING)):
            kafka.write_topic(settings, settings.input_topic, few)
            time.sleep(1)
        signal.pause()
    except KeyboardInterrupt:
        console.print("stopping")
