"""The commands ``copydesk replay`` and ``copydesk dead``."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from schemas.dead_letter import Reason, Stage
from service.dead import export
from service.dead.console import progress, stopped_by_signals, wide
from service.dead.filters import Filters, parse_place, parse_time
from service.dead.ledger import Mark
from service.dead.letter import Letter
from service.dead.replay import MAX_REPLAYS, Action, Errand, Fate, replay
from service.dead.report import show_letter, show_list, show_plan, show_result
from service.dead.survey import find, survey
from service.dead.tally import Group, Row, Tally, row_of
from service.dead.topic import DeadTopic
from service.errors import TransportError
from service.settings import load

_told = Console(stderr=True)
_DOING = {Action.REPLAY: "replaying", Action.DISMISS: "dismissing"}

REPLAY_HELP = (
    "Send dead letters back to the topic they came from; without --go only count them.\n\n"
    "A letter is replayed once, whatever the filters: the consumer group <group>-replay keeps which "
    "letters were, in the same transaction that sends them. What filters leave out stays in the "
    "backlog for a later run, and a run that was killed goes on where it stopped. One that fails "
    "again is a new letter."
)

app = typer.Typer(no_args_is_help=True, help="Look at dead letters: list, show, export.")


def _time(text: str) -> datetime:
    try:
        return parse_time(text, datetime.now(UTC))
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


def _place(text: str) -> tuple[int, int]:
    try:
        return parse_place(text)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error


Reasons = Annotated[
    list[Reason] | None,
    typer.Option("--reason", help="Only this reason; several may be given.", metavar="REASON"),
]
Stages = Annotated[
    list[Stage] | None, typer.Option("--stage", help="Only this stage; several may be given.")
]
Topics = Annotated[
    list[str] | None,
    typer.Option("--topic", help="Only letters that came from this topic; several may be given."),
]
Since = Annotated[
    datetime | None,
    typer.Option(
        parser=_time, metavar="TIME", help="Only rejected since: 2026-03-05T14:05Z, 30m, 2h, 7d."
    ),
]
Until = Annotated[
    datetime | None, typer.Option(parser=_time, metavar="TIME", help="Only rejected before.")
]
OriginPartition = Annotated[
    int | None, typer.Option("--partition", min=0, help="Only from this partition of the origin.")
]
OriginOffset = Annotated[
    int | None, typer.Option("--offset", min=0, help="Only from this offset of the origin.")
]


def replay_command(
    *,
    reason: Reasons = None,
    stage: Stages = None,
    topic: Topics = None,
    since: Since = None,
    until: Until = None,
    partition: OriginPartition = None,
    offset: OriginOffset = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Take at most so many.")] = None,
    max_replays: Annotated[
        int, typer.Option(min=1, help="Refuse letters that were replayed so often already.")
    ] = MAX_REPLAYS,
    from_beginning: Annotated[
        bool,
        typer.Option(
            "--from-beginning",
            help="Count every letter on the topic as not replayed: for the first replay, or to "
            "replay again.",
        ),
    ] = False,
    dismiss: Annotated[
        bool, typer.Option("--dismiss", help="Take them off the backlog instead, without sending.")
    ] = False,
    go: Annotated[bool, typer.Option("--go", help="Do it. Without, nothing is changed.")] = False,
) -> None:
    """Do ``copydesk replay``; ``REPLAY_HELP`` says what that is."""
    errand = Errand(
        Action.DISMISS if dismiss else Action.REPLAY,
        go,
        Filters(reason or (), stage or (), topic or (), partition, offset, since, until),
        max_replays,
        limit,
        from_beginning,
    )
    tally, console = Tally(), wide()
    with _opened(writing=go) as dead:
        try:
            complete = _replay(dead, errand, tally)
        except TransportError:
            if go and tally.taken:  # they are on record, whatever came after
                show_result(console, tally, errand, complete=False)
            raise
        show_plan(console, tally)
        show_result(console, tally, errand, complete=complete)
        if tally.taken and not go:
            option = "--go" if dead.marks() and not from_beginning else "--go --from-beginning"
            console.print(f"Nothing was changed. To do it, add {option}", highlight=False)


def _replay(dead: DeadTopic, errand: Errand, tally: Tally) -> bool:
    """Replay, shown as progress; whether all that is wanted was judged."""
    starts = {} if errand.from_beginning else dead.marks()
    spans = dead.spans.items()
    total = sum(span.stop - starts.get(p, Mark(span.start)).offset for p, span in spans)
    with progress(_told, _DOING[errand.action], total) as step, stopped_by_signals() as stop:

        def tell(letter: Letter, fate: Fate) -> None:
            tally.add(letter, fate)
            step()

        return replay(dead, errand, tell, stop) or tally.taken.total() == errand.limit


@app.command("list")
def list_command(
    *,
    reason: Reasons = None,
    stage: Stages = None,
    topic: Topics = None,
    since: Since = None,
    until: Until = None,
    partition: OriginPartition = None,
    offset: OriginOffset = None,
) -> None:
    """Count all letters by reason: how many, how many not replayed yet, from when to when."""
    filters = Filters(reason or (), stage or (), topic or (), partition, offset, since, until)
    groups: dict[Row, Group] = defaultdict(Group)
    with _opened() as dead:
        for letter, waiting in _survey(dead, filters):
            groups[row_of(letter)].add(letter, waiting=waiting)
    show_list(wide(), groups)


@app.command()
def show(
    letter: Annotated[
        str, typer.Argument(metavar="PARTITION:OFFSET", help="Where it stands, such as 0:17.")
    ],
    value: Annotated[
        bool, typer.Option("--value", help="Write only the value, byte for byte.")
    ] = False,
) -> None:
    """Show one letter in full: why, what to do, where from, headers, value."""
    number, offset = _place(letter)
    with _opened() as dead:
        found = find(dead, number, offset)
    if value:
        sys.stdout.buffer.write(found.record.value or b"")
        return
    show_letter(wide(), found)


@app.command("export")
def export_command(
    folder: Annotated[Path, typer.Argument(help="Where to; made where it is missing.")],
    *,
    reason: Reasons = None,
    stage: Stages = None,
    topic: Topics = None,
    since: Since = None,
    until: Until = None,
    partition: OriginPartition = None,
    offset: OriginOffset = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Write at most so many.")] = None,
) -> None:
    """Write letters as files for copydesk process: a folder a reason, headers beside each file."""
    filters = Filters(reason or (), stage or (), topic or (), partition, offset, since, until)
    with _opened() as dead:
        letters = islice((letter for letter, _ in _survey(dead, filters)), limit)
        written = sum(export.write(folder, letter) is not None for letter in letters)
    _told.print(
        f"{written} letters in {folder}. To see them rejected again: copydesk process {folder}",
        highlight=False,
        soft_wrap=True,
    )


@contextmanager
def _opened(*, writing: bool = False) -> Iterator[DeadTopic]:
    from service import kafka

    with kafka.KafkaDeadTopic(load(), writing=writing) as dead:
        yield dead


def _survey(dead: DeadTopic, filters: Filters) -> Iterator[tuple[Letter, bool]]:
    """Read all letters, shown as progress."""
    with progress(_told, "reading", sum(len(span) for span in dead.spans.values())) as step:
        for letter, waiting in survey(dead, filters):
            step()
            yield letter, waiting
