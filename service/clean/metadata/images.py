"""The pictures a page names -> ``Image``s with absolute addresses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from schemas.enriched_article import Image
from service.clean.metadata.document import Document
from service.clean.metadata.items import Item, address, text, values
from service.clean.metadata.json_ld import Graph
from service.clean.metadata.words import plain
from service.clean.url import resolve

_MAX_IMAGES = 20
_PROPERTIES = ("image", "thumbnailUrl", "primaryImageOfPage")
_METAS = ("og:image", "og:image:url", "og:image:secure_url", "twitter:image", "twitter:image:src")


def read_images(
    items: Iterable[Item], graph: Graph, document: Document, base: str | None
) -> tuple[Image, ...]:
    """Collect the article's pictures.

    Args:
        items: The article's items, the most trusted first.
        graph: For references.
        document: For OpenGraph and Twitter cards.
        base: What addresses are relative to.

    Returns:
        Those of the first item that has any, then OpenGraph's; each address once. A list of bare
        addresses is one picture in several shapes, and so are entries with the same caption:
        the first stands for all.
    """
    found: dict[str, Image] = {}
    for image in (*_pictures(items, graph, base), *_cards(document, base)):
        known = found.get(image.url)
        if known is None:
            found[image.url] = image
        elif image.alt and not known.alt:
            found[image.url] = known.model_copy(update={"alt": image.alt})
    return tuple(found.values())[:_MAX_IMAGES]


def _pictures(items: Iterable[Item], graph: Graph, base: str | None) -> list[Image]:
    for item in items:
        for name in _PROPERTIES:
            seen: dict[tuple[str | None, str | None], Image] = {}
            for value in values(item.get(name)):
                image = _image(value, graph, base)
                if image:
                    seen.setdefault((image.caption, image.credit), image)
            if seen:
                return list(seen.values())
    return []


def _image(value: Any, graph: Graph, base: str | None) -> Image | None:
    if isinstance(value, str):
        url = resolve(value, base)
        return Image(url=url) if url else None
    if not isinstance(value, dict):
        return None
    item = graph.resolved(value)
    url = resolve(address(item, "contentUrl", "url", "src", "@id"), base)
    if not url:
        return None
    credit = text(item, "creditText", "copyrightNotice", "creator", "author", "copyrightHolder")
    return Image(url=url, caption=text(item, "caption", "description"), credit=credit)


def _cards(document: Document, base: str | None) -> Iterator[Image]:
    alt = plain(document.meta("og:image:alt", "twitter:image:alt") or "")
    for name in _METAS:
        addresses = document.metas.get(name, ())
        for place, where in enumerate(addresses):
            url = resolve(where, base)
            if url:
                yield Image(url=url, alt=alt if not place else None)
        if addresses:
            return
