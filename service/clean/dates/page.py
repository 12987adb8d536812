"""A page -> what readers see of its dates, published and modified."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser, LexborNode

from service.clean.dates.foreign import ancestors, is_foreign
from service.clean.dates.headline import headline
from service.clean.dates.labels import Label, label_of
from service.clean.dates.names import fold
from service.clean.dates.nearby import lines_around
from service.clean.dates.said import Said
from service.clean.dates.stamp import MAX_LABEL, Stamp, moment_stamp, stamps_in

_MAX_LONE = 6
_MANY = 4
"""So many days around one headline are a list, not a stamp."""


def visible_dates(tree: LexborHTMLParser) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    """Read the dates that stand by the headline, in ``time`` elements or as text.

    Args:
        tree: The page.

    Returns:
        When it was published and when modified, each the likeliest first: labelled before not,
        below the headline before above it. Never of a teaser, a list, a menu or a comment.
    """
    found = headline(tree)
    if found is None:
        return (), ()
    language = _language(tree)
    holders = ancestors(found)
    stamps: list[Stamp] = []
    label: Label | None = None
    for line in lines_around(found):
        near = list(stamps_in(line, language, label))
        if near and not is_foreign(line.node, holders, is_below=line.is_below):
            stamps.extend(near)
        label = label_of(fold(line.text)) if len(line.text) <= MAX_LABEL else None
    return _sorted(stamps or list(_lone(tree, holders)))


def _lone(tree: LexborHTMLParser, holders: AbstractSet[int]) -> Iterator[Stamp]:
    """Where nothing stands by the headline: the day of all ``time`` elements, if it is one day."""
    nodes = tree.css("time[datetime]")
    if len(nodes) > _MAX_LONE:
        return
    stamps = [stamp for node in nodes if (stamp := moment_stamp(node, None, _text_before(node)))]
    own = [node for node in nodes if not is_foreign(node, holders, is_below=False, is_lone=True)]
    if len({stamp.day for stamp in stamps}) == 1 and len(own) == len(nodes):
        yield from stamps


def _text_before(node: LexborNode) -> str:
    return (node.prev.text_content or "")[-MAX_LABEL:] if node.prev is not None else ""


def _sorted(stamps: Sequence[Stamp]) -> tuple[tuple[Said, ...], tuple[Said, ...]]:
    unlabelled = {stamp.day for stamp in stamps if stamp.label is None}
    kept = [s for s in stamps if s.label is not None or len(unlabelled) < _MANY]
    kept.sort(key=lambda stamp: (stamp.label is None, not stamp.is_below))
    if all(stamp.label is Label.UPDATED and stamp.is_named for stamp in kept):
        kept = [replace(stamp, label=None) for stamp in kept]
    published = (stamp.said for stamp in kept if stamp.label is not Label.UPDATED)
    modified = (stamp.said for stamp in kept if stamp.label is Label.UPDATED)
    return tuple(dict.fromkeys(published)), tuple(dict.fromkeys(modified))


def _language(tree: LexborHTMLParser) -> str | None:
    root = tree.css_first("html")
    return root.attributes.get("lang") if root is not None else None
