"""The AMP copy of a page -> the page: caches, path endings and parameters."""

from __future__ import annotations

import re

from service.clean.url.tracking import names_article

_VIEWER = re.compile(r"(?:www\.)?google\.(?:[a-z]{2,3}\.)?[a-z]{2,3}$")
_VIEWED = re.compile(r"/amp/(s/)?(?=[^/]+\.)(.+)$")
_CACHE = re.compile(r"(?:[a-z0-9-]+\.)?(?:cdn\.ampproject\.org|bing-amp\.com)$")
_CACHED = re.compile(r"/[cv]/(s/)?(?=[^/]+\.)(.+)$")
_ENDING = re.compile(r"^(/.+?)(?:/amp(/?)|\.amp(\.html?)?)$")
_INSIDE = re.compile(r"/amp(?=/)")
_FLAGS = frozenset({"amp", "_amp", "isamp", "is_amp"})
_VIEWS = frozenset({"output", "outputtype", "view", "mode", "format", "display", "type", "layout"})
_YES = frozenset({"", "1", "true", "yes", "amp"})


def cached_page(host: str, path: str) -> str | None:
    """Find the address an AMP cache or viewer stands before; None for any other page.

    Args:
        host: ``cdn.ampproject.org`` and its subdomains, ``google.*``, ``bing-amp.com``.
        path: ``/c/s/news.example/story``, where ``s`` says https.
    Source: amp.dev, "AMP cache URLs and the URL format".
    """
    if _CACHE.match(host):
        found = _CACHED.match(path)
    elif _VIEWER.match(host):
        found = _VIEWED.match(path)
    else:
        return None
    return f"{'https' if found[1] else 'http'}://{found[2]}" if found else None


def is_amp_parameter(name: str, value: str) -> bool:
    """Whether a parameter asks for the AMP form: ``amp=1``, ``output=amp``."""
    name, value = name.lower(), value.lower()
    return (name in _FLAGS and value in _YES) or (name in _VIEWS and value == "amp")


def without_ending(path: str) -> str:
    """Take ``/amp``, ``/amp/``, ``.amp`` or ``.amp.html`` from the end of an article's path.

    A path that names no article without it stays: "/dictionary/amp" is an entry.
    """
    while (found := _ENDING.match(path)) and names_article(found[1]):
        path = found[1] + (found[2] or found[3] or "")
    return path


def without_segments(path: str) -> str:
    """Take every segment ``amp`` from an article's path; lossy, so for comparing only."""
    return _INSIDE.sub("", path) if names_article(path) else path
