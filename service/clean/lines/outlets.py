"""Names of publishers and agencies in the places where a text says whose it is."""

from __future__ import annotations

import re
from functools import lru_cache

from service.clean.credit.names import is_supplier
from service.publishers import registry
from service.publishers.names import by_name

_MAX_CHARS = 60
_SAID = re.compile(
    r"(?:[Tt]heo|[Nn]guồn|[Ss]ource|[Vv]ia|[Qq]uelle|[Ff]uente|[Ff]onte|[Ff]rom)\s*:?\s+"
)
_AT_END = re.compile(
    r"(?<=[.!?…。！？\"”»])\s*(?P<whole>[(（\[](?P<name>[^()（）\[\]\n]{2,60})[)）\]])\.?$"
)


def is_outlet(name: str) -> bool:
    """Whether a publisher or agency goes by a name, written as it is."""
    return _is_outlet(name, registry().version)


@lru_cache(maxsize=4_000)
def _is_outlet(name: str, version: str) -> bool:
    """The version is there so that other rows give other answers."""
    del version
    return (
        1 < len(name) <= _MAX_CHARS
        and name[0].isalnum()
        and bool(by_name(name, with_case=True).publishers)
    )


def is_outlet_or_supplier(name: str) -> bool:
    """Whether a name is an organisation's that supplies texts or pictures."""
    return is_outlet(name) or is_supplier(name)


def split_outlet_at_end(text: str) -> tuple[str, str]:
    """Split off the outlet that the last paragraph names in brackets behind its last sentence.

    Returns:
        The paragraph and the bracket; the bracket is empty where it names no known outlet.
    """
    found = _AT_END.search(text[-2 * _MAX_CHARS :])
    if not found or not is_outlet(_SAID.sub("", found["name"], count=1).strip()):
        return text, ""
    place = len(text) - len(text[-2 * _MAX_CHARS :]) + found.start("whole")
    return text[:place].rstrip(), text[place:].strip()
