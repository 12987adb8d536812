"""A text -> its letters and digits only: what two writings of it have in common."""

from __future__ import annotations


def alphanumeric(text: str) -> str:
    """Take out everything but letters and digits, as Unicode has them; case stays."""
    words = text.split()  # most are of nothing else, and asked as a whole
    return "".join([w if w.isalnum() else "".join(filter(str.isalnum, w)) for w in words])
