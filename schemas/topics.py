"""The topics Copydesk reads and writes: names, keys and what they must be able to hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from pydantic import BaseModel

from schemas.dead_letter import DeadLetter
from schemas.enriched_article import EnrichedArticle
from schemas.raw_article import RawArticle

MAX_RAW_BYTES = 10_485_760
"""A 5 MB page inside JSON, with its escapes."""

DEAD_LETTER_HEADROOM_BYTES = 8_192
"""What the ``dlq.*`` headers and the batch's frame add to a rejected record, rounded up."""


@dataclass(frozen=True)
class Topic:
    """A topic as the contract wants it; an operator may name and size it otherwise."""

    name: str
    role: Literal["input", "output", "dead_letter"]
    model: type[BaseModel]
    key: str
    summary: str
    configs: dict[str, str] = field(default_factory=dict)


TOPICS = (
    Topic(
        name="articles.raw",
        role="input",
        model=RawArticle,
        key="Anything; the article's URL keeps its revisions in order.",
        summary="Raw scraped articles. Header `content-type`: application/json (default), "
        "text/html or text/plain; for the last two the value is the page or text itself and "
        "`url` may come as a header. `dlq.replays` says how often a record was sent back from "
        "the dead-letter topic. A record without a value is skipped.",
        configs={"max.message.bytes": str(MAX_RAW_BYTES)},
    ),
    Topic(
        name="articles.enriched",
        role="output",
        model=EnrichedArticle,
        key="The article's `id`.",
        summary="Clean, typed, enriched articles as JSON. Headers: those of the raw record "
        "(without `dlq.replays`), `content-type: application/json`, and `origin.topic`, "
        "`origin.partition`, `origin.offset`.",
        configs={"max.message.bytes": str(MAX_RAW_BYTES)},
    ),
    Topic(
        name="articles.dead",
        role="dead_letter",
        model=DeadLetter,
        key="The raw record's own.",
        summary="Rejected records, byte for byte, with the reason in `dlq.*` headers "
        "(the model describes these headers, not the value).",
        configs={
            "max.message.bytes": str(MAX_RAW_BYTES + DEAD_LETTER_HEADROOM_BYTES),
            "retention.ms": "-1",
        },
    ),
)
