"""What may happen, and how a schedule is written: one byte, one move.

A byte's upper six bits choose the move, the lower two whose turn it is. Small bytes are harmless
moves, zero is the most harmless: Hypothesis shrinks towards a history in which little goes wrong.
"""

from __future__ import annotations

from enum import StrEnum

from hypothesis import strategies as st

LENGTH = 120
"""Moves of a history; longer ones find the planted bugs no sooner."""


class Move(StrEnum):
    """Something that happens."""

    STEP = "goes on to its next request"
    RUN = "goes on for some requests"
    TAKE = "goes on until it has a batch in hand"
    LOSE = "does not reach the cluster"
    MISS = "does not hear the answer"
    BE_LATE = "has waited too long"
    ARRIVE = "is answered where it waits no more"
    DIE = "is killed"
    DIE_UNHEARD = "is killed before it hears the answer"
    START = "is started"
    STOP = "is told to stop"
    EXPEL = "is expelled"
    TELL = "is expelled, and its client hears of it"
    FREEZE = "is expelled at the moment of its commit"
    TIME_OUT = "has its open transaction aborted by the clock"
    BE_SLOW = "takes too long: its batch will be cut"
    OUTAGE = "the cluster goes away for a while"
    WRITE = "a record arrives"


HARMLESS = (Move.STEP, Move.RUN, Move.TAKE)
"""What the service does when nothing goes wrong."""

_WEIGHTS = {
    Move.STEP: 8,
    Move.RUN: 7,
    Move.TAKE: 18,
    Move.WRITE: 2,
    Move.LOSE: 2,
    Move.MISS: 5,
    Move.BE_LATE: 4,
    Move.ARRIVE: 3,
    Move.START: 1,
    Move.STOP: 1,
    Move.DIE: 1,
    Move.DIE_UNHEARD: 1,
    Move.EXPEL: 2,
    Move.TELL: 3,
    Move.FREEZE: 2,
    Move.TIME_OUT: 1,
    Move.BE_SLOW: 2,
    Move.OUTAGE: 1,
}
_MOVES = tuple(move for move, weight in _WEIGHTS.items() for _ in range(weight))
assert len(_MOVES) == 64

SCHEDULES = st.binary(min_size=LENGTH, max_size=LENGTH)


def read(byte: int) -> tuple[Move, int]:
    """Read a byte: what happens, and to whom."""
    return _MOVES[byte >> 2], byte & 3
