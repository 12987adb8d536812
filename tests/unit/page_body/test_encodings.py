"""A page in its own encoding, as bytes, is the page as text."""

from __future__ import annotations

import json
from typing import Any

import pytest

from service.outcome import Enriched
from service.pipeline import Pipeline
from tests.records import as_json, record
from tests.unit.lines.articles import DE, DE_TITLE, JA, JA_TITLE, RU, RU_TITLE, VI, VI_TITLE

PIPELINE = Pipeline(max_page_bytes=5_000_000, max_output_bytes=5_000_000)


def page(title: str, paragraphs: tuple[str, ...], charset: str) -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html><html><head><meta charset="{charset}"><title>{title}</title></head><body>'
        f"<nav><a href=/>»</a></nav><article><h1>{title}</h1>{body}</article></body></html>"
    )


def article(outcome: object) -> dict[str, Any]:
    assert isinstance(outcome, Enriched), outcome
    found: dict[str, Any] = json.loads(outcome.message.value or b"{}")
    return {k: v for k, v in found.items() if k not in {"id", "processed_by"}}


@pytest.mark.parametrize(
    ("title", "paragraphs", "charset"),
    [
        (VI_TITLE, VI, "utf-8"),
        (VI_TITLE, VI, "utf-16"),
        (DE_TITLE, DE, "windows-1252"),
        (DE_TITLE, DE, "iso-8859-15"),
        (RU_TITLE, RU, "windows-1251"),
        (RU_TITLE, RU, "koi8-r"),
        (JA_TITLE, JA, "shift_jis"),
        (JA_TITLE, JA, "euc-jp"),
        (JA_TITLE, JA, "utf-8"),
    ],
)
def test_bytes_in_a_pages_own_encoding_equal_its_text(
    title: str, paragraphs: tuple[str, ...], charset: str
) -> None:
    html = page(title, paragraphs, charset)
    as_bytes = PIPELINE.process(record(html.encode(charset, "xmlcharrefreplace"), "text/html"))
    assert article(as_bytes) == article(PIPELINE.process(as_json(html=html)))
    assert title == article(as_bytes)["title"]
    assert all(paragraph in article(as_bytes)["body"] for paragraph in paragraphs)
