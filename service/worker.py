"""A worker process: records in by a pipe, their outcomes back, its place told as it goes."""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from schemas.dead_letter import Stage
from service.executor import InLine, Processed
from service.pipeline import Pipeline
from service.transport import Record

Recipe = Callable[[], Pipeline]
"""Makes the pipeline in the worker: a pipeline does not travel."""
STAGES = tuple(Stage)
READY = "ready"

WARM_UP = Record(
    "warm-up",
    0,
    0,
    -1,
    None,
    (
        "<html><head><title>The library by the river is open again</title></head><body><article>"
        "<h1>The library by the river is open again</h1>"
        + "<p>The council opened the library on Friday, two years after the flood, and many who live "
        "in the old town came to see what has become of the reading rooms and of the garden.</p>"
        * 6
        + "<p>Photo: A. Writer</p></article></body></html>"
    ).encode(),
    (("content-type", b"text/html"),),
)
"""An article: it has everything loaded that others need, before a deadline counts (0.6 s of CPU)."""
_DIE_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""
_STATM = Path("/proc/self/statm")


@dataclass(frozen=True, slots=True)
class Adopt:
    """The rows of an operator's file, to be used from now on."""

    sources: str


@dataclass(frozen=True, slots=True)
class Chunk:
    """Records to be processed."""

    records: Sequence[Record]
    enough_s: float
    """After so long those that are not begun stay undone; the first is always done."""


@dataclass(frozen=True, slots=True)
class Done:
    """A chunk's outcomes: of its first records, where it took too long."""

    processed: Sequence[Processed]
    memory_bytes: int
    """Resident memory of the worker; 0 where it is not known."""


def work(recipe: Recipe, pipe: Connection, place: Any) -> None:
    """Process chunks until the other end of the pipe is gone.

    Args:
        recipe: Makes the pipeline.
        pipe: Brings ``Chunk``s, and ``Adopt`` between them; takes ``READY`` once, then ``Done`` for
            each chunk.
        place: Two numbers in shared memory: the record in hand and its stage.
    """
    _die_with_parent()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # 300 MB each would soon fill a disk
    for number in (
        signal.SIGINT,
        signal.SIGTERM,
        signal.SIGUSR1,
    ):  # the parent decides; it kills when it must
        signal.signal(number, signal.SIG_IGN)
    executor = InLine(recipe())
    executor.map([WARM_UP])
    going = _sent(pipe, READY)
    while going:
        try:
            received: Chunk | Adopt = pipe.recv()
        except (EOFError, ConnectionResetError):
            return
        if isinstance(received, Adopt):
            executor.adopt(received.sources)
            continue
        going = _sent(pipe, Done(_process(executor, received, place), _memory_bytes()))


def _sent(pipe: Connection, message: object) -> bool:
    """Tell the parent, or learn that it is gone."""
    try:
        pipe.send(message)
    except (BrokenPipeError, ConnectionResetError):
        return False
    return True


def _process(executor: InLine, chunk: Chunk, place: Any) -> list[Processed]:
    def note(stage: Stage) -> None:
        place[1] = STAGES.index(stage)

    ends_at = time.monotonic() + chunk.enough_s
    processed: list[Processed] = []
    for number, record in enumerate(chunk.records):
        if processed and time.monotonic() > ends_at:
            break
        place[0] = number
        processed.append(executor.one(record, note))
    return processed


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _memory_bytes() -> int:
    try:
        return int(_STATM.read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0
