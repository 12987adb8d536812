"""One rule: its name, what the lines are that it finds, and how it finds them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from service.clean.lines.context import Context
from service.clean.lines.label import Label

Find = Callable[[Context], Iterable[int]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Args:
        name: As in ``removed``.
        label: What the lines are that it finds.
        meaning: For docs/reasons.md.
        find: Gives the places of these lines.
        is_dirt: Whether such a line shows that the text is as scraped, so that the model may cut.
    """

    name: str
    label: Label
    meaning: str
    find: Find
    is_dirt: bool = True
