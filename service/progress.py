"""``copydesk process``: files in, JSON Lines out, a progress bar on a terminal, a summary."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from service import files, offline
from service.errors import ConfigError
from service.files import Found
from service.outcome import Outcome, Rejected
from service.pipeline import Pipeline
from service.settings import Settings
from service.sources import SourcesFile, adopt

_TOLD_AT_MOST = 10


def process(paths: Sequence[Path], output: Path | None, settings: Settings, told: Console) -> int:
    """Process files.

    Args:
        paths: See ``files.find``.
        output: Where to write; None is standard output.
        settings: Its limits.
        told: For progress and summary.

    Returns:
        How many records were rejected.

    Raises:
        ConfigError: A path cannot be read or written.
    """
    found = files.find(paths)
    if settings.sources_file:
        adopt(SourcesFile(settings.sources_file).text)
    pipeline = Pipeline(
        max_page_bytes=settings.max_page_bytes,
        max_output_bytes=settings.max_output_bytes,
        trafilatura_share=settings.trafilatura_share,
    )
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=told,
        transient=True,
        disable=not told.is_terminal,
    )
    rejects: list[str] = []

    def tell(item: Found, outcome: Outcome) -> None:
        bar.advance(task)
        if isinstance(outcome, Rejected):
            rejects.append(f"{item.place}: {outcome.reason}: {outcome.detail}")

    with _opened(output) as out, bar:
        task = bar.add_task("processing", total=_total(found))
        kinds = offline.process(files.read(found), pipeline, out, tell)
    for reject in rejects[:_TOLD_AT_MOST]:
        told.print(f"[yellow]rejected[/yellow] {escape(reject)}", highlight=False, soft_wrap=True)
    if len(rejects) > _TOLD_AT_MOST:
        told.print(f"… and {len(rejects) - _TOLD_AT_MOST} more")
    counts = ", ".join(f"{kinds[kind]} {kind}" for kind in ("enriched", "rejected", "skipped"))
    told.print(f"{kinds.total()} records: {counts}", highlight=False)
    return len(rejects)


def _total(found: Sequence[Path]) -> int | None:
    """How many records there will be, where that is known before reading."""
    if any(path == Path("-") or path.suffix.lower() in (".jsonl", ".ndjson") for path in found):
        return None
    return len(found)


@contextmanager
def _opened(output: Path | None) -> Iterator[BinaryIO]:
    if output is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    try:
        stream = output.open("wb")
    except OSError as error:
        raise ConfigError(f"{output}: cannot be written ({error.strerror})") from error
    with stream:
        yield stream
