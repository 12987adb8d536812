from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from rich.console import Console

from schemas.dead_letter import Reason, Stage
from service.dead import report
from service.dead.letter import Letter, read
from service.dead.replay import Action, Errand, Fate
from service.dead.tally import Group, Tally, clock, row_of
from service.transport import Record
from tests.dead import AT_MS, letter, standing

SECRET = "of the article"


def printed(show: Callable[..., None], *arguments: Any, **more: Any) -> str:
    out = io.StringIO()
    show(Console(file=out, width=120), *arguments, **more)
    return out.getvalue()


def letters() -> list[tuple[Letter, Fate]]:
    long = b'{"text": "' + b"A headline [red] \x1b[31m\n" + b"x" * 500 + SECRET.encode()
    made = [
        (letter(1, value=long), Fate.TAKEN),
        (letter(2), Fate.TAKEN),
        (letter(3), Fate.TAKEN),
        (letter(4, Reason.NO_TEXT, Stage.CLEAN), Fate.TAKEN),
        (letter(5, Reason.TIME_LIMIT, replays=3), Fate.REFUSED),
        (letter(6), Fate.LEFT_OUT),
    ]
    return [(read(standing(m, 0, n)), fate) for n, (m, fate) in enumerate(made)]


def tally() -> Tally:
    counted = Tally()
    for one, fate in letters():
        counted.add(one, fate)
    counted.add(read(Record("articles.dead", 0, 9, AT_MS, None, None, ())), Fate.UNREADABLE)
    return counted


def test_the_plan_counts_by_reason_and_stage_and_shows_three_short_samples() -> None:
    told = printed(report.show_plan, tally())
    assert "invalid_json       3           3" in told
    assert "no_text                   1    1" in told
    assert "all                3      1    4" in told
    assert [place for place in ("0:0", "0:1", "0:2", "0:3") if place in told] == [
        "0:0",
        "0:1",
        "0:3",
    ]
    assert "A headline [red] \\x1b[31m" in told
    assert "\x1b" not in told
    assert SECRET not in told


def test_the_result_tells_what_was_done_and_what_was_not() -> None:
    errand = Errand(go=True)
    told = printed(report.show_result, tally(), errand, complete=True)
    assert "4 letters replayed to articles.raw" in told
    assert "1 letter refused: replayed 3 times already (--max-replays): 1 time_limit" in told
    assert "1 letter left alone" in told
    assert "1 letter left out by the filters, still in the backlog" in told
    planned = printed(report.show_result, tally(), Errand(Action.DISMISS), complete=True)
    assert "4 letters would be dismissed, not sent" in planned
    assert "ended before the end" in printed(report.show_result, tally(), errand, complete=False)
    assert "the backlog is empty" in printed(report.show_result, Tally(), errand, complete=True)


def test_the_list_is_a_histogram_with_times_and_replays() -> None:
    groups: dict[tuple[str, str], Group] = {}
    for n, replays in enumerate((0, 2, 0)):
        one = read(standing(letter(n, replays=replays), 0, n, AT_MS + n * 60_000))
        groups.setdefault(row_of(one), Group()).add(one, waiting=n > 0)
    told = printed(report.show_list, groups)
    row = (
        "invalid_json  decode        3        2   0 to 2  2023-11-14 22:13:20  2023-11-14 22:15:20"
    )
    assert row in told
    assert "3 letters, 2 in the backlog" in told
    assert "0 letters" in printed(report.show_list, {})


def test_a_letter_is_shown_in_full_and_safely() -> None:
    value = b"%PDF \x00\x1b]0;title\x07 \xff \xc3\xa9 \xe2\x80\xae\nline [bold]two[/bold]"
    made = letter(7, Reason.NO_TEXT, Stage.CLEAN, ("trace", b"\xfe[x]"), value=value, replays=2)
    told = printed(report.show_letter, read(standing(made, 1, 42)))
    for said in (
        "1:42 of articles.dead, 2023-11-14 22:13:20 UTC",
        "no_text (stage clean, copydesk/",
        "let the scraper render it",
        "articles.raw 0:7",
        "trace: \\xfe[x]",
        "dlq.replays: 2",
        "%PDF \\x00\\x1b]0;title\\x07 \\xff é \\u202e\nline [bold]two[/bold]",
    ):
        assert said in told
    assert "\x1b" not in told
    foreign = read(Record("articles.dead", 0, 9, -1, None, None, ()))
    assert "not those of a dead letter" in printed(report.show_letter, foreign)


def test_any_timestamp_can_be_shown() -> None:
    assert clock(-1) == "-"
    assert clock(2**62) == f"{2**62} ms"
