"""Every reason for a dead letter in words: where it is given, what it means, what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.dead_letter import Reason, Stage


@dataclass(frozen=True)
class Explanation:
    """What to know of a reason."""

    stages: tuple[Stage, ...]
    """Where on a record's way it is given."""
    meaning: str
    cure: str
    """Who can do what about it."""


_DECODE, _CLEAN, _ENCODE = (Stage.DECODE,), (Stage.CLEAN,), (Stage.ENCODE,)
_ANY = tuple(Stage)

EXPLANATIONS: Mapping[Reason, Explanation] = {
    Reason.EMPTY_VALUE: Explanation(
        _DECODE,
        "The value has 0 bytes. (No value at all is a tombstone, and skipped.)",
        "Have the scraper send nothing where it found nothing.",
    ),
    Reason.INPUT_TOO_LARGE: Explanation(
        _DECODE,
        "The page or text is larger than `COPYDESK_MAX_PAGE_BYTES`, or the JSON around it larger "
        "than three times that.",
        "Usually not an article (a feed, a dump). If it is one, raise the limit and replay.",
    ),
    Reason.UNKNOWN_CONTENT_TYPE: Explanation(
        _DECODE,
        "The header `content-type` names none of the types that are read.",
        "Send `application/json`, `text/html` or `text/plain`, or no such header for JSON.",
    ),
    Reason.INVALID_UTF8: Explanation(
        _DECODE,
        "The JSON holds bytes that are not UTF-8; the detail has the first one's place.",
        "JSON is UTF-8 (RFC 8259). Send a page in another encoding as `text/html`, where its "
        "encoding is found.",
    ),
    Reason.UNKNOWN_ENCODING: Explanation(
        _DECODE,
        "The page or text is neither UTF-8 nor what it declares, nor what a detector finds.",
        "Declare it: `content-type: text/html; charset=…`.",
    ),
    Reason.INVALID_JSON: Explanation(
        _DECODE,
        "The value is not JSON; the detail has line and column.",
        "Often a record cut short by a size limit upstream, or two records in one.",
    ),
    Reason.TOO_DEEP: Explanation(
        _DECODE,
        "The JSON nests deeper than 200 levels.",
        "No scraper means this; look at who wrote it.",
    ),
    Reason.NOT_AN_OBJECT: Explanation(
        _DECODE,
        "The JSON is a list, a string, a number or null.",
        "Send one article a record.",
    ),
    Reason.INVALID_FIELD: Explanation(
        _DECODE,
        "A field has the wrong type or is out of its bounds; the detail names each with what is "
        "wrong, but not what it holds.",
        "Compare with `copydesk schema raw-article`.",
    ),
    Reason.NO_TEXT: Explanation(
        (*_DECODE, *_CLEAN),
        "There is neither `html` nor `text`, or nothing but white space, or nothing but the title.",
        "Often a page that loads its text by script: let the scraper render it.",
    ),
    Reason.PAGE_TOO_COMPLEX: Explanation(
        _CLEAN,
        "A page of more than 15,000 elements, 6,000 options, 500 levels or 256 attributes in a tag, or "
        "a text of more than 20,000 lines or 500,000 characters: it would take seconds; the detail has the number.",
        "Send the text instead of the page, or the article without what blows it up.",
    ),
    Reason.NO_ARTICLE: Explanation(
        _CLEAN,
        "The page was read, and holds no text of an article, nor a sign of what it is instead.",
        "Often a page that loads its text by script: let the scraper render it.",
    ),
    Reason.NOT_AN_ARTICLE: Explanation(
        _CLEAN,
        "The page is surely something else; the detail says what: feed, sitemap, data, home_page, "
        "index, search_results, error_page, bot_check, consent_wall, paywall, media, template.",
        "Filter its URL upstream; a wall or a check asks for another way to fetch the page.",
    ),
    Reason.OUTPUT_TOO_LARGE: Explanation(
        _ENCODE,
        "The article as JSON is larger than `COPYDESK_MAX_OUTPUT_BYTES` or the output topic's "
        "`max.message.bytes`; the detail has both sizes.",
        "Raise both and replay, or send less in `extra`.",
    ),
    Reason.TIME_LIMIT: Explanation(
        _ANY,
        "The record took longer than `COPYDESK_TIME_LIMIT_S`, twice, the second time alone; only "
        "with worker processes, which can be killed.",
        "Report it with the record; replay when it is mended, or with a higher limit.",
    ),
    Reason.WORKER_CRASHED: Explanation(
        _ANY,
        "The record ended its worker process, twice, the second time alone: a fault in a library, "
        "or the memory was used up; the detail has the exit code (-11 a fault, -9 killed).",
        "Report it with the record; replay when it is mended.",
    ),
    Reason.INTERNAL_ERROR: Explanation(
        _ANY,
        "A fault of Copydesk's own; `dlq.exception` has its type, the log its traceback.",
        "Report it with the record; replay when it is mended.",
    ),
}
"""One for each reason; docs/reasons.md is made from it."""
