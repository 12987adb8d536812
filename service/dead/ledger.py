"""What of a partition of dead letters is handled: an offset, and a note of what lies beyond.

The group's committed offset says that everything below it is handled. Replays with filters also
handle letters beyond it; Kafka keeps a short text beside an offset, and they are noted there.

Source: the same is done by Confluent's parallel consumer for records done out of order.
"""

from __future__ import annotations

import base64
import zlib
from bisect import bisect_right
from typing import NamedTuple

from service.errors import ConfigError

MAX_NOTE_BYTES = 4_000
"""Brokers take 4,096 (offset.metadata.max.bytes). Holds 16,000 letters of which each second one,
by chance, was handled; a million where it was one in a thousand."""
_VERSION = "copydesk-1"


class Mark(NamedTuple):
    """A group's committed offset in one partition, and the text beside it."""

    offset: int
    note: str = ""


class Ledger:
    """One partition's account; letters are settled in order of their offsets.

    Args:
        mark: As the group has it.

    Raises:
        ConfigError: The note was written by something else.
    """

    def __init__(self, mark: Mark) -> None:
        self.start = mark.offset
        """Where there may be letters to handle; none is below."""
        self._before = _read(mark)
        self._settled: list[range] = []
        """Handled as far as we have come."""
        self._seen = mark.offset
        """Letters below were settled; between this and the next there is none."""

    def has(self, offset: int) -> bool:
        """Whether a letter was handled before."""
        place = bisect_right(self._before, offset, key=lambda done: done.start)
        return offset < self.start or (place > 0 and offset in self._before[place - 1])

    def settle(self, offset: int, *, handled: bool) -> None:
        """Take down what became of the next letter."""
        if handled:
            start = self._settled.pop().start if self._goes_on() else self._seen
            self._settled.append(range(start, offset + 1))
        self._seen = offset + 1

    def settle_until(self, end: int) -> None:
        """Take down that no letter is left below ``end``; behind one left out it says nothing new."""
        if end > self._seen and (self._goes_on() or self._seen == self.start):
            self.settle(end - 1, handled=True)

    def _goes_on(self) -> bool:
        """Whether the last letter was handled too."""
        return bool(self._settled) and self._settled[-1].stop == self._seen

    def mark(self) -> Mark:
        """Write it for the group.

        Raises:
            ConfigError: Handled and left-out letters alternate too often for a note.
        """
        position, lengths, at = self.start, [], self.start
        for done in self._all():
            if done.start <= position:
                position = at = done.stop
            else:
                lengths += [done.start - at, len(done)]
                at = done.stop
        note = f"{_VERSION}:{_packed(lengths)}" if lengths else ""
        if len(note) > MAX_NOTE_BYTES:
            raise ConfigError(
                f"what was handled and what was left out alternates too often from offset "
                f"{position} to {at}. What was sent so far is on record. Replay the oldest of "
                f"those left out, or give them up: copydesk replay --dismiss --go --until <time>"
            )
        return Mark(position, note)

    def _all(self) -> list[range]:
        """What is handled: as we settled it, and beyond that as it was before."""
        beyond = [range(max(d.start, self._seen), d.stop) for d in self._before]
        beyond = [done for done in beyond if done]
        if beyond and self._settled and self._settled[-1].stop == beyond[0].start:
            beyond[0] = range(self._settled[-1].start, beyond[0].stop)
            return [*self._settled[:-1], *beyond]
        return [*self._settled, *beyond]


def _packed(lengths: list[int]) -> str:
    return base64.b85encode(zlib.compress(",".join(map(str, lengths)).encode(), 9)).decode()


def _unpacked(packed: str) -> list[int]:
    text = zlib.decompress(base64.b85decode(packed)).decode()
    return [int(length) for length in text.split(",")]


def _read(mark: Mark) -> list[range]:
    """Read a note: lengths of what is open and what is done, in turn, from the offset on."""
    if not mark.note:
        return []
    version, _, packed = mark.note.partition(":")
    try:
        lengths = _unpacked(packed) if version == _VERSION else None
    except (ValueError, zlib.error):
        lengths = None
    if lengths is None:
        raise ConfigError(
            "the note beside the replay group's offset was not written by this version of "
            f"Copydesk: {mark.note[:40]!r}"
        )
    done, at = [], mark.offset
    for gap, length in zip(lengths[::2], lengths[1::2], strict=False):
        done.append(range(at + gap, at + gap + length))
        at = done[-1].stop
    return done
