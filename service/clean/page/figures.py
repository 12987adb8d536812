"""The figures of an article -> captions without their credits, and pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from schemas.enriched_article import Caption, Image
from service.clean.page.caption_text import read_caption
from service.clean.page.extent import Extent, once, upwards
from service.clean.page.pictures import picture_address, same_picture
from service.clean.unicode import tidy_line

_WORDS = ("caption", "cutline", "legende", "bildunterschrift")
_CLASSED = re.compile("|".join(_WORDS), re.IGNORECASE)
_CAPTIONS = ", ".join(("figcaption", "table", *(f"[class*={word} i]" for word in _WORDS)))
_TYPOGRAPHY = re.compile(
    r"(?:^|[-_\s])(?:text|font|typo\w*|u|sub|h|body)[-_]+(?:\w+[-_]+)?caption", re.IGNORECASE
)
_ELSEWHERE_TAGS = frozenset(("aside", "nav", "footer", "form", "dialog", "button", "select"))
_ELSEWHERE = re.compile(
    r"(?:^|[\s_-])(?:related|teasers?|recommend\w*|promos?|promo\w*|sidebar|newsletter|popular|"
    r"trending|most-?(?:read|viewed|popular)|avatar|comments?|social|share|sharing|advert\w*|ads?|"
    r"sponsor\w*|outbrain|taboola|author|byline|breadcrumbs?|cookie\w*|consent)(?:$|[\s_-])",
    re.IGNORECASE,
)
_PICTURE_FILE = re.compile(r"\.(?:jpe?g|png|webp|gif|avif)(?:$|[?#])", re.IGNORECASE)
_MOVING = re.compile(r"\.gif(?:$|[?#])", re.IGNORECASE)
"""Without a caption such a file is a place holder or counts visits."""
_LINK_CHARS = 25
"""A longer link beside a picture is a headline: the picture is a teaser's."""
_TABLE_CHARS = 600
_NEAR = 3
"""So far up from its caption a picture is looked for."""
_MAX = 200
"""Captions and pictures of one article."""
_MAX_EXAMINED = 1_000
"""Captions and pictures of one page that are looked at: what stands in each other costs a square."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What an article shows."""

    captions: tuple[Caption, ...] = ()
    images: tuple[Image, ...] = ()


class _Figure(NamedTuple):
    image: LexborNode
    caption: Caption | None


def read_figures(
    tree: LexborHTMLParser, extent: Extent | None, base: str | None, lead: Sequence[Image] = ()
) -> Figures:
    """Read the figures in an article, not those of teasers beside it.

    Args:
        tree: The page.
        extent: Where the article is; None finds nothing.
        base: The page's own address.
        lead: Pictures that the metadata name; they come first.

    Returns:
        Each caption and each picture once, in order, at most 200 of each.
    """
    found = list(_figures(tree, extent)) if extent else []
    captions = dict.fromkeys(f.caption for f in found if f.caption and f.caption.text)
    images: dict[str, Image] = {}
    for image in lead:
        images.setdefault(same_picture(image.url), image)
    for figure in found:
        address = picture_address(figure.image, base)
        if address and (figure.caption or not _MOVING.search(address)):
            name = same_picture(address)
            images[name] = _better(images.get(name), _image(address, figure))
    return Figures(tuple(captions)[:_MAX], tuple(images.values())[:_MAX])


def _image(address: str, figure: _Figure) -> Image:
    of = figure.image.attributes
    caption = figure.caption
    return Image(
        url=address,
        alt=tidy_line(of.get("alt")) or tidy_line(of.get("title")),
        caption=(caption.text or None) if caption else None,
        credit=caption.credit if caption else None,
    )


def _better(known: Image | None, image: Image) -> Image:
    """Of the same picture twice, what either says; the address of the first."""
    if known is None:
        return image
    return Image(
        url=known.url,
        alt=known.alt or image.alt,
        caption=known.caption or image.caption,
        credit=known.credit or image.credit,
    )


