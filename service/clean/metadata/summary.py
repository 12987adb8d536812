"""What a page says in short about its article -> description and keywords."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from service.clean.metadata.document import Document
from service.clean.metadata.items import Item, text, texts
from service.clean.metadata.words import folded, is_cut, plain, same_start

_DESCRIPTIONS = ("og:description", "description", "twitter:description", "dc.description")
_KEYWORDS = ("news_keywords", "article:tag", "parsely-tags", "keywords")
_MAX_KEYWORDS = 50
_MAX_KEYWORD_CHARS = 100


def description(items: Sequence[Item], document: Document) -> str | None:
    """Choose the summary: OpenGraph's, else JSON-LD's, else another; whole rather than cut."""
    metas = [plain(document.meta(name) or "") for name in _DESCRIPTIONS]
    said = [text(item, "description") for item in items]
    claims = [claim for claim in (metas[0], *said, *metas[1:]) if claim]
    if not claims:
        return None
    first = claims[0]
    return next((claim for claim in claims if is_cut(first) and same_start(first, claim)), first)


def keywords(items: Sequence[Item], document: Document) -> tuple[str, ...]:
    """Return the keywords of the first place that has any; lists and comma lists alike."""
    for source in (
        *(_of_item(item) for item in items),
        *(_of_meta(document, name) for name in _KEYWORDS),
    ):
        found = {folded(word): word for word in source if len(word) <= _MAX_KEYWORD_CHARS}
        found.pop("", None)
        if found:
            return tuple(found.values())[:_MAX_KEYWORDS]
    return ()


def _of_item(item: Item) -> Iterator[str]:
    said = list(texts(item, "keywords"))
    yield from _split(said[0]) if len(said) == 1 else said


def _of_meta(document: Document, name: str) -> Iterator[str]:
    said = [line for content in document.metas.get(name, ()) if (line := plain(content))]
    yield from _split(said[0]) if len(said) == 1 else said


def _split(line: str) -> list[str]:
    mark = next((mark for mark in (";", ",", "、", "，", "|") if mark in line), ",")
    return [word.strip() for word in line.split(mark)]
