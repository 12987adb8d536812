"""An item of JSON-LD or microdata -> its values, whatever types the site gave them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, TypeAlias

from service.clean.metadata.words import plain

Item: TypeAlias = dict[str, Any]
"""A JSON object: names to anything."""

_MAX_VALUES = 200
_MAX_DEPTH = 4
_BEFORE_KIND = re.compile(r"^.*[/#:]")
_NAMES = ("name", "@value", "@id")
"""Where an object has the text that was expected in its place."""


def values(value: Any) -> list[Any]:
    """Return the values of a property: none, one, or those of a list."""
    if value is None:
        return []
    return (
        list(islice(_flat(value, _MAX_DEPTH), _MAX_VALUES)) if isinstance(value, list) else [value]
    )


def _flat(value: Any, depth: int) -> Iterator[Any]:
    if not isinstance(value, list):
        if value is not None:
            yield value
    elif depth:
        for one in value[:_MAX_VALUES]:
            yield from _flat(one, depth - 1)


def texts(item: Item, *names: str) -> Iterator[str]:
    """Return what the first of these properties says that says anything, as tidy lines."""
    for name in names:
        has_any = False
        for value in values(item.get(name)):
            if said := text_of(value):
                has_any = True
                yield said
        if has_any:
            return


def text(item: Item, *names: str) -> str | None:
    """Return the first text of the first of these properties that has one."""
    return next(texts(item, *names), None)


def text_of(value: Any) -> str | None:
    """Read a value as a line: a string, a number, or an object that has a name."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        named = (value.get(name) for name in _NAMES)
        return next((plain(name) for name in named if isinstance(name, str) and name), None)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if abs(value) < 10**15 else None  # a year, a Unix time in ms
    return None


def kinds(item: Item) -> frozenset[str]:
    """Return its types without the vocabulary's address."""
    said = values(item.get("@type"))
    return frozenset(name for kind in said if isinstance(kind, str) and (name := _short(kind)))


def _short(kind: str) -> str:
    return kind if kind.isalpha() else _BEFORE_KIND.sub("", kind[:300].strip().rstrip("/#"))


def address(item: Item, *names: str) -> str | None:
    """Return the address in the first of these properties that holds one."""
    for name in names:
        for value in values(item.get(name)):
            if isinstance(value, dict):
                value = value.get("@id") or value.get("url")  # noqa: PLW2901 - the same thing, said longer
            if isinstance(value, str) and value.strip():
                return value.strip()
    return None
