"""Which body of a page is taken: our extractor's, trafilatura's, or what its JSON-LD holds."""

from __future__ import annotations

import trafilatura
from selectolax.lexbor import LexborHTMLParser
from trafilatura.settings import Document

from service.clean.metadata import Metadata
from service.clean.page.body import Extraction, Told, extract, sure_from
from service.clean.page.body import key as letters_of
from service.clean.page.extent import key
from service.clean.page.shape import weight
from service.clean.phrases import count_unspaced

TRAFILATURA_SHARE = 0.1
"""Of pages, the least sure: by default trafilatura reads these."""
_MOST_SIGNS = 12_000
"""Less-than signs; the most of 700 pages is 9,300. Of larger pages trafilatura would make up to a
second's work, and ours are linear: only who asks it for all has it asked for these."""
_LITTLE = 250
"""Less than this from a page that calls itself an article is looked for again."""
_ALL = 0.9
_BLOCKS = "p, div, li, br, h1, h2, h3, h4, h5, h6, blockquote, tr"


def choose_body(
    html: str, tree: LexborHTMLParser, metadata: Metadata, trafilatura_share: float
) -> str:
    """Find the body; what JSON-LD has of it where less than half of that is found.

    Args:
        html: The page.
        tree: The same; it is not changed.
        metadata: What it says of itself.
        trafilatura_share: 0 never asks trafilatura, 1 always, between them for so many pages.

    Returns:
        One line a block; empty where there is none.
    """
    if trafilatura_share < 1 and html.count("<") > _MOST_SIGNS:
        trafilatura_share = 0.0
    told = _plain(metadata.article_body or "")
    body = _found(html, tree, metadata, trafilatura_share)
    if _says_more(told, body) and _is_same(body, told):
        return told
    if trafilatura_share and weight(body) < _LITTLE and (body or metadata.title):
        again = _extracted(html, favor_recall=True)
        return again if len(again) > 2 * len(body) else body
    return body


def evidence(metadata: Metadata) -> Told:
    """What a page says of itself, as the extractor compares it."""
    body = _plain(metadata.article_body or "")
    return Told(*map(letters_of, (metadata.title or "", metadata.description or "", body)))


def _found(html: str, tree: LexborHTMLParser, metadata: Metadata, trafilatura_share: float) -> str:
    """Ask our own extractor, and trafilatura where that is not sure."""
    if trafilatura_share >= 1:
        return _extracted(html, favor_precision=True)
    found = extract(tree, evidence(metadata))
    if not is_handed_over(found, trafilatura_share):
        return found.text
    return _extracted(html, favor_precision=True) or found.text


def is_handed_over(found: Extraction, trafilatura_share: float) -> bool:
    """Whether trafilatura is to be asked instead.

    Scripts without spaces are kept: it measures by lengths that are a sentence there and half a line
    elsewhere, and is worse on them (.93 to our .98 on the Japanese pages of ours least sure).
    """
    if found.confidence >= sure_from(trafilatura_share):
        return False
    return 2 * count_unspaced(found.text) < len(found.text)


def _says_more(told: str, body: str) -> bool:
    """Whether it is twice as long, or has the lines that a body in one line has lost."""
    if len(told) > max(2 * len(body), _LITTLE):
        return True
    return "\n" in told.strip() and "\n" not in body and len(told) >= _ALL * len(body)


def _extracted(html: str, *, favor_recall: bool = False, favor_precision: bool = False) -> str:
    document = trafilatura.bare_extraction(
        html,
        include_comments=False,
        deduplicate=False,  # a cache over documents: the 4th delivery would come back empty
        with_metadata=False,
        favor_recall=favor_recall,
        favor_precision=favor_precision,
    )
    return (document.text or "") if isinstance(document, Document) else ""


def _is_same(body: str, told: str) -> bool:
    """Whether two bodies are of one article: a line of the one is in the other, or one is empty."""
    letters = "".join(filter(str.isalnum, told))
    keys = [k for k in map(key, body.split("\n")) if k]
    return not keys or any(k in letters for k in keys)


def _plain(told: str) -> str:
    """Bring an ``articleBody`` to lines: some are HTML."""
    if "<" not in told or ">" not in told:
        return told
    tree = LexborHTMLParser(told)
    for block in tree.css(_BLOCKS):
        block.insert_before("\n")
        block.insert_after("\n")
    text = tree.body.text() if tree.body else ""
    return "\n".join(line for line in map(str.strip, text.split("\n")) if line)
