"""What a line of dirty text can be."""

from __future__ import annotations

from enum import StrEnum


class Label(StrEnum):
    """What a line is. The first three and the captions come out; the rest is cut."""

    TITLE = "title"
    """The headline, and every time it is said again."""
    LEAD = "lead"
    """The first paragraph, or the standfirst."""
    BODY = "body"
    CAPTION = "caption"
    """What a picture shows, with or without its credit."""
    CREDIT = "credit"
    """Only who made a picture."""
    ATTRIBUTION = "attribution"
    """Only where the text is from."""
    BYLINE = "byline"
    """Only who wrote it."""
    DATELINE = "dateline"
    """Only a place, a date or a time."""
    ACTION = "action"
    """Asks the reader to do something."""
    TEASER = "teaser"
    """Other articles, and the headings over them."""
    BOILERPLATE = "boilerplate"
    """Everything else that stands around an article."""
