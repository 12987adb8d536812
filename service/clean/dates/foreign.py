"""An element near the headline -> whether it belongs to something other than the article."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

from selectolax.lexbor import LexborNode

from service.clean.dates.headline import short_text

_FOREIGN_TAGS = frozenset(("nav", "footer", "button", "select"))
_FOREIGN_NAMES = re.compile(
    r"(?:^|[^a-z])(?:related|recommend\w*|comments?|teasers?|popular|trending|ticker|"
    r"menu|navbar|nav|footer|breaking|most-?(?:read|viewed)|more-?(?:news|stories)|latest|"
    r"newsletter|copyright|weather|masthead|topbar|top-bar|current-?date|today)(?:$|[^a-z])"
)
_TEASER_CHARS = 400
"""A teaser with picture text and summary is not longer; a larger element is a part of the page."""
_HEADLINE_CHARS = 30
"""Links in a byline name people and sections, and are shorter."""
_LINKED_HEADINGS = ":is(h1, h2, h3, h4, h5) a, a :is(h1, h2, h3, h4, h5)"
_MAX_DEPTH = 60


def ancestors(node: LexborNode) -> frozenset[int]:
    """Give what holds a node."""
    found = []
    parent = node.parent
    while parent is not None:
        found.append(parent.mem_id)
        parent = parent.parent
    return frozenset(found)


def is_foreign(
    node: LexborNode,
    around_headline: AbstractSet[int],
    *,
    is_below: bool,
    is_lone: bool = False,
) -> bool:
    """Tell whether a stamp is a teaser's, a menu's, a comment's.

    Args:
        node: Where the stamp stands.
        around_headline: The elements that hold the headline.
        is_below: It follows the headline.
        is_lone: The page has no other; some keep the article's own in an ``aside``.
    """
    parent: LexborNode | None = node
    for _ in range(_MAX_DEPTH):
        if parent is None or parent.mem_id in around_headline:
            return False
        if parent.tag in _FOREIGN_TAGS or (parent.tag == "aside" and not is_lone):
            return True
        if parent.tag == "header" and not is_below:
            return True  # a header without the headline is the site's
        if _FOREIGN_NAMES.search(_names(parent)) or _is_teaser(parent):
            return True
        parent = parent.parent
    return True


def _names(node: LexborNode) -> str:
    attributes = node.attributes
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}".lower()


def _is_teaser(node: LexborNode) -> bool:
    """A link that holds more than a stamp, or a small element with a headline of its own."""
    text = short_text(node, _TEASER_CHARS) if node.tag != "-text" else None
    if not text:
        return False
    if node.tag == "a":
        return len(text) > _HEADLINE_CHARS
    if node.css_first(_LINKED_HEADINGS) is not None:
        return True
    return any(
        len(short_text(link, _TEASER_CHARS) or "") > _HEADLINE_CHARS for link in node.css("a")
    )
