"""What is sent: real texts and pages, shuffled by a seed, each with a number of its own."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, cycle, islice
from pathlib import Path

from bench import samples
from bench.samples import Case
from service.transport import Message
from tests.load import articles

SEED = 7
_NEAR = (2 / 3, 3 / 2)
"""Texts of so many times the wanted size are taken."""


@dataclass(frozen=True, eq=False)
class Load:
    """A kind of records.

    Args:
        name: ``text`` or ``pages``.
        values: Distinct ones, JSON without the number.
        made: Whether they are made up, for want of real ones.
    """

    name: str
    values: Sequence[bytes]
    made: bool = False

    def messages(self, count: int, first: int = 0) -> list[Message]:
        """So many, in turn, keyed by number."""
        numbered = enumerate(islice(cycle(self.values), first, first + count), first)
        return [Message(b"%d" % number, value, ()) for number, value in numbered]

    @property
    def mean_bytes(self) -> float:
        """Of a value."""
        return sum(map(len, self.values)) / len(self.values)


def texts(data: Path, size: int) -> Load:
    """Dirty texts as naive scrapers emit them, and clean bodies of pages.

    Args:
        data: See ``samples``; made texts where it does not exist.
        size: Bytes of a text, about.
    """
    if not data.is_dir():
        return Load("text", [m.value or b"" for m in articles(64, size)], made=True)
    found = [case.raw.text or "" for case in samples.dirty(data)]
    found += [case.body for read in (samples.aeb, samples.fundus) for case in read(data)]
    low, high = (size * share for share in _NEAR)
    near = [text for text in found if low <= len(text.encode()) <= high]
    return Load("text", _shuffled(_as_scraped(number, text) for number, text in enumerate(near)))


def pages(data: Path, count: int) -> Load:
    """So many real pages of many publishers and languages, drawn by the seed."""
    cases = chain(samples.aeb(data), samples.fundus(data))
    return Load("pages", _shuffled(map(_as_json, cases))[:count])


def _as_scraped(number: int, text: str) -> bytes:
    """With an address that says nothing of the publisher."""
    url = f"https://scraped.example/{number}"
    return json.dumps({"url": url, "text": text}, ensure_ascii=False).encode()


def _as_json(case: Case) -> bytes:
    return case.raw.model_dump_json(exclude_none=True).encode()


def _shuffled(values: Iterator[bytes]) -> list[bytes]:
    found = list(values)
    random.Random(SEED).shuffle(found)  # noqa: S311  no secret
    return found
