"""The rejects of a window -> what they have in common, in words for who must look."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from service.domain import host_of, registrable
from service.outcome import Rejected
from service.transport import Record

_URL = re.compile(rb'"(?:url|link)"\s*:\s*"((?:[^"\\]|\\/){1,2048})"')
"""The first address in a JSON text, which may be cut or broken elsewhere."""
_OBJECT = re.compile(rb"\s*\{")


@dataclass(frozen=True, slots=True)
class Symptom:
    """What a rejected record is remembered by; none of its text."""

    reason: str
    stage: str
    partition: str
    """``topic/number``."""
    domain: str
    """Registered domain of its address; empty where none is known."""
    place: str
    """``topic/number@offset``."""
    detail: str
    traceback: str


@dataclass(frozen=True, slots=True)
class Flood:
    """Too many rejects."""

    records: int
    """In the window."""
    symptoms: Sequence[Symptom]
    """One for each reject in it, oldest first; at least one."""

    def __str__(self) -> str:
        return (
            f"the breaker is open: {len(self.symptoms)} of the last {self.records} records were "
            f"rejected, most often {self.example.reason} at {self.example.stage}; "
            "look, then restart or send SIGUSR1"
        )

    @property
    def example(self) -> Symptom:
        """The latest reject of the commonest reason."""
        reason, _ = Counter(s.reason for s in self.symptoms).most_common(1)[0]
        return next(s for s in reversed(self.symptoms) if s.reason == reason)

    def common(self) -> dict[str, str]:
        """Say of each trait which value is commonest, and how common.

        Returns:
            By trait, like ``invalid_json (97 %)``; a domain only where one is known.
        """
        traits = ("reason", "stage", "partition", "domain")
        found = {}
        for trait in traits:
            values = Counter(str(getattr(symptom, trait)) for symptom in self.symptoms)
            value, count = values.most_common(1)[0]
            if value:
                found[trait] = f"{value} ({count / len(self.symptoms):.0%})"
        return found


def symptom_of(record: Record, rejected: Rejected) -> Symptom:
    """Keep of a reject what may tell it from the good ones."""
    return Symptom(
        reason=rejected.reason,
        stage=rejected.stage,
        partition=f"{record.topic}/{record.partition}",
        domain=_domain(record),
        place=record.place,
        detail=rejected.detail,
        traceback=rejected.traceback,
    )


def _domain(record: Record) -> str:
    host = host_of(_address(record))
    return (registrable(host) or host) if host else ""


def _address(record: Record) -> str | None:
    """The record's own, by its header or by its JSON, which need not be whole."""
    for name, value in record.headers:
        if name.lower() == "url" and value:
            return value.decode("utf-8", "replace")
    value = record.value or b""
    found = _URL.search(value) if _OBJECT.match(value) else None
    return found[1].replace(b"\\/", b"/").decode("utf-8", "replace") if found else None
