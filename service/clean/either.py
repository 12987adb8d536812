"""Many words -> one expression that tries what they begin with only once."""

from __future__ import annotations

import re
from collections.abc import Iterable


def either(words: Iterable[str]) -> str:
    """Write an expression for any of these words, the longest that fits first.

    ``a|b|c`` is tried word by word at each place of a text: with hundreds of words this one is
    several times faster.

    Args:
        words: Plain text, not expressions.
    """
    ends: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        ends.setdefault(word[:1], []).append(word[1:])
    may_end = ends.pop("", None) is not None
    branches = "|".join(re.escape(first) + either(rest) for first, rest in ends.items())
    if not branches:
        return ""
    return f"(?:{branches})?" if may_end else f"(?:{branches})"
