"""Plain data -> YAML, block style: enough for a document of ours, without a library."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

_PLAIN_KEY = re.compile(
    r"(?!(?:true|false|yes|no|on|off|null|y|n)$)[A-Za-z_$][\w.$-]*", re.IGNORECASE
)
"""A word that is no boolean to some reader of YAML 1.1."""


def to_yaml(data: Mapping[str, Any]) -> str:
    """Write a mapping.

    Args:
        data: Mappings, lists, strings, numbers, booleans and None.
    Returns:
        YAML 1.2; strings in double quotes, whose escapes are JSON's.
    """
    return "\n".join(_mapping(data, "")) + "\n"


def _mapping(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        name = key if _PLAIN_KEY.fullmatch(key) else json.dumps(key)
        yield from _entry(f"{indent}{name}:", value, indent)


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and value:
        yield head
        yield from _mapping(value, indent + "  ")
    elif isinstance(value, list) and value:
        yield head
        for item in value:
            yield from _entry(f"{indent}  -", item, indent + "  ")
    else:
        yield f"{head} {json.dumps(value, ensure_ascii=False)}"
