"""Lines of extracted text -> title, paragraphs and what was cut.

Simple on purpose: it cuts what cannot be wrong (the title said again, a line said again).
Captions, datelines and teasers stay for now.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from schemas.enriched_article import Removed

_TITLE_MAX_CHARS = 300
_SENTENCE_ENDS = (".", "。", "।", "።", ";", ":", "…")
_REPEAT_MIN_CHARS = 25
"""A short line may come twice on purpose (a refrain, "Yes."); a long one does not."""

REPEATED_TITLE, REPEATED_LINE = "repeated_title", "repeated_line"
RULES = {
    REPEATED_TITLE: "A line equal to the title.",
    REPEATED_LINE: f"A line of {_REPEAT_MIN_CHARS} characters or more that stood before.",
}


@dataclass(frozen=True, slots=True)
class CleanText:
    """What the lines turned out to be."""

    title: str | None
    paragraphs: tuple[str, ...]
    removed: tuple[Removed, ...]


def clean_lines(text: str, title: str | None) -> CleanText:
    """Sort the lines of a text.

    Args:
        text: Tidy text; each line that is not blank is one block.
        title: The headline if it is known; else a first line that looks like one is taken.

    Returns:
        The title, the paragraphs in order and what was cut with its rule. Cleaning the cleaned
        paragraphs under the same title changes nothing.
    """
    lines = [line for line in text.split("\n") if line]
    if title is None and _looks_like_a_title(lines):
        title = lines.pop(0)
    kept: list[str] = []
    removed: list[Removed] = []
    seen: set[str] = set()
    for line in lines:
        rule = _rule_against(line, title, seen)
        seen.add(line)
        if rule:
            removed.append(Removed(rule=rule, text=line))
        else:
            kept.append(line)
    return CleanText(title, tuple(kept), tuple(removed))


def _looks_like_a_title(lines: Sequence[str]) -> bool:
    """A first line with more behind it, not too long, that does not end like a sentence."""
    return (
        len(lines) > 1 and len(lines[0]) <= _TITLE_MAX_CHARS and lines[0][-1] not in _SENTENCE_ENDS
    )


def _rule_against(line: str, title: str | None, seen: set[str]) -> str | None:
    if title is not None and line.casefold() == title.casefold():
        return REPEATED_TITLE
    if line in seen and len(line) >= _REPEAT_MIN_CHARS:
        return REPEATED_LINE
    return None
