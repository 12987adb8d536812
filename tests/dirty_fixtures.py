"""Labelled dirty texts under tests/fixtures/dirty -> what was scraped, and the article in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

FOLDER = Path(__file__).parent / "fixtures" / "dirty"
HALVES = ("first", "second")
"""The first was written before the line rules were frozen, the second after."""
NO_TITLE = "-"
RULE = "---"


class Label(StrEnum):
    """What a line of a scraped text is; the README next to the texts defines each."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    CAPTION = "caption"
    CREDIT = "credit"
    ATTRIBUTION = "attribution"
    BYLINE = "byline"
    DATELINE = "dateline"
    ACTION = "action"
    TEASER = "teaser"
    BOILERPLATE = "boilerplate"
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Caption:
    text: str
    credit: str | None


@dataclass(frozen=True, slots=True)
class Line:
    label: Label
    text: str


@dataclass(frozen=True, slots=True)
class DirtyText:
    """One labelled text."""

    name: str
    language: str
    title: str | None
    captions: tuple[Caption, ...]
    attribution: tuple[str, ...]
    authors: tuple[str, ...]
    datelines: tuple[str, ...]
    end_marks: tuple[str, ...]
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The text as the scraper gave it."""
        return "\n".join(line.text for line in self.lines)

    @property
    def body(self) -> tuple[str, ...]:
        """The paragraphs that must come out, without glued datelines and end marks."""
        kept = (line.text for line in self.lines if line.label in {Label.LEAD, Label.BODY})
        return tuple(self._bare(paragraph) for paragraph in kept)

    def labelled(self, *labels: Label) -> tuple[str, ...]:
        """The lines of these labels, in order."""
        return tuple(line.text for line in self.lines if line.label in labels)

    def _bare(self, paragraph: str) -> str:
        for dateline in self.datelines:
            paragraph = paragraph.removeprefix(dateline).lstrip()
        for mark in self.end_marks:
            paragraph = paragraph.removesuffix(mark).rstrip()
        return paragraph


def load(*halves: str) -> tuple[DirtyText, ...]:
    """Every text of these halves (of both when none is named), in order of name."""
    paths = [p for half in halves or HALVES for p in sorted((FOLDER / half).glob("*.txt"))]
    return tuple(parse(path.stem, path.read_text("utf-8")) for path in paths)


def parse(name: str, content: str) -> DirtyText:
    """One file.

    Raises:
        ValueError: the file is not well-formed; says which file and what is wrong.
    """
    head, rule, text = content.partition(f"\n{RULE}\n")
    if not rule or not text.endswith("\n"):
        msg = f"{name}: no line '{RULE}' below the header, or no newline at the end"
        raise ValueError(msg)
    take = _header(name, head)
    language, title = take("language"), take("title")
    if len(language) != 1 or len(title) != 1:
        msg = f"{name}: one language and one title ('{NO_TITLE}' for none)"
        raise ValueError(msg)
    return DirtyText(
        name=name,
        language=language[0],
        title=None if title[0] == NO_TITLE else title[0],
        captions=tuple(_caption(value) for value in take("caption")),
        attribution=take("attribution"),
        authors=take("author"),
        datelines=take("dateline"),
        end_marks=take("end_mark"),
        lines=tuple(_line(name, line) for line in text[:-1].split("\n")),
    )


KEYS = ("language", "title", "caption", "attribution", "author", "dateline", "end_mark")


def _header(name: str, head: str) -> Callable[[str], tuple[str, ...]]:
    pairs = [line.split(": ", 1) for line in head.split("\n")]
    wrong = [pair[0] for pair in pairs if len(pair) != 2 or pair[0] not in KEYS]
    if wrong:
        msg = f"{name}: header lines are 'key: value' with a key of {KEYS}, not {wrong}"
        raise ValueError(msg)
    return lambda key: tuple(pair[1] for pair in pairs if pair[0] == key)


def _caption(value: str) -> Caption:
    text, _, credit = value.partition(" | ")
    return Caption(text, credit or None)


def _line(name: str, line: str) -> Line:
    label, tab, text = line.partition("\t")
    if not tab or label not in set(Label):
        msg = f"{name}: not a label, a tab and a text: {line!r}"
        raise ValueError(msg)
    if (label == Label.BLANK) != (not text) or text != text.strip():
        msg = f"{name}: only a blank line is empty, and no line has spaces around it: {line!r}"
        raise ValueError(msg)
    return Line(Label(label), text)
