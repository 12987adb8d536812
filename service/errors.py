"""Every error, classed by who must act.

    CopydeskError
    ├── RecordError       the record is at fault     -> dead letter with its reason
    │   ├── DecodeError   it cannot be read
    │   ├── CleanError    it holds no article
    │   └── EncodeError   what comes out cannot be written
    ├── TransportError    the world is at fault      -> nothing committed
    │   ├── Unavailable   the cluster is away        -> rewind, wait, try again; in the end exit 3
    │   ├── Fenced        another took our place     -> stop cleanly, exit 4
    │   ├── Expelled      the group went on without us -> the same; after an outage: join anew
    │   └── Refused       the cluster says no        -> stop, exit 3
    │       └── Forbidden a right is missing         -> stop, exit 2
    └── ConfigError       the operator must act      -> refuse to start, exit 2

A failing enricher raises what it likes: it costs its own fact, never the article.
Anything else is a fault of ours: at the record's border it becomes a dead letter
`internal_error` with its traceback in the log; elsewhere it ends the process.
"""

from __future__ import annotations

import traceback
from enum import IntEnum
from typing import ClassVar

from schemas.dead_letter import Reason, Stage

_MAX_CAUSES = 5


class ExitCode(IntEnum):
    """What the process tells its supervisor."""

    OK = 0
    FAILED = 1
    CONFIGURATION = 2
    UNAVAILABLE = 3
    FENCED = 4

    @property
    def meaning(self) -> str:
        """What it means and what to do, in one line."""
        return _MEANINGS[self]


_MEANINGS = {
    ExitCode.OK: "Stopped as asked; everything polled was committed.",
    ExitCode.FAILED: "A fault of Copydesk's own (a traceback is in the log), `process --strict` "
    "with rejected records, or a demo whose sums do not add up. Report it.",
    ExitCode.CONFIGURATION: "A setting, a topic, a certificate, a login or a right is wrong; the message "
    "names it and the cure. Nothing was lost. Restarting does not help.",
    ExitCode.UNAVAILABLE: "The cluster cannot be reached, was away for longer than "
    "COPYDESK_OUTAGE_LIMIT_S, or refused a batch. Nothing was lost: restart.",
    ExitCode.FENCED: "Another instance with the same COPYDESK_INSTANCE_ID took over, the group "
    "expelled this one, or a second `copydesk replay` began. Nothing was lost or doubled: restart, "
    "with an id of its own.",
}


class CopydeskError(Exception):
    """The root of all errors that are not bugs."""


class RecordError(CopydeskError):
    """The record is at fault.

    Args:
        reason: The code from the closed set.
        detail: What was found, in words; sizes and positions, no article text.
    """

    stage: ClassVar[Stage]

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason = reason
        self.detail = detail


class DecodeError(RecordError):
    """The record cannot be read."""

    stage = Stage.DECODE


class CleanError(RecordError):
    """The record holds no article."""

    stage = Stage.CLEAN


class EncodeError(RecordError):
    """What came out cannot be written."""

    stage = Stage.ENCODE


class TransportError(CopydeskError):
    """The world is at fault: nothing was committed."""

    exit_code: ClassVar[ExitCode] = ExitCode.UNAVAILABLE


class Unavailable(TransportError):  # noqa: N818  a state of the world, named as such
    """The cluster is away; trying again may help."""


class Fenced(TransportError):  # noqa: N818  Kafka's own word
    """Another instance took this one's place."""

    exit_code = ExitCode.FENCED


class Expelled(TransportError):  # noqa: N818  as above
    """The group gave our share away: we were silent for too long."""

    exit_code = ExitCode.FENCED


class Refused(TransportError):  # noqa: N818  as above
    """The cluster answers, and says no; trying again will not help."""


class Forbidden(Refused):
    """This user lacks a right: the operator must grant it, a restart does not help."""

    exit_code = ExitCode.CONFIGURATION


class ConfigError(CopydeskError):
    """The operator must act; the message names the setting and the cure."""


def path_of(error: BaseException) -> str:
    """Say where in the code an error came from, for the log: its message may hold article text."""
    causes: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(causes) < _MAX_CAUSES:
        causes.append("".join(traceback.format_tb(cause.__traceback__)) + type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    return "\n".join(causes)
