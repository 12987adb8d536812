"""Counts and letters -> what is printed: tables, samples, one letter in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.table import Table
from rich.text import Text

from schemas.dead_letter import Stage
from schemas.reasons import EXPLANATIONS
from service.dead.letter import Letter, original_headers
from service.dead.replay import Action, Errand, Fate
from service.dead.tally import NO_STAGE, Group, Row, Tally, clock

_PREFIX_CHARACTERS = 48
_NEVER = "its headers are not those of a dead letter, or of a later version's"


def show_list(console: Console, groups: Mapping[Row, Group]) -> None:
    """Print the histogram of ``dead list``."""
    table = Table(box=None)
    for name in ("reason", "stage"):
        table.add_column(name, no_wrap=True)
    for name in ("letters", "backlog", "replays"):
        table.add_column(name, justify="right", no_wrap=True)
    for name in ("oldest (UTC)", "newest (UTC)"):
        table.add_column(name, no_wrap=True)
    for row, group in sorted(groups.items(), key=lambda item: -item[1].letters):
        numbers = (str(group.letters), str(group.waiting), _span(group.replays))
        table.add_row(*row, *numbers, clock(group.first_ms), clock(group.last_ms))
    if groups:
        console.print(table)
    total = sum(group.letters for group in groups.values())
    waiting = sum(group.waiting for group in groups.values())
    console.print(f"{_count(total)}, {waiting} in the backlog of copydesk replay", highlight=False)


def show_plan(console: Console, tally: Tally) -> None:
    """Print the table of reasons and stages, and three samples."""
    if not tally.taken:
        return
    found = {stage for _, stage in tally.taken}
    stages = [stage for stage in (*Stage, NO_STAGE) if stage in found]
    table = Table(box=None)
    table.add_column("reason", no_wrap=True)
    for name in (*stages, "all"):
        table.add_column(name, justify="right")
    by_reason: dict[str, int] = {}
    for (reason, _), count in tally.taken.items():
        by_reason[reason] = by_reason.get(reason, 0) + count
    for reason, count in sorted(by_reason.items(), key=lambda item: -item[1]):
        cells = (tally.taken.get((reason, stage), 0) for stage in stages)
        table.add_row(reason, *(str(cell) if cell else "" for cell in cells), str(count))
    if len(by_reason) > 1:
        sums = (sum(n for (_, s), n in tally.taken.items() if s == stage) for stage in stages)
        table.add_row("all", *map(str, sums), str(tally.taken.total()), style="bold")
    console.print(table, "", _samples(tally.samples()), "", sep="\n")


def _samples(samples: Iterable[Letter]) -> Table:
    table = Table(box=None, title="samples (copydesk dead show LETTER)", title_justify="left")
    table.add_column("letter", no_wrap=True)
    table.add_column("reason", no_wrap=True)
    table.add_column("detail", max_width=36, no_wrap=True, overflow="ellipsis")
    table.add_column("value", max_width=_PREFIX_CHARACTERS, no_wrap=True, overflow="ellipsis")
    for letter in samples:
        value = letter.record.value or b""
        start = readable(value[: 4 * _PREFIX_CHARACTERS]).replace("\n", " ")
        reason, detail = (letter.told.reason, letter.told.detail) if letter.told else ("-", _NEVER)
        table.add_row(
            letter.place, reason, Text(readable(detail.encode())), Text(start[:_PREFIX_CHARACTERS])
        )
    return table


def show_result(console: Console, tally: Tally, errand: Errand, *, complete: bool) -> None:
    """Say in words what was done, and what was not."""
    taken = tally.fates[Fate.TAKEN]
    done = "replayed" if errand.action is Action.REPLAY else "dismissed"
    said = (
        f"[green]{_count(taken)} {done}[/green]"
        if errand.go
        else f"{_count(taken)} would be {done}"
    )
    to = (
        f" to {', '.join(sorted(tally.topics))}" if errand.action is Action.REPLAY else ", not sent"
    )
    waiting = tally.fates.total() - tally.fates[Fate.DONE]
    nothing = "no letter of the backlog is sent" if waiting else "the backlog is empty"
    lines = [said + to if taken else nothing]
    if refused := tally.fates[Fate.REFUSED]:
        lines.append(
            f"[yellow]{_count(refused)} refused[/yellow]: replayed {_times(errand.max_replays)} "
            "already (--max-replays): "
            + ", ".join(f"{n} {reason}" for (reason, _), n in tally.refused.most_common())
        )
    if unreadable := tally.fates[Fate.UNREADABLE]:
        lines.append(f"[yellow]{_count(unreadable)} left alone[/yellow]: {_NEVER}")
    if left_out := tally.fates[Fate.LEFT_OUT]:
        lines.append(f"{_count(left_out)} left out by the filters, still in the backlog")
    if not complete:
        lines.append("ended before the end; the rest is still in the backlog")
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)


def show_letter(console: Console, letter: Letter) -> None:
    """Print one letter in full; what is no printable text is escaped."""
    table = Table.grid(padding=(0, 2))
    for name, value in _facts(letter):
        table.add_row(Text(name, style="bold"), Text(readable(value.encode("utf-8", "replace"))))
    console.print(table)
    print(readable(letter.record.value or b""), file=console.file)


def _facts(letter: Letter) -> Iterable[Row]:
    record, told = letter.record, letter.told
    yield "letter", f"{letter.place} of {record.topic}, {clock(record.timestamp_ms)} UTC"
    if told is None:
        yield "reason", _NEVER
    else:
        why = EXPLANATIONS[told.reason]
        yield "reason", f"{told.reason} (stage {told.stage}, {told.service})"
        yield "meaning", why.meaning
        yield "to do", why.cure
        yield "detail", told.detail
        yield "exception", told.exception or "-"
        at = clock(told.timestamp)
        yield "origin", f"{told.topic} {told.partition}:{told.offset}, {at} UTC"
        yield "replays", str(told.replays)
    yield "key", "none" if record.key is None else readable(record.key)
    for name, value in original_headers(record.headers):
        yield "header", f"{name}: {readable(value or b'')}"
    yield "value", f"{len(record.value or b'')} bytes"


def readable(data: bytes) -> str:
    r"""Write bytes as text that is safe on a terminal: ``\xff`` is no UTF-8, ``\x1b`` a control."""
    text = data.decode("utf-8", "backslashreplace")
    return "".join(c if c.isprintable() or c in "\n\t" else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")


def _span(replays: set[int]) -> str:
    low, high = min(replays), max(replays)
    return str(low) if low == high else f"{low} to {high}"


def _count(letters: int) -> str:
    return "1 letter" if letters == 1 else f"{letters} letters"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
