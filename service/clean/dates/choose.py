"""All that was said about a date -> the one to believe, and how far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta, tzinfo
from itertools import groupby

from schemas.enriched_article import Date
from service.clean.dates.reading import Reading, Zone
from service.clean.dates.said import Place, Said
from service.clean.dates.single import read

FLAGS = {
    "date_unreadable": "The scraper's date was in no known form, or no day of the calendar.",
    "date_in_future_refused": "A date more than 24 h after the fetch was not believed.",
    "date_too_old_refused": "A date before 1990 that no JSON-LD gave was not believed.",
}

_TRUST = {
    Place.JSON_LD: 0.95,  # made for machines to read, by the system that holds the article
    Place.META: 0.9,  # the same, though some templates fill in the day of the build
    Place.MICRODATA: 0.9,
    Place.TIME: 0.85,  # for readers; may belong to a teaser that looks like a headline
    Place.URL: 0.8,  # the day it was filed under; revisions keep it
    Place.TEXT: 0.75,  # for readers, and read by pattern
    Place.SCRAPER: 0.8,  # of unknown origin; most often one of the above
}
"""How sure a place makes one; the order is the order of trust."""
_AGREED = 0.03
_CONTRADICTED = 0.8
_PUBLISHER_ZONE = 0.05
_NO_ZONE = 0.7
"""The contract's bound for what says no zone."""
_SWAPPABLE = 0.4
_MOST = 0.99
_AFTER_FETCH = timedelta(hours=24)  # clocks and zones are wrong by less
_FIRST_SITES = datetime(1990, 1, 1, tzinfo=UTC)
_FROM, _TO = timedelta(hours=-14), timedelta(hours=36)
"""When it is some day somewhere on Earth, from its midnight in UTC: UTC+14 to UTC-12."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """The date, and what was found odd on the way."""

    date: Date | None
    flags: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Candidate:
    place: Place
    reading: Reading


def choose(
    said: Sequence[Said],
    *,
    fetched_at: datetime | None,
    language: str | None,
    zone: tzinfo | None,
) -> Chosen:
    """Choose between the dates said in several places.

    The most trusted place wins. Where it knows only the day, a finer date of that day from another
    place takes its stead. Places that agree make it surer, one that contradicts less sure.

    Args:
        said: Of one fact (published, or modified); of one place the best first.
        fetched_at: When the page was fetched; without it, only after 2199 is future.
        language: A tag, best with its country.
        zone: The publisher's.

    Returns:
        The date with the place it is from; None where nothing readable or possible was said.
    """
    candidates: list[_Candidate] = []
    flags: set[str] = set()
    for one in said:
        found = _possible(read(one, language=language, zone=zone), fetched_at)
        flag = _refusal(one.place, found, fetched_at)
        if flag:
            flags.add(flag)
        elif found:
            candidates.append(_Candidate(one.place, found))
    order = list(_TRUST)
    candidates.sort(key=lambda candidate: order.index(candidate.place))
    return Chosen(_date(candidates) if candidates else None, frozenset(flags))


def consistent(published: Date | None, modified: Date | None) -> Date | None:
    """Give the modified date back; None where it is over a day before the published one."""
    if published and modified and modified.value < published.value - timedelta(days=1):
        return None
    return modified


def _possible(found: Reading | None, fetched_at: datetime | None) -> Reading | None:
    """Where day and month may be swapped and one way is future, it is the other."""
    if found is None or found.other_day is None or fetched_at is None:
        return found
    swapped = _moved(found)
    possible = [one for one in (found, swapped) if one.value <= fetched_at + _AFTER_FETCH]
    return replace(possible[0], other_day=None) if len(possible) == 1 else found


def _refusal(place: Place, found: Reading | None, fetched_at: datetime | None) -> str | None:
    if found is None:
        return "date_unreadable" if place is Place.SCRAPER else None
    if fetched_at and found.value > fetched_at + _AFTER_FETCH:
        return "date_in_future_refused"
    if found.value < _FIRST_SITES and place is not Place.JSON_LD:
        return "date_too_old_refused"
    return None


def _date(candidates: Sequence[_Candidate]) -> Date:
    """Choose; the candidates stand in the order of trust, of one place the best first."""
    firsts = [next(group) for _, group in groupby(candidates, key=lambda one: one.place)]
    best = _settled(firsts[0], firsts[1:])
    others = firsts[1:]
    agreeing = sum(_agree(best.reading, one.reading) for one in others)
    same_day = (one for one in candidates[1:] if _same_day(best.reading, one.reading))
    finest = next((one for one in (best, *same_day) if _is_fine(one.reading)), best)
    return Date(
        value=finest.reading.value,
        precision=finest.reading.precision,
        provenance=finest.place.value,
        confidence=_confidence(best, finest, agreeing, len(others)),
    )


def _settled(best: _Candidate, others: Sequence[_Candidate]) -> _Candidate:
    """Where day and month may be swapped, another place tells."""
    reading = best.reading
    if reading.other_day is None:
        return best
    swapped = _moved(reading)
    clear = [one.reading for one in others if one.reading.other_day is None]
    if any(_same_day(reading, one) for one in clear):
        return replace(best, reading=replace(reading, other_day=None))
    if any(_same_day(swapped, one) for one in clear):
        return replace(best, reading=swapped)
    return best


def _moved(reading: Reading) -> Reading:
    """The same reading on its other day."""
    other = reading.other_day or reading.day
    value = reading.value + (other - reading.day)
    return replace(reading, value=value, day=other, other_day=None)


def _agree(one: Reading, other: Reading) -> bool:
    return _same_day(one, other) or (other.other_day is not None and _same_day(one, _moved(other)))


def _same_day(one: Reading, other: Reading) -> bool:
    """Whether both may be the same moment, or moments of one day somewhere."""
    if one.precision == "day" and other.precision == "day":
        return one.day == other.day
    if "day" not in {one.precision, other.precision}:
        return abs(one.value - other.value) <= timedelta(hours=24)
    day, moment = (one, other) if one.precision == "day" else (other, one)
    if moment.zone is Zone.UNKNOWN:
        return moment.day == day.day
    return _FROM <= moment.value - day.value <= _TO


def _is_fine(reading: Reading) -> bool:
    """Midnight to the second is most often a day that a program wrote as a moment."""
    return reading.precision != "day" and not (
        reading.precision == "second" and reading.value.time() == time(0, 0)
    )


def _confidence(best: _Candidate, finest: _Candidate, agreeing: int, others: int) -> float:
    confidence = _TRUST[best.place] + _AGREED * min(agreeing, 2)
    if agreeing < others:
        confidence *= _CONTRADICTED
    reading = finest.reading
    if reading.zone is Zone.PUBLISHER:
        confidence -= _PUBLISHER_ZONE
    if reading.zone is Zone.UNKNOWN:
        confidence = min(confidence, _NO_ZONE)
    if best.reading.other_day is not None:
        confidence = min(confidence, _SWAPPABLE)
    return round(min(confidence, _MOST), 3)
