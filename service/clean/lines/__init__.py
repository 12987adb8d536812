"""Lines of dirty text -> what each of them is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.clean.lines.context import Context
from service.clean.lines.dateline import split_dateline
from service.clean.lines.features import rows
from service.clean.lines.guess import guess
from service.clean.lines.label import Label
from service.clean.lines.looks import Looks
from service.clean.lines.rules import RULES
from service.clean.lines.title import find_title
from service.clean.metadata.site import NOBODY, Site
from service.clean.trees import Trees, trees

MODEL_RULE = "line_model"
MEANINGS = {rule.name: rule.meaning for rule in RULES} | {
    MODEL_RULE: "A line the learned model takes for no part of the article (training/lines).",
}
"""Every rule that cuts lines, for docs/reasons.md."""
_KEEPS, _KEEPS_PROSE = 0.3, 0.2
"""Belief from which a line stays. A paragraph lost is worse than one too many."""
_OF_TEASERS = frozenset((Label.DATELINE, Label.CAPTION, Label.CREDIT, Label.BYLINE))
_KEEPS_CLEAN = 0.05
"""Where no rule finds dirt, the model must be surer: clean text passes unharmed."""


@dataclass(frozen=True, slots=True)
class Models:
    """What was learned."""

    body: Trees
    title: Trees


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line and what it is."""

    line: Looks
    label: Label
    rule: str | None
    """What said so; None for what is kept."""


def label(
    lines: Sequence[Looks],
    title: str | None,
    models: Models | None = None,
    site: Site = NOBODY,
) -> tuple[str | None, list[Labelled]]:
    """Say what each line is.

    Args:
        lines: Those of one text that are not blank, in order.
        title: The headline if it is known; else it is looked for.
        models: ``None`` takes those of the package.
        site: Whose name may stand beside the headline.

    Returns:
        The headline, and every line with its label.
    """
    if not lines:
        return title, []
    models = models or Models(
        trees("service.clean.lines", "body"), trees("service.clean.lines", "title")
    )
    title = title or find_title(lines, models.title)
    key = Looks(site.headline(title)).key if title else ""
    titles = frozenset(p for p, line in enumerate(lines) if key and _says(line, key, site))
    context = Context(lines, models.body.probabilities(rows(lines)), titles, title)
    found = _by_rules(context)
    _by_belief(context, found)
    _among_teasers(context, found)
    return title, _in_order(context, found)


def _says(line: Looks, key: str, site: Site) -> bool:
    """Whether a line is the headline: "<title>", "VOV.VN - <title>", "<title> | The Evening Post"."""
    if line.key == key:
        return True
    if key in line.key and Looks(site.headline(line.text)).key == key:
        return True
    dateline = split_dateline(line.text) if line.key.endswith(key) else None
    return dateline is not None and Looks(line.text[len(dateline.text) :]).key == key


def _by_rules(context: Context) -> dict[int, tuple[Label, str]]:
    found: dict[int, tuple[Label, str]] = {}
    for rule in RULES:
        for place in rule.find(context):
            found.setdefault(place, (rule.label, rule.name))
    return found


def _by_belief(context: Context, found: dict[int, tuple[Label, str]]) -> None:
    """Add what the model cuts."""
    dirty = {rule.name for rule in RULES if rule.is_dirt}
    least = _KEEPS if any(rule in dirty for _, rule in found.values()) else _KEEPS_CLEAN
    for place, belief in enumerate(context.beliefs):
        enough = min(least, _KEEPS_PROSE) if context.lines[place].is_prose else least
        if place not in found and belief < enough:
            found[place] = (guess(context, place, found), MODEL_RULE)


def _among_teasers(context: Context, found: dict[int, tuple[Label, str]]) -> None:
    """Behind the article, dates and pictures between two teasers are theirs."""
    for place in range(context.last + 1, len(context.lines) - 1):
        what, rule = found.get(place, (Label.BODY, ""))
        beside = {found.get(p, (None, ""))[0] for p in (place - 1, place + 1)}
        if what in _OF_TEASERS and beside == {Label.TEASER}:
            found[place] = (Label.TEASER, rule)


def _in_order(context: Context, found: dict[int, tuple[Label, str]]) -> list[Labelled]:
    labelled: list[Labelled] = []
    kept = Label.LEAD
    for place, line in enumerate(context.lines):
        what, rule = found.get(place, (Label.BODY, ""))
        if what is Label.BODY:
            labelled.append(Labelled(line, kept, None))
            kept = Label.BODY
        else:
            labelled.append(Labelled(line, what, rule))
    return labelled
