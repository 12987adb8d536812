"""Dirty text -> the article in it: title, paragraphs, captions, who is credited, and what was cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from schemas.enriched_article import Caption, Removed
from service.clean.lines import MEANINGS, label
from service.clean.lines.dateline import split_dateline, without_end_mark
from service.clean.lines.label import Label
from service.clean.lines.looks import Looks
from service.clean.lines.names import attributed, credited, named
from service.clean.lines.outlets import split_outlet_at_end
from service.clean.lines.rules import CAPTION_RULES, NAMED_BEHIND
from service.clean.lines.rules.pictures import shown
from service.clean.metadata.site import NOBODY, Site
from service.clean.site_name import MEANING, NAME_RULE, split_name

DATELINE_RULE, END_RULE = "dateline_prefix", "end_mark"
RULES = MEANINGS | {
    DATELINE_RULE: "Place, date or outlet glued to the first paragraph (“VOV.VN -”).",
    END_RULE: "A mark that says that the text is over (“./.”).",
    NAME_RULE: MEANING,
}
"""Every rule that cuts from a text, for docs/reasons.md."""
MAX_LINES = 2_000
"""The longest of 700 articles has 700; labelling costs some 0.3 ms a line."""
_ROUNDS = 8
_SENTENCE_WORDS = 6
_OPENING = 3
"""A dateline stands on one of the first so many paragraphs: a standfirst may come before."""


@dataclass(frozen=True, slots=True)
class CleanText:
    """What the lines turned out to be."""

    title: str | None
    paragraphs: tuple[str, ...]
    removed: tuple[Removed, ...] = ()
    captions: tuple[Caption, ...] = ()
    attribution: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    """Who the dateline names."""
    is_labelled: bool = True
    """False where there were too many lines to look at."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line, where it stood, and what became of it."""

    place: int
    line: Looks
    label: Label
    rule: str | None
    outlet: str | None = None


def clean_lines(text: str, title: str | None, site: Site = NOBODY) -> CleanText:
    """Find the article in a text.

    Args:
        text: Tidy text; each line that is not blank is one block.
        title: The headline if it is known; else it is looked for.
        site: Whose name is no part of the article.

    Returns:
        The article. Cleaning its paragraphs again under the same title changes nothing: lines
        are labelled until no more is cut.
    """
    given, signed = split_name(title, site) if title else (None, ())
    lines = [Looks(line.strip()) for line in text.split("\n") if line and not line.isspace()]
    if len(lines) > MAX_LINES:
        return CleanText(
            given, tuple(line.text for line in lines), _signatures(signed), is_labelled=False
        )
    found, labelled = label(_signed(lines), given, site=site)
    pieces = [_Piece(place, its.line, its.label, its.rule) for place, its in enumerate(labelled)]
    found, pieces = _settled(_stripped(_saved(pieces)), found, site)
    moved = None if given else found
    if moved:
        found, signed = split_name(moved, site)
    pieces = _unsigned(pieces, site)
    kept = [p for p in pieces if p.rule is None]
    cut = sorted((p for p in pieces if p.rule), key=lambda p: p.place)
    return CleanText(
        title=found,
        paragraphs=tuple(p.line.text for p in kept),
        removed=(*_signatures(signed), *_removed(cut, moved)),
        captions=_captions(cut),
        attribution=_unique(name for p in cut for name in _credited(p)),
        authors=_unique(n for p in cut if p.label is Label.BYLINE for n in named(p.line)),
        outlet=next((p.outlet for p in cut if p.outlet), None),
    )


def _signed(lines: list[Looks]) -> list[Looks]:
    """Give the agency that signs the last sentence a line of its own: "… the mayor said. (AFP)".

    It would look like a caption with its credit.
    """
    for place in range(len(lines) - 1, -1, -1):
        text, outlet = split_outlet_at_end(lines[place].text)
        if outlet and lines[place].words >= _SENTENCE_WORDS:
            return [*lines[:place], Looks(text), Looks(outlet), *lines[place + 1 :]]
        if lines[place].is_prose:
            break
    return lines


def _saved(pieces: list[_Piece]) -> list[_Piece]:
    """Nothing is left: then the rules were wrong, and all but the headline is the article."""
    if any(p.rule is None for p in pieces):
        return pieces
    return [
        p if p.label is Label.TITLE else _Piece(p.place, p.line, Label.BODY, None) for p in pieces
    ]


