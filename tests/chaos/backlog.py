"""A backlog of large records: texts from end to end first, then pages."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from itertools import cycle, islice

from service.transport import Message
from tests.load import articles, bodies

_BODY_BYTES = 6_000
_LINKS = 100
_VARIANTS = 64


def backlog(texts: int, pages: int, size: int) -> Iterator[Message]:
    """Every one a good article.

    Args:
        texts: So many whose articles are as large as they are.
        pages: So many of which most is markup and scripts.
        size: Bytes of each, about.
    """
    values = [m.value or b"" for m in articles(min(texts, _VARIANTS), size)]
    for number, value in enumerate(islice(cycle(values), texts)):
        yield Message(b"%d" % number, value, ())
    for number, value in enumerate(islice(cycle(_pages(size)), pages), start=texts):
        yield Message(b"%d" % number, value, (("content-type", b"text/html"),))


@cache
def _pages(size: int) -> Sequence[bytes]:
    chance = random.Random(size)
    return [_page(text, size, chance) for text in bodies(_BODY_BYTES, seed=size)]


def _page(text: str, size: int, chance: random.Random) -> bytes:
    links = "".join(
        f'<li class="item"><a href="/tin/{n}">Tin số {n}</a></li>' for n in range(_LINKS)
    )
    body = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in text.split("\n\n"))
    start = "<html><head><title>Thư viện mở cửa</title><script>var state = '"
    end = (
        f"'</script></head><body><nav><ul>{links}</ul></nav><article><h1>Thư viện mở cửa</h1>{body}"
    )
    noise = chance.randbytes(max(0, size - len((start + end).encode())) // 2).hex()
    return f"{start}{noise}{end}</article></body></html>".encode()
