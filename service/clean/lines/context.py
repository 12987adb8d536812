"""The lines of a text, and what is known of them before any rule is asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from propcache import cached_property

from service.clean.lines.dateline import Dateline
from service.clean.lines.looks import Looks
from service.clean.phrases import Kind

LIKELY, SURE, QUITE_SURE = 0.3, 0.5, 0.8
"""Beliefs; from SURE on a line is left alone by rules that rest on a phrase alone."""
SHORT_WORDS = 8
"""A line that says one thing about a text is no longer."""


@dataclass(frozen=True)
class Context:
    """What the rules see.

    Args:
        lines: Those that are not blank, in order.
        beliefs: How likely each belongs to the body, 0 to 1.
        titles: Places of the headline and of its repetitions.
        title: The headline.
    """

    lines: Sequence[Looks]
    beliefs: Sequence[float]
    titles: frozenset[int]
    title: str | None

    @cached_property
    def title_key(self) -> str:
        """The headline, letters and digits only."""
        return Looks(self.title).key if self.title else ""

    @cached_property
    def lead(self) -> int:
        """The first line of running text; the number of lines where there is none."""
        return next(
            (p for p, line in enumerate(self.lines) if line.is_prose and p not in self.titles),
            len(self.lines),
        )

    @cached_property
    def last(self) -> int:
        """The last line that surely belongs to the body; -1 without one."""
        return next(
            (
                p
                for p in range(len(self.lines) - 1, -1, -1)
                if self.lines[p].is_prose and self.beliefs[p] >= SURE
            ),
            -1,
        )

    @cached_property
    def datelines(self) -> list[Dateline | None]:
        """The dateline glued to each line."""
        return [line.dateline for line in self.lines]

    @cached_property
    def openings(self) -> Mapping[Kind, Sequence[tuple[int, Looks]]]:
        """By kind of phrase the lines that open with one, and their places."""
        found: dict[Kind, list[tuple[int, Looks]]] = {kind: [] for kind in Kind}
        for place, line in enumerate(self.lines):
            for kind in line.openings:
                found[kind].append((place, line))
        return found

    @cached_property
    def times(self) -> Counter[str]:
        """How often each line is said."""
        return Counter(line.key for line in self.lines if line.key)

    def is_sure(self, place: int) -> bool:
        """Whether a line exists, is running text, and the model takes it for the article's."""
        return (
            0 <= place < len(self.lines)
            and self.lines[place].is_prose
            and self.beliefs[place] >= SURE
        )

    def is_headline(self, place: int) -> bool:
        """Whether a line has the shape of a headline: some words, and no sentence's end."""
        line = self.lines[place]
        return (
            not line.is_prose
            and line.words >= 4  # noqa: PLR2004  shorter ones are headings of sections
            and not line.text.rstrip().endswith((".", "。", "।", ":", "："))
        )
