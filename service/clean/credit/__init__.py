"""A caption -> what it says, and who made or supplied the picture."""

from __future__ import annotations

from service.clean.credit.bare import bare_credit
from service.clean.credit.forms import announced, in_brackets, named, signed, supplied, without_tail

__all__ = ["bare_credit", "split_credit"]

_TAIL_CHARS = 160
"""A credit stands at the end; farther ahead nothing is looked for."""
_FORMS = (in_brackets, announced, signed, supplied, named)


def split_credit(text: str) -> tuple[str, str | None]:
    """Split the credit off a caption.

    Args:
        text: One line, tidy.

    Returns:
        What the picture shows, and the credit without its announcing word, or None. The text is
        empty where the line is nothing but a credit, and untouched where it holds none.
    """
    start = max(0, len(text) - _TAIL_CHARS)
    for find in _FORMS:
        place, credit = find(text, start)
        if credit:
            return without_tail(text[:place]), credit
    return text, None
