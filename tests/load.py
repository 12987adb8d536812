"""A seeded load of numbered articles, and a count of what became of them."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from service.transport import Message, Record

_WORDS = [
    "hội",
    "đồng",
    "thành",
    "phố",
    "vừa",
    "mở",
    "cửa",
    "thư",
    "viện",
    "mới",
    "bên",
    "bờ",
    "sông",
    "sau",
    "hai",
    "năm",
    "sửa",
    "chữa",
    "người",
    "dân",
    "có",
    "thể",
    "mượn",
    "sách",
    "miễn",
    "phí",
    "vào",
    "cuối",
    "tuần",
    "nhiều",
    "em",
    "nhỏ",
    "đã",
    "đến",
    "từ",
    "sáng",
    "sớm",
    "để",
    "nghe",
    "kể",
    "chuyện",
]


def articles(count: int, size: int = 3_000, seed: int = 7) -> list[Message]:
    """So many articles of about so many bytes, each with its number in ``extra``."""
    chance = random.Random(seed)
    bodies = [_body(chance, size) for _ in range(64)]
    return [
        Message(
            b"%d" % number,
            json.dumps(
                {
                    "url": f"https://baomau.example/tin/{number}",
                    "title": f"Thư viện số {number} mở cửa",
                    "text": bodies[number % len(bodies)],
                    "published_at": "2026-03-05T14:05:00+07:00",
                    "extra": {"number": number},
                },
                ensure_ascii=False,
            ).encode(),
            (),
        )
        for number in range(count)
    ]


def _body(chance: random.Random, size: int) -> str:
    paragraphs: list[str] = []
    while sum(len(p.encode()) for p in paragraphs) < size - 300:
        words = chance.choices(_WORDS, k=60)
        paragraphs.append(" ".join(words).capitalize() + ".")
    return "\n\n".join(paragraphs)


@dataclass(frozen=True)
class Tally:
    """What became of a numbered load."""

    lost: int
    duplicated: int
    misordered: int
    dead: int


def tally(published: int, outputs: Sequence[Record], dead: Sequence[Record]) -> Tally:
    """Count, over what readers of committed data see."""
    numbers = [json.loads(r.value or b"{}")["extra"]["number"] for r in outputs]
    times = Counter(numbers)
    return Tally(
        lost=published - len(times) - len(dead),
        duplicated=sum(n - 1 for n in times.values()),
        misordered=_misordered(outputs),
        dead=len(dead),
    )


def _misordered(outputs: Sequence[Record]) -> int:
    """Outputs that stand before one of an earlier offset of the same input partition."""
    last: dict[tuple[int, bytes], int] = {}
    wrong = 0
    for record in outputs:
        origin = dict(record.headers)
        place = (record.partition, origin["origin.partition"] or b"")
        offset = int(origin["origin.offset"] or b"0")
        wrong += offset < last.get(place, -1)
        last[place] = max(offset, last.get(place, -1))
    return wrong
