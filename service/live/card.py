"""A sample -> what a card shows of it, in plain JSON types, bounded. Runs where somebody looks."""

from __future__ import annotations

import json
from typing import Any

from service.clean.mojibake import repair
from service.clean.unicode import tidy_text
from service.decode import Decoder
from service.errors import RecordError
from service.live.marked import Piece, marked
from service.live.window import Sample

_MAX_CHARACTERS, _MAX_PIECES, _MAX_PIECE = 6_000, 80, 1_500
_DECODER = Decoder(max_page_bytes=1_000_000)
"""More than any sample has."""
_AS_THEY_ARE = (
    *("id", "title", "description", "section", "published_at", "modified_at", "language"),
    *("source", "failed_enrichers", "processed_by"),
)
_MAX_LINE, _MAX_NAMES, _MAX_DIGITS = 600, 12, 18


def card(sample: Sample) -> dict[str, Any]:
    """Read a sample.

    Returns:
        The article's facts by their names; ``pieces``: text and rule, in place where ``in_place``
        is true, else what was kept first; ``is_shortened`` where there is more.
    """
    article = json.loads(sample.article, parse_int=_whole)
    placed = _in_place(sample, article)
    pieces = placed or _behind(article)
    shown = _shortened(pieces)
    return {name: _short(article[name]) for name in _AS_THEY_ARE} | {
        "url": _short(article["canonical_url"] or article["url"]),
        "authors": [_short(name) for name in article["authors"][:_MAX_NAMES]],
        "attribution": [_short(name) for name in article["attribution"][:_MAX_NAMES]],
        "captions": len(article["captions"]),
        "images": len(article["images"]),
        "quality": article["quality"],
        "cuts": len(article["removed"]),
        "in_place": bool(placed),
        "pieces": shown,
        "is_shortened": shown != pieces,
        "place": sample.place,
        "committed_at": sample.committed_at,
    }


def _in_place(sample: Sample, article: dict[str, Any]) -> list[Piece]:
    """Only of text: what a page's lines were is told by parsing it, which may take seconds."""
    if sample.record is None:
        return []
    try:
        raw = _DECODER(sample.record)
    except RecordError:
        return []
    if not raw.text or (raw.html and not raw.html.isspace()):
        return []
    cut = [Piece(cut["text"], cut["rule"]) for cut in article["removed"]]
    text = tidy_text(repair(raw.text)[0])
    return marked(text, article["title"], article["body"].split("\n\n"), cut)


def _behind(article: dict[str, Any]) -> list[Piece]:
    kept = [Piece(paragraph) for paragraph in article["body"].split("\n\n")]
    return kept + [Piece(cut["text"], cut["rule"]) for cut in article["removed"]]


def _shortened(pieces: list[Piece]) -> list[Piece]:
    """The beginning, and of it all that was cut and fits."""
    found: list[Piece] = []
    room = _MAX_CHARACTERS
    for piece in pieces:
        text = _short(piece.text, _MAX_PIECE)
        if len(text) <= room and len(found) < _MAX_PIECES:
            room -= len(text)
            found.append(Piece(text, piece.rule))
    return found


def _whole(digits: str) -> int:
    """``extra`` may hold numbers of any length, which take long to read; none is shown."""
    return int(digits) if len(digits) <= _MAX_DIGITS else 0


def _short(value: Any, most: int = _MAX_LINE) -> Any:
    if isinstance(value, str) and len(value) > most:
        return value[: most - 1] + "…"
    return value
