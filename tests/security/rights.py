"""The least rights of each command; docs/security.md has them as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from service.settings import Settings
from tests.security.doors import Right

Needed = Callable[[Settings], Sequence[Right]]


def _at_least_once(s: Settings) -> Sequence[Right]:
    return (*_check(s), Right("GROUP", s.group_id, "READ"))


def _exactly_once(s: Settings) -> Sequence[Right]:
    transactional = f"{s.group_id}-{s.instance_id}"
    return (*_at_least_once(s), Right("TRANSACTIONAL_ID", transactional, "WRITE"))


def _check(s: Settings) -> Sequence[Right]:
    return (
        Right("TOPIC", s.input_topic, "READ"),
        Right("TOPIC", s.output_topic, "WRITE"),
        Right("TOPIC", s.dead_letter_topic, "WRITE"),
    )


def _dead(s: Settings) -> Sequence[Right]:
    return (
        Right("TOPIC", s.dead_letter_topic, "READ"),
        Right("GROUP", f"{s.group_id}-replay", "DESCRIBE"),
    )


def _replay(s: Settings) -> Sequence[Right]:
    return (
        Right("TOPIC", s.dead_letter_topic, "READ"),
        Right("TOPIC", s.input_topic, "WRITE"),
        Right("GROUP", f"{s.group_id}-replay", "READ"),
        Right("TRANSACTIONAL_ID", f"{s.group_id}-replay-one", "WRITE"),
    )


NEEDED: Mapping[str, Needed] = {
    "run, exactly_once": _exactly_once,
    "run, at_least_once": _at_least_once,
    "check": _check,
    "dead list, show, export; replay": _dead,
    "replay --go": _replay,
}
