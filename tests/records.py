"""Records and raw articles made by hand."""

from __future__ import annotations

import json

from schemas.raw_article import RawArticle
from service.outcome import Enriched, Outcome, Rejected
from service.pipeline import Pipeline
from service.transport import Header, Record

MAX_PAGE_BYTES = 10_000
MAX_OUTPUT_BYTES = 100_000

TITLE = "Thư viện mới mở cửa bên bờ sông"
BODY = (
    "Sáng thứ bảy, hội đồng thành phố khai trương thư viện mới sau hai năm sửa chữa.",
    "Người dân có thể mượn sách miễn phí vào cuối tuần, và nhiều em nhỏ đã đến từ sớm.",
)
TEXT = "\n\n".join((TITLE, *BODY))


def record(
    value: bytes | None, content_type: str | None = None, *headers: Header, offset: int = 0
) -> Record:
    """A record of partition 0; its content type goes first among its headers."""
    given = ((("content-type", content_type.encode()),) if content_type else ()) + headers
    return Record("articles.raw", 0, offset, 1_772_694_300_000, b"key", value, given)


def as_json(**fields: object) -> Record:
    return record(json.dumps(fields, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def raw(**fields: object) -> RawArticle:
    return RawArticle.model_validate({"text": TEXT} | fields)


def pipeline() -> Pipeline:
    return Pipeline(max_page_bytes=MAX_PAGE_BYTES, max_output_bytes=MAX_OUTPUT_BYTES)


def rejected(outcome: Outcome) -> Rejected:
    assert isinstance(outcome, Rejected), outcome
    return outcome


def enriched(outcome: Outcome) -> Enriched:
    assert isinstance(outcome, Enriched), outcome
    return outcome
