from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from service.dead.ledger import MAX_NOTE_BYTES, Ledger, Mark
from service.errors import ConfigError


def settle(mark: Mark, letters: list[int], wanted: list[bool], end: int | None) -> Mark:
    """One run over letters: those that are wanted, or handled before, are handled."""
    ledger = Ledger(mark)
    pairs = [(at, want) for at, want in zip(letters, wanted, strict=False) if at >= ledger.start]
    for offset, want in pairs:
        ledger.settle(offset, handled=want or ledger.has(offset))
    if end is not None:
        ledger.settle_until(end)
    return ledger.mark()


@given(
    gaps=st.lists(st.integers(1, 4), max_size=30),
    runs=st.lists(st.tuples(st.lists(st.booleans(), max_size=30), st.booleans()), max_size=4),
)
@example(gaps=[1, 1, 1], runs=[([False, True, False], True), ([True, False, False], True)])
@example(gaps=[1, 1, 1, 1], runs=[([False, True, False, True], True), ([False, False], False)])
@example(gaps=[4, 1], runs=[([False], False), ([True], False), ([False, True], False)])
def test_after_any_runs_it_knows_what_was_handled(
    gaps: list[int], runs: list[tuple[list[bool], bool]]
) -> None:
    letters = [sum(gaps[: n + 1]) for n in range(len(gaps))]
    end = sum(gaps) + 3
    handled: set[int] = set()
    mark = Mark(0)
    for wanted, to_the_end in runs:
        known = Ledger(mark)
        judged = [at for at in letters if at >= known.start]
        handled |= {at for at, want in zip(judged, wanted, strict=False) if want}
        full = to_the_end and len(wanted) >= len(judged)
        mark = settle(mark, judged, wanted, end if full else None)
        ledger = Ledger(mark)
        assert [at for at in letters if ledger.has(at)] == sorted(handled)
        left = [at for at in letters if at not in handled]
        assert ledger.start <= (left[0] if left else end)
        if full:
            assert ledger.start == end if not left else left[0] - ledger.start <= 4


def test_what_is_handled_without_a_gap_needs_no_note() -> None:
    assert settle(Mark(5), [5, 6, 9], [True, True, True], 12) == Mark(12)
    assert settle(Mark(5), [5, 6, 9], [True, False, False], 12) == Mark(6)


def test_a_run_that_ends_early_forgets_nothing_behind_it() -> None:
    before = settle(Mark(0), list(range(10)), [at in (2, 7, 8) for at in range(10)], 10)
    after = Ledger(settle(before, [0, 1, 2], [True, False, False], None))
    assert (after.start, [at for at in range(10) if after.has(at)]) == (1, [0, 2, 7, 8])


def test_a_note_holds_what_is_said_of_it() -> None:
    chance = random.Random(4)
    for share, letters in ((0.5, 16_000), (0.001, 1_000_000)):
        wanted = [chance.random() < share for _ in range(letters)]
        mark = settle(Mark(0), list(range(letters)), wanted, None)
        assert len(mark.note) <= MAX_NOTE_BYTES
        ledger = Ledger(mark)
        assert all(ledger.has(at) == want for at, want in enumerate(wanted[:2_000]))


def test_a_note_that_would_be_too_long_is_refused_with_a_cure() -> None:
    chance = random.Random(4)
    wanted = [chance.random() < 0.5 for _ in range(40_000)]
    with pytest.raises(ConfigError, match="--dismiss --go --until"):
        settle(Mark(0), list(range(40_000)), wanted, None)


@pytest.mark.parametrize("note", ["x", "copydesk-1:%%", "copydesk-2:abc", "copydesk-1:"])
def test_a_note_of_somebody_else_is_refused(note: str) -> None:
    with pytest.raises(ConfigError, match="not written by this version"):
        Ledger(Mark(3, note))
