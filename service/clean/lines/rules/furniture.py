"""Lines that a site puts around every article: buttons, signs, tags."""

from __future__ import annotations

import re
from collections.abc import Iterable

from service.clean.lines.context import SURE, Context
from service.clean.phrases import Kind

_COPYRIGHT = re.compile(r"(?:copyright|©|ⓒ|\(?c\))[ ,:©ⓒ()c]{0,6}(?:19|20)\d\d\b")


def buttons(context: Context) -> Iterable[int]:
    """Nothing but what asks for something: "Share"."""
    return (p for p, line in context.openings[Kind.ACTION] if line.is_only(Kind.ACTION))


def signs(context: Context) -> Iterable[int]:
    """Nothing but what stands around articles: "Advertisement"."""
    return (p for p, line in context.openings[Kind.BOILERPLATE] if line.is_only(Kind.BOILERPLATE))


def ornaments(context: Context) -> Iterable[int]:
    """Without any letter or digit: "___", "◇", "* * *"."""
    return (p for p, line in enumerate(context.lines) if not line.key)


def counters(context: Context) -> Iterable[int]:
    """A number alone, over or under the article: views, a page."""
    for place, line in enumerate(context.lines):
        if line.key.isdecimal() and not context.lead <= place <= context.last:
            yield place


def hashtags(context: Context) -> Iterable[int]:
    """Hashtags and nothing else: "#floods #Harrowgate"."""
    for place, line in enumerate(context.lines):
        if not line.text.startswith("#"):
            continue
        words = line.sample.split()
        if len(words) > 1 or line.key.strip("0123456789"):
            rest = sum(word.startswith("#") for word in words)
            if rest == len(words) or context.beliefs[place] < SURE:
                yield place


def actions(context: Context) -> Iterable[int]:
    """Opens like a button, where the model is not sure of the article."""
    for place, line in context.openings[Kind.ACTION]:
        if context.beliefs[place] < (SURE / 2 if line.is_prose else SURE):
            yield place


def openings(context: Context) -> Iterable[int]:
    """Opens like a sign, where the model is not sure of the article; or with © and a year."""
    for place, line in enumerate(context.lines):
        opens = line.opens(Kind.BOILERPLATE) and context.beliefs[place] < SURE
        if (opens or _COPYRIGHT.match(line.bare)) and not line.is_prose:
            yield place
