from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from schemas.dead_letter import Reason, Stage
from service.dead.filters import Filters, parse_place, parse_time
from service.dead.letter import read
from service.transport import Record
from tests.dead import AT_MS, letter, standing

AT = datetime.fromtimestamp(AT_MS / 1000, UTC)
NOW = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)
LETTER = read(standing(letter(7, Reason.NO_TEXT, Stage.CLEAN, topic="pages", partition=3)))
FOREIGN = read(Record("articles.dead", 0, 1, AT_MS, None, None, ()))


@pytest.mark.parametrize(
    ("passing", "not_passing"),
    [
        ({"reasons": [Reason.EMPTY_VALUE, Reason.NO_TEXT]}, {"reasons": [Reason.EMPTY_VALUE]}),
        ({"stages": [Stage.CLEAN]}, {"stages": [Stage.DECODE]}),
        ({"topics": ["pages"]}, {"topics": ["articles.raw"]}),
        ({"partition": 3}, {"partition": 0}),
        ({"offset": 7}, {"offset": 0}),
        ({"since": AT}, {"since": AT + timedelta(milliseconds=1)}),
        ({"until": AT + timedelta(milliseconds=1)}, {"until": AT}),
    ],
)
def test_each_filter_and_all_together(
    passing: dict[str, object], not_passing: dict[str, object]
) -> None:
    assert Filters(**passing).passes(LETTER)  # type: ignore[arg-type]  # made from a table
    assert not Filters(**not_passing).passes(LETTER)  # type: ignore[arg-type]
    assert not Filters(**{"offset": 7, "stages": [Stage.CLEAN]} | not_passing).passes(LETTER)  # type: ignore[arg-type]
    of_time = passing.keys() <= {"since", "until"}
    assert Filters(**passing).passes(FOREIGN) is of_time  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("30m", NOW - timedelta(minutes=30)),
        ("2h", NOW - timedelta(hours=2)),
        ("7d", NOW - timedelta(days=7)),
        ("2026-03-05", datetime(2026, 3, 5, tzinfo=UTC)),
        ("2026-03-05T14:05", datetime(2026, 3, 5, 14, 5, tzinfo=UTC)),
        ("2026-03-05T14:05+07:00", datetime(2026, 3, 5, 7, 5, tzinfo=UTC)),
    ],
)
def test_times_are_read_as_they_are_typed(text: str, at: datetime) -> None:
    assert parse_time(text, NOW) == at


@pytest.mark.parametrize(
    "text", ["", "soon", "2h30m", "999999d", "2026-02-30", "0001-01-01T00:00+14:00"]
)
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"give 2026"):
        parse_time(text, NOW)


def test_a_place_is_partition_and_offset() -> None:
    assert parse_place("3:1234567") == (3, 1_234_567)
    for text in ("", "3", "3:", "a:1", "-1:2", "1:2:3"):
        with pytest.raises(ValueError, match="partition:offset"):
            parse_place(text)
