"""What became of a load: input, output and dead-letter topic laid side by side."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass

from schemas.dead_letter import Reason
from service.transport import Record

Place = tuple[int, int]
"""Partition and offset of the input: a record's identity, whatever its writer did."""


@dataclass(frozen=True)
class Count:
    """What is wrong, in records. Under exactly_once all is zero."""

    lost: int = 0
    """Records without an outcome."""
    duplicated: int = 0
    """Outcomes beyond a record's first."""
    misordered: int = 0
    """First outcomes that stand before one of an earlier record of the same input partition."""
    wrong: int = 0
    """Good records among the dead letters, bad ones among the articles, letters of another
    reason or other bytes, outcomes of no record."""

    def __add__(self, other: Count) -> Count:
        return Count(*map(sum, zip(astuple(self), astuple(other), strict=True)))


def count(inputs: Sequence[Record], outputs: Sequence[Record], dead: Sequence[Record]) -> Count:
    """Compare, over what readers of committed data see.

    Args:
        inputs: All of the input topic, made by ``tests.load``: each key says what must come out.
        outputs: All of the output topic.
        dead: All of the dead-letter topic.
    """
    given = {(r.partition, r.offset): r for r in inputs}
    articles = [(_place(r, "origin"), r) for r in outputs]
    letters = [(_place(r, "dlq"), r) for r in dead]
    times = Counter(place for place, _ in articles + letters)
    return Count(
        lost=len(given.keys() - times.keys()),
        duplicated=sum(n - 1 for n in times.values()),
        misordered=_misordered(articles) + _misordered(letters),
        wrong=_unlike(given, articles, _is_its_article) + _unlike(given, letters, _is_its_letter),
    )


def _place(record: Record, prefix: str) -> Place:
    headers = dict(record.headers)
    partition, offset = headers[f"{prefix}.partition"], headers[f"{prefix}.offset"]
    return int(partition or b"-1"), int(offset or b"-1")


def _misordered(found: Sequence[tuple[Place, Record]]) -> int:
    seen: set[Place] = set()
    last: dict[tuple[int, int], int] = {}
    wrong = 0
    for place, record in found:
        if place in seen:
            continue
        seen.add(place)
        partition, offset = place
        before = last.get((record.partition, partition), -1)
        wrong += offset < before
        last[record.partition, partition] = max(offset, before)
    return wrong


def _unlike(
    given: Mapping[Place, Record],
    found: Sequence[tuple[Place, Record]],
    is_its: Callable[[Record, Record], bool],
) -> int:
    return sum(place not in given or not is_its(given[place], r) for place, r in found)


def _is_its_article(record: Record, article: Record) -> bool:
    number = json.loads(article.value or b"{}").get("extra", {}).get("number")
    return record.key == str(number).encode()


def _is_its_letter(record: Record, letter: Record) -> bool:
    _, _, reason = (record.key or b"").partition(b" ")
    return (
        (letter.key, letter.value) == (record.key, record.value)
        and letter.headers[: len(record.headers)] == record.headers
        and dict(letter.headers)["dlq.reason"] == Reason(reason.decode()).encode()
        if reason
        else False
    )
