"""Who the article is: its id, and the exact fingerprint of its body."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from service.clean.url import url_key
from service.enrich.words import words_of


def content_fingerprint(words: Sequence[str]) -> str:
    """Fingerprint a body: SHA-256 over its letters and digits, case folded, in hex.

    Args:
        words: Of the body, as ``words_of`` gives them.
    """
    return hashlib.sha256("".join(words).encode()).hexdigest()


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
        name = f"text:{''.join(words_of(title or ''))}:{fingerprint}"
    return hashlib.sha256(name.encode()).hexdigest()[:32]
