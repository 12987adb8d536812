"""Phrases of pages that stand where an article should be -> whether a text says one of them."""

from __future__ import annotations

import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files


class Says(StrEnum):
    """What a phrase announces; the keys of wordings.toml."""

    ERROR = "error"
    BOT_CHECK = "bot_check"
    SCRIPT_NEEDED = "script_needed"
    CONSENT = "consent"
    PAYWALL = "paywall"


@cache
def phrases() -> dict[Says, tuple[str, ...]]:
    """Read all phrases, case folded."""
    listed = tomllib.loads((files("service.clean.page") / "wordings.toml").read_text("utf-8"))
    return {Says(what): tuple(p.casefold() for p in found) for what, found in listed.items()}


def says(what: Says, text: str) -> bool:
    """Whether a text holds such a phrase."""
    folded = text.casefold()
    return any(phrase in folded for phrase in phrases()[what])


def count(what: Says, text: str) -> int:
    """Count such phrases."""
    folded = text.casefold()
    return sum(map(folded.count, phrases()[what]))
