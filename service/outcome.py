"""What became of one record: Enriched, Rejected or Skipped. Law 1: exactly one of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from schemas.dead_letter import Reason, Stage
    from service.transport import Message


@dataclass(frozen=True, slots=True)
class Failure:
    """An enricher that failed on an article: one fact lost, the article kept."""

    enricher: str
    error: str
    """Where in the code, without its message: for the log."""


class Standing(StrEnum):
    """Whether the registry has the publisher of an article."""

    KNOWN = "known"
    UNKNOWN = "unknown"
    """It has a domain or a name that no row has."""
    NONE = "none"
    """Nothing names one."""


@dataclass(frozen=True, slots=True)
class Enriched:
    """The record became an article."""

    kind: ClassVar[str] = "enriched"
    message: Message
    failures: tuple[Failure, ...] = ()
    source: Standing = Standing.NONE
    publisher: str = ""
    """Its domain, else its name; empty where nothing names one."""
    flags: tuple[str, ...] = ()
    """What the article lacks or is peculiar in; see ``service.enrich.quality.marks_of``."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The record goes to the dead-letter topic as it came."""

    kind: ClassVar[str] = "rejected"
    stage: Stage
    reason: Reason
    detail: str
    exception: str = ""
    traceback: str = ""
    """Only for faults of ours; for the log."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """The record has no value (a tombstone): there is nothing to publish."""

    kind: ClassVar[str] = "skipped"


Outcome = Enriched | Rejected | Skipped
KINDS = (Enriched.kind, Rejected.kind, Skipped.kind)
