"""An `img` and what stands around it -> the address of the picture, if it is one to look at."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborNode

from service.clean.url import resolve

_LAZY = ("data-original", "data-lazy-src", "data-src", "data-lazy", "data-url", "data-hi-res-src")
_SETS = ("data-srcset", "data-lazy-srcset", "srcset")
_BETWEEN = re.compile(r",\s+|,(?=https?://|//)")
_SIZE_MARK = re.compile(r"(\d+(?:\.\d+)?)[wxh]$")
_MAX_SET_CHARS = 20_000
_MIN_PIXELS = 90
"""Smaller ones are icons, avatars and tracking pixels."""
_ORNAMENT = re.compile(
    r"(?:^|[^a-z])(?:logo|icon|icons|favicon|avatar|sprite|pixel|spacer|blank|placeholder|loader|"
    r"loading|spinner|badge|emoji|emoticon|1x1|transparent|gravatar|tracker|tracking|beacon|"
    r"captcha|qr-?code|adserver|doubleclick)(?:$|[^a-z])|\.svg(?:$|[?#])",
    re.IGNORECASE,
)
_SIZE = re.compile(r"[-_]?\d{2,4}x\d{2,4}(?=[-_.]|$)")
_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif|bmp|tiff?)$", re.IGNORECASE)


def picture_address(image: LexborNode, base: str | None) -> str | None:
    """Find where a picture really is, at its largest, lazily loaded or not.

    Args:
        image: An ``img``.
        base: The page's own address.

    Returns:
        An absolute address; None for icons, logos, avatars, tracking pixels and place holders.
    """
    if _is_small(image) or _ORNAMENT.search(image.attributes.get("class") or ""):
        return None
    for written in _written(image):
        if written and not written.startswith("data:") and not _ORNAMENT.search(written):
            address = resolve(written.strip(), base)
            if address:
                return address
    return None


def same_picture(address: str) -> str:
    """Reduce an address to what its other sizes share: file names lose size and query."""
    path, _, query = address.partition("?")
    path = path.partition("#")[0]
    return _SIZE.sub("", path) if _FILE.search(path) or not query else address


def _is_small(image: LexborNode) -> bool:
    sizes = (image.attributes.get(side) or "" for side in ("width", "height"))
    return any(
        size.removesuffix("px").isdecimal() and _pixels(size) < _MIN_PIXELS for size in sizes
    )


def _pixels(size: str) -> int:
    return int(size.removesuffix("px")[:6])


def _written(image: LexborNode) -> list[str]:
    """Every address written for a picture, the best first."""
    of = image.attributes
    picture = image.parent
    sources = picture.css("source") if picture is not None and picture.tag == "picture" else []
    sets = [node.attributes.get(name) or "" for node in (image, *sources) for name in _SETS]
    largest = max((_largest(s) for s in sets if s), default=(0.0, ""))[1]
    return [largest, *(of.get(name) or "" for name in _LAZY), of.get("src") or ""]


def _largest(srcset: str) -> tuple[float, str]:
    """Pick of "a.jpg 320w, b.jpg 640w" the largest.

    Source: HTML standard, parsing a srcset attribute (addresses may hold commas).
    """
    best = (0.0, "")
    for part in _BETWEEN.split(srcset[:_MAX_SET_CHARS]):
        address, *marks = part.split()[:2] or [""]
        size = _SIZE_MARK.match(marks[0].rstrip(",")) if marks else None
        best = max(best, (float(size[1]) if size else 1.0, address.strip(",")))
    return best if best[1] else (0.0, "")
