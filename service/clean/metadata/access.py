"""What a page says of its paywall -> free, not free, or nothing said."""

from __future__ import annotations

from typing import Any

from service.clean.metadata.document import Document
from service.clean.metadata.items import Item, text_of, values

_YES = frozenset({"true", "yes", "1", "free"})
_NO = frozenset({"false", "no", "0", "locked", "metered"})
_PROPERTY = "isAccessibleForFree"
_TIER = ("article:content_tier", "og:article:content_tier")


def is_free(items: list[Item], document: Document) -> bool | None:
    """Read ``isAccessibleForFree`` of the article, then of its parts, then OpenGraph's tier.

    Returns:
        Whether all of the article can be read without paying; a part that cannot makes it not
        free where the article itself says nothing. None where nothing is said.
    Source: schema.org; developers.google.com on paywalled content; Facebook, content tiers.
    """
    whole = [
        said
        for item in items
        for value in values(item.get(_PROPERTY))
        if (said := _truth(value)) is not None
    ]
    if whole:
        return whole[0]
    parts = [
        said
        for item in items
        for part in values(item.get("hasPart"))
        if isinstance(part, dict)
        for value in values(part.get(_PROPERTY))
        if (said := _truth(value)) is not None
    ]
    if parts:
        return all(parts)
    return _truth(document.meta(*_TIER))


def _truth(value: Any) -> bool | None:
    """Read true and false in any spelling, addresses of schema.org included."""
    if isinstance(value, bool):
        return value
    word = (text_of(value) or "").lower().rstrip("/").rpartition("/")[2]
    return True if word in _YES else False if word in _NO else None
