"""A seeded load of numbered articles, with bad ones among them where wanted."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from functools import cache

from schemas.dead_letter import Reason
from service.transport import Header, Message

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


BAD_EVERY = 50
BAD: dict[Reason, tuple[bytes, tuple[Header, ...]]] = {
    Reason.INVALID_JSON: (b'{"text": "cut', ()),
    Reason.INVALID_UTF8: (b'{"text": "\xff\xfe"}', ()),
    Reason.EMPTY_VALUE: (b"", ()),
    Reason.INVALID_FIELD: (b'{"text": "A text", "title": {"a": 1}}', ()),
    Reason.NO_TEXT: (b'{"url": "https://a.example/1"}', ()),
    Reason.NOT_AN_OBJECT: (b"[1]", ()),
    Reason.UNKNOWN_CONTENT_TYPE: (b"%PDF", (("content-type", b"a/pdf"),)),
}
"""One of each reason that a few bytes are enough for."""


def articles(count: int, size: int = 3_000, seed: int = 7) -> list[Message]:
    """So many articles of about so many bytes, each with its number in ``extra``."""
    return [_article(number, bodies(size, seed)) for number in range(count)]


def mixed(first: int, count: int, size: int = 1_500, seed: int = 7) -> list[Message]:
    """Articles numbered from ``first`` on with bad ones among them, by chance one in fifty.

    The key says what must become of it: the number alone, or with the reason of its rejection.
    """
    return [_mixed(number, bodies(size, seed), seed) for number in range(first, first + count)]


def _mixed(number: int, texts: Sequence[str], seed: int) -> Message:
    chance = random.Random(seed * 1_000_003 + number)
    if chance.randrange(BAD_EVERY):
        return _article(number, texts)
    reason = chance.choice(list(BAD))
    value, headers = BAD[reason]
    return Message(b"%d %s" % (number, reason.encode()), value, headers)


def _article(number: int, texts: Sequence[str]) -> Message:
    return Message(
        b"%d" % number,
        json.dumps(
            {
                "url": f"https://baomau.example/tin/{number}",
                "title": f"Thư viện số {number} mở cửa",
                "text": texts[number % len(texts)],
                "published_at": "2026-03-05T14:05:00+07:00",
                "extra": {"number": number},
            },
            ensure_ascii=False,
        ).encode(),
        (),
    )


@cache
def bodies(size: int, seed: int) -> list[str]:
    """Texts to choose from."""
    chance = random.Random(seed)
    return [_body(chance, size) for _ in range(64)]


def _body(chance: random.Random, size: int) -> str:
    paragraphs: list[str] = []
    while sum(len(p.encode()) for p in paragraphs) < size - 300:
        words = chance.choices(_WORDS, k=60)
        paragraphs.append(" ".join(words).capitalize() + ".")
    return "\n\n".join(paragraphs)
