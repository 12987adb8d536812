"""Where sentences end, in all scripts."""

from __future__ import annotations

import re

CLOSING = "\"'”’»›)]）」』】*_ "
"""What may stand behind the mark."""
_END = (".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔", "።", "։", "။", "។")
_INNER_END = re.compile(r"[.!?。！？।؟][\"”’»)」』]*(?:\s+\S|(?<=[。！？」』]).)")


def ends_sentence(text: str) -> bool:
    """Whether it ends like a sentence, quotes and brackets behind the mark left aside."""
    return text.rstrip(CLOSING).endswith(_END)


def inner_ends(text: str) -> int:
    """How many sentences end within it."""
    return len(_INNER_END.findall(text))
