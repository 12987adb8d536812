"""Which dead letters are meant: by reason, stage, origin and the time of their rejection."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from schemas.dead_letter import DeadLetter, Reason, Stage
from service.dead.letter import Letter

_AGO = re.compile(r"(\d{1,6})([mhd])")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}
_PLACE = re.compile(r"(\d{1,9}):(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Filters:
    """All that are set must hold; an empty or absent one lets everything pass."""

    reasons: Collection[Reason] = ()
    stages: Collection[Stage] = ()
    topics: Collection[str] = ()
    """Origin topics."""
    partition: int | None = None
    """Of the origin, as the offset."""
    offset: int | None = None
    since: datetime | None = None
    """First time of rejection that passes."""
    until: datetime | None = None
    """First that does not."""

    def passes(self, letter: Letter) -> bool:
        """Whether a letter is meant; one that tells nothing passes filters of time only."""
        return self._in_time(letter) and self._in_words(letter.told)

    def _in_time(self, letter: Letter) -> bool:
        at_ms = letter.record.timestamp_ms
        return (self.since is None or at_ms >= _ms(self.since)) and (
            self.until is None or at_ms < _ms(self.until)
        )

    def _in_words(self, told: DeadLetter | None) -> bool:
        if told is None:
            return not (self.reasons or self.stages or self.topics) and (
                self.partition is None and self.offset is None
            )
        return (
            (not self.reasons or told.reason in self.reasons)
            and (not self.stages or told.stage in self.stages)
            and (not self.topics or told.topic in self.topics)
            and self.partition in (None, told.partition)
            and self.offset in (None, told.offset)
        )


def _ms(at: datetime) -> int:
    return (at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def parse_time(text: str, now: datetime) -> datetime:
    """Read a time as an operator types it.

    Args:
        text: ISO 8601 (UTC where it names no zone), or how long ago: ``30m``, ``2h``, ``7d``.
        now: Aware.

    Raises:
        ValueError: It is neither, or no time of the calendar.
    """
    try:
        if ago := _AGO.fullmatch(text):
            return now - timedelta(**{_UNITS[ago[2]]: int(ago[1])})
        at = datetime.fromisoformat(text)
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{text}: give 2026-03-05T14:05Z, 2026-03-05, 30m, 2h or 7d") from error


def parse_place(text: str) -> tuple[int, int]:
    """Read ``partition:offset``.

    Raises:
        ValueError: It is not.
    """
    place = _PLACE.fullmatch(text)
    if not place:
        raise ValueError(f"{text}: give partition:offset of the dead-letter topic, such as 0:17")
    return int(place[1]), int(place[2])
