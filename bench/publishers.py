"""Every row of the registry by address and by name: how many are right, missed and wrong."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from bench.tables import Row
from service.pipeline import Pipeline
from service.publishers import Publisher, alias_key, ambiguous, publishers
from service.transport import Record

_ADDRESSES = {
    "https": "https://{}/tin/a-1.html",
    "www.": "https://www.{}/tin/a-1.html",
    "m., port, tracking": "http://m.{}:8080/tin/a-1.html?utm_source=x&fbclid=y",
    "upper case": "HTTPS://{}/TIN/A-1.HTML",
    "AMP": "https://{}/tin/a-1/amp",
}
_BODY = "Sáng nay thành phố mở lại bến phà sau ba năm sửa chữa, người dân đến từ sớm."
_TEXTS = {
    "({}) - …": "Bến phà mở lại\n\n({}) - " + _BODY,
    "{} - …": "Bến phà mở lại\n\n{} - " + _BODY,
}
_SENTENCES = {
    "{} là vinh quang …": "Bến phà mở lại\n\n{} là vinh quang của mọi người, ông Hai nói sáng thứ hai.",
    "People who read {} …": "A ferry is back\n\nPeople who read {} today said on Monday that it changed.",
}


def counts() -> list[Row]:
    """Put every publisher and every unambiguous name through the whole pipeline."""
    pipeline = Pipeline(max_page_bytes=100_000, max_output_bytes=1_000_000)
    return [*_by_address(pipeline), *_by_name(pipeline)]


def _by_address(pipeline: Pipeline) -> Iterator[Row]:
    for kind, address in _ADDRESSES.items():
        found: Counter[str] = Counter()
        for publisher in publishers():
            domain = publisher.domain.upper() if kind == "upper case" else publisher.domain
            source = _source(pipeline, _BODY, address.format(domain))
            found[_verdict(source, publisher)] += 1
        yield _row(f"address: {kind}", found)


def _by_name(pipeline: Pipeline) -> Iterator[Row]:
    names = [
        (name, publisher)
        for publisher in publishers()
        for name in publisher.names
        if alias_key(name) not in ambiguous()
    ]
    for kind, text in _TEXTS.items():
        found = Counter(
            _verdict(_source(pipeline, text.format(name)), publisher) for name, publisher in names
        )
        yield _row(f"dateline: {kind}", found)
    for kind, text in _SENTENCES.items():
        taken = sum(_source(pipeline, text.format(name)) is not None for name, _ in names)
        yield _row(f"sentence: {kind}", Counter(right=len(names) - taken, wrong=taken))


def _row(kind: str, found: Counter[str]) -> Row:
    return {"named by": kind, **{name: found[name] for name in ("right", "missed", "wrong")}}


def _verdict(source: str | None, publisher: Publisher) -> str:
    return "missed" if source is None else "right" if source == publisher.domain else "wrong"


def _source(pipeline: Pipeline, text: str, url: str | None = None) -> str | None:
    """The domain of the publisher that comes out; None where it has none."""
    value = json.dumps({"text": text} | ({"url": url} if url else {})).encode()
    outcome = pipeline.process(Record("bench", 0, 0, -1, None, value))
    article = json.loads(outcome.message.value or b"{}")  # type: ignore[union-attr]
    domain: str | None = (article["source"] or {}).get("domain")
    return domain