def _settled(
    pieces: list[_Piece], title: str | None, site: Site
) -> tuple[str | None, list[_Piece]]:
    """Label what is kept again, as somebody would who gets it, until nothing more is cut."""
    seen = len(pieces)
    for _ in range(_ROUNDS):
        kept = [p for p in pieces if p.rule is None]
        if len(kept) == seen:
            break
        seen = len(kept)
        found, labelled = label([p.line for p in kept], title, site=site)
        changed = {
            p.place: _Piece(p.place, p.line, its.label, its.rule)
            for p, its in zip(kept, labelled, strict=True)
            if its.rule
        }
        if not changed or len(changed) == len(kept):
            break
        title = found
        pieces = _stripped([changed.get(p.place, p) if p.rule is None else p for p in pieces])
    return title, pieces


def _stripped(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Take datelines off the opening, and end marks off every paragraph."""
    found: list[_Piece] = []
    seen = 0
    for piece in pieces:
        if piece.rule is not None:
            found.append(piece)
            continue
        found += _parts(piece, may_have_dateline=seen < _OPENING)
        seen += 1
    return found


def _parts(piece: _Piece, *, may_have_dateline: bool) -> Iterable[_Piece]:
    text = piece.line.text
    while may_have_dateline and (dateline := split_dateline(text)):
        cut = Looks(dateline.text.strip())
        yield _Piece(piece.place, cut, Label.DATELINE, DATELINE_RULE, dateline.outlet)
        text = text[len(dateline.text) :].lstrip()
    ended = without_end_mark(text)
    line = piece.line if ended == piece.line.text else Looks(ended)
    yield _Piece(piece.place, line, piece.label, None)
    if ended != text:
        mark = Looks(text[len(ended) :].strip())
        yield _Piece(piece.place, mark, Label.BOILERPLATE, END_RULE)


def _unsigned(pieces: Sequence[_Piece], site: Site) -> list[_Piece]:
    """Cut the site's name where it stands alone at an end of what is kept; one line stays."""
    kept = [p for p in pieces if p.rule is None]
    first, last = 0, len(kept) - 1
    while first < last and site.is_named(kept[first].line.text):
        first += 1
    while first < last and site.is_named(kept[last].line.text):
        last -= 1
    cut = {p.place for p in (*kept[:first], *kept[last + 1 :])}
    return [
        replace(p, label=Label.BOILERPLATE, rule=NAME_RULE)
        if p.rule is None and p.place in cut
        else p
        for p in pieces
    ]


def _signatures(names: Sequence[str]) -> tuple[Removed, ...]:
    return tuple(Removed(rule=NAME_RULE, text=name) for name in names)


def _removed(cut: Sequence[_Piece], moved: str | None) -> Iterable[Removed]:
    """What was cut; a headline found in the text is not cut but moved, its repetitions are."""
    for piece in cut:
        if piece.label is Label.TITLE and piece.line.text == moved:
            moved = None
            continue
        yield Removed(rule=piece.rule or "", text=piece.line.text)


def _captions(cut: Sequence[_Piece]) -> tuple[Caption, ...]:
    """Captions with their credits, whether in one line or in two."""
    found = [
        Caption(text=text, credit=credit)
        for place, piece in enumerate(cut)
        for text, credit in _caption(cut, place, piece)
        if text
    ]
    told = {caption.text for caption in found if caption.credit}
    return tuple(c for c in dict.fromkeys(found) if c.credit or c.text not in told)


def _caption(cut: Sequence[_Piece], place: int, piece: _Piece) -> Iterable[tuple[str, str | None]]:
    credit = piece.line.credit[1]
    if piece.label is Label.CREDIT and credit and _is_under_caption(cut, place):
        yield shown(cut[place - 1].line), credit
    elif piece.label is Label.CAPTION and (credit or piece.rule in CAPTION_RULES):
        name = piece.line.bracketed_name if piece.rule == NAMED_BEHIND else None
        yield shown(piece.line), credit or name


def _is_under_caption(cut: Sequence[_Piece], place: int) -> bool:
    above = cut[place - 1] if place else None
    return (
        above is not None
        and above.label is Label.CAPTION
        and above.place == cut[place].place - 1
        and above.line.credit[1] is None
    )


def _credited(piece: _Piece) -> Iterable[str]:
    if piece.label is Label.ATTRIBUTION:
        return attributed(piece.line)
    return credited(piece.line) if piece.label is Label.BYLINE else ()


def _unique(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
