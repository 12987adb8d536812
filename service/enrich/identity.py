"""Who the article is: its id, and the exact fingerprint of its body."""

from __future__ import annotations

import hashlib
import re

from service.clean.url import url_key

_WORD = re.compile(r"[^\W_]+")


def content_fingerprint(body: str) -> str:
    """Fingerprint a body: SHA-256 over its letters and digits, case folded, in hex."""
    return hashlib.sha256(_letters(body).encode()).hexdigest()


def identify(canonical_url: str | None, title: str | None, fingerprint: str) -> str:
    """Name an article: by its URL without what only spells it, or else by its title and body.

    Args:
        canonical_url: Without tracking parameters.
        title: The headline.
        fingerprint: Of the body.

    Returns:
        32 hex digits (half of a SHA-256: no two of 10^15 articles share it by chance).
    """
    if canonical_url:
        name = f"url:{url_key(canonical_url)}"
    else:
        name = f"text:{_letters(title or '')}:{fingerprint}"
    return hashlib.sha256(name.encode()).hexdigest()[:32]


def _letters(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))
