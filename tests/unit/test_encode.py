from __future__ import annotations

import json

import pytest

from schemas.dead_letter import Reason
from schemas.enriched_article import EnrichedArticle
from service.clean import clean
from service.encode import Encoder, framed_size
from service.enrich import Enrich
from service.errors import EncodeError
from tests.records import raw, record

ARTICLE, _ = Enrich()(clean(raw(url="https://vov.vn/x", extra={"crawl": [1, "ệ", None]})))
RECORD = record(b"{}", "text/html; charset=x", ("trace", b"\x00\xff"), ("empty", b""), offset=7)
SIZE = framed_size(Encoder(10**9)(ARTICLE, RECORD))


def test_the_value_is_the_article_and_the_key_its_id() -> None:
    message = Encoder(10**9)(ARTICLE, RECORD)
    assert message.key == ARTICLE.id.encode()
    assert EnrichedArticle.model_validate_json(message.value or b"") == ARTICLE
    assert json.loads(message.value or b"")["extra"] == {"crawl": [1, "ệ", None]}


def test_headers_pass_through_and_the_origin_is_in_headers_only() -> None:
    message = Encoder(10**9)(ARTICLE, RECORD)
    assert message.headers == (
        ("trace", b"\x00\xff"),
        ("empty", b""),
        ("content-type", b"application/json"),
        ("origin.topic", b"articles.raw"),
        ("origin.partition", b"0"),
        ("origin.offset", b"7"),
    )
    moved = record(b"{}", None, offset=99)
    assert Encoder(10**9)(ARTICLE, moved).value == message.value


def test_a_replayed_record_gives_the_article_it_would_have_given_at_once() -> None:
    replayed = record(b"{}", None, ("dlq.replays", b"2"), ("dlq.other", b"theirs"), offset=7)
    at_once = record(b"{}", None, ("dlq.other", b"theirs"), offset=7)
    assert Encoder(10**9)(ARTICLE, replayed) == Encoder(10**9)(ARTICLE, at_once)


@pytest.mark.parametrize(("limit", "fits"), [(SIZE - 1, False), (SIZE, True), (SIZE + 1, True)])
def test_the_limit_is_the_limit(limit: int, fits: bool) -> None:
    if fits:
        assert Encoder(limit)(ARTICLE, RECORD)
        return
    with pytest.raises(EncodeError, match=f"{SIZE} bytes .* takes {limit}") as caught:
        Encoder(limit)(ARTICLE, RECORD)
    assert caught.value.reason is Reason.OUTPUT_TOO_LARGE