def _figures(tree: LexborHTMLParser, extent: Extent) -> Iterator[_Figure]:
    """Every picture of the article with its caption, if it has one."""
    captioned: dict[int, Caption] = {}
    images: list[LexborNode] = []
    for node in _inside(tree, extent):
        if node.tag == "img":
            images.append(node)
            continue
        box = _box(node)
        if box is None:
            continue
        caption = read_caption(node, box)
        image = box.css_first("img")
        if caption and image:
            captioned.setdefault(image.mem_id, caption)
    for image in images:
        yield _Figure(image, captioned.get(image.mem_id))


def _inside(tree: LexborHTMLParser, extent: Extent) -> Iterator[LexborNode]:
    """Every picture and caption that belongs to the article, in order."""
    started = ended = False
    examined = 0
    accepted: dict[int, bool] = {}
    for node in once(tree.css(f"h1, {extent.pieces}, img, {_CAPTIONS}")):
        started = started or node.mem_id == extent.start
        after, ended = ended, ended or node.mem_id == extent.end
        if not _may_show(node) or (extent.whole_page and not started):
            continue
        examined += 1
        branch = extent.branch(node) if examined <= _MAX_EXAMINED else None
        if branch is None or not branch[0]:
            continue  # elsewhere, or around a piece of the body
        way, trunk = branch
        if after and trunk != extent.body:
            continue
        top = way[-1]
        if top.mem_id not in accepted:
            accepted[top.mem_id] = not _is_elsewhere(top)
        if accepted[top.mem_id] and not any(_leads_away(n, node) for n in way):
            yield node


def _may_show(node: LexborNode) -> bool:
    """Whether an element is a picture, or may be a caption."""
    if node.tag in {"img", "figcaption", "table"}:
        return True
    name = node.attributes.get("class") or ""
    return bool(name) and bool(_CLASSED.search(name)) and not _TYPOGRAPHY.search(name)


def _leads_away(node: LexborNode, shown: LexborNode) -> bool:
    if node.tag == "a":
        return shown.tag == "img" and _is_page(node.attributes.get("href") or "#")
    return node.tag in _ELSEWHERE_TAGS or (
        _ELSEWHERE.search(node.attributes.get("class") or "") is not None
    )


def _is_elsewhere(top: LexborNode) -> bool:
    """Whether what hangs on the article as one branch is about other articles: it has headlines."""
    headings = top.css("h2 a, h3 a, h4 a, h5 a, a h2, a h3, a h4, a h5")
    return bool(headings) or any(_is_headline(link) for link in top.css("a"))


def _is_page(address: str) -> bool:
    """Whether a link leads to another page, and not to the picture at its full size."""
    return address[0] != "#" and not _PICTURE_FILE.search(address)


def _is_headline(link: LexborNode) -> bool:
    """Whether it leads to another page and is worded like it, outside of any caption."""
    if not _is_page(link.attributes.get("href") or "#"):
        return False
    within = [n.tag for n, _ in zip(upwards(link), range(2 * _NEAR), strict=False)]
    return "figcaption" not in within and len(link.text(strip=True)) >= _LINK_CHARS


def _box(caption: LexborNode) -> LexborNode | None:
    """Find the element around a caption and its picture; None if it is no caption of one."""
    if caption.tag == "table":
        fits = caption.css_first("img") and 0 < len(caption.text(strip=True)) <= _TABLE_CHARS
        return caption if fits and not caption.css_first("table table") else None
    if caption.tag != "figcaption" and caption.css_first("img, figcaption, figure"):
        return None
    for box, _ in zip(upwards(caption.parent), range(_NEAR), strict=False):
        if box.tag == "a" and _is_page(box.attributes.get("href") or "#"):
            return None
        if box.tag == "table" or box.css_first("img, picture, video, iframe"):
            return box
    return None
