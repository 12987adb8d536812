"""What is known to be a credit -> the names in it."""

from __future__ import annotations

import re

from service.clean.credit.names import MAX_CHARS, is_supplied
from service.clean.credit.words import is_marked, word

_MAX_LABELS = 3
OPEN_OF = {")": "(", "]": "[", "）": "（", "】": "【"}
SIGN = re.compile(r"(?:©|\(c\)|&copy;)\s*", re.IGNORECASE)
_PHOTO_SLASH = re.compile(r"^photo ?/ ?(?=\S)", re.IGNORECASE)


def bare_credit(text: str) -> str | None:
    """Take the announcing word, signs and brackets off what is known to be a credit.

    Args:
        text: What a credit's own element holds: "(Photo: Jane Doe)".

    Returns:
        "Jane Doe"; None where nothing is left, or where it is too long for a credit.
    """
    rest = _unwrapped(text)
    for _ in range(_MAX_LABELS):
        found = word().match(rest)
        if not found or (not is_marked(found) and is_supplied(rest)):
            break  # "picture alliance" opens with such a word and is a name
        rest = _unwrapped(rest[found.end() :])
    return rest if rest and len(rest) <= 2 * MAX_CHARS else None


def _unwrapped(text: str) -> str:
    """Without brackets around it, signs before it and a full stop behind it."""
    bare = text.strip(" .。|·•–—-,;:：")
    if OPEN_OF.get(bare[-1:]) == bare[:1] != "":
        bare = bare[1:-1].strip()
    signed = SIGN.match(bare)
    bare = bare[signed.end() :] if signed else bare
    return _PHOTO_SLASH.sub("", bare, 1).strip(" .。/|·•,;:：")
