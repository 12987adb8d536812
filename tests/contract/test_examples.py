from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel, ValidationError

from schemas.contract import MAX_URL
from schemas.dead_letter import DeadLetter
from schemas.enriched_article import EnrichedArticle
from schemas.generate import schema_of
from schemas.raw_article import MAX_EXTRA_BYTES, RawArticle

EXAMPLES = Path(__file__).parents[2] / "schemas" / "examples"
MODELS: dict[str, type[BaseModel]] = {
    "raw_article": RawArticle,
    "enriched_article": EnrichedArticle,
    "dead_letter": DeadLetter,
}
TEXT = "Xã Đồng Mía mở thư viện bên bờ sông"


def files(kind: str) -> list[Path]:
    return sorted(EXAMPLES.rglob(f"{kind}-*.json"))


def ids(path: Path) -> str:
    return f"{path.parts[-3]}/{path.stem}"


def load(path: Path) -> tuple[type[BaseModel], Any]:
    return MODELS[path.parts[-3]], json.loads(path.read_text("utf-8"))


@pytest.mark.parametrize("path", files("valid"), ids=ids)
def test_what_is_said_to_be_valid_is(path: Path) -> None:
    model, record = load(path)
    model.model_validate(record)


@pytest.mark.parametrize("path", files("invalid"), ids=ids)
def test_what_is_said_to_be_invalid_is_for_the_reason_given(path: Path) -> None:
    model, wrapped = load(path)
    with pytest.raises(ValidationError) as caught:
        model.model_validate(wrapped["record"])
    assert wrapped["error"] in {fault["type"] for fault in caught.value.errors()}


@pytest.mark.parametrize("model", MODELS)
def test_each_model_has_examples_of_both_kinds(model: str) -> None:
    for kind in ("valid", "invalid"):
        assert [path for path in files(kind) if path.parts[-3] == model], kind


WRITTEN = [p for p in files("valid") if p.parts[-3] != "raw_article" and "minimal" not in p.stem]


@pytest.mark.parametrize("path", WRITTEN, ids=ids)
def test_what_we_write_fits_its_json_schema(path: Path) -> None:
    _, record = load(path)
    jsonschema.validate(record, schema_of(path.parts[-3].replace("_", "-")))


def test_our_own_names_fit_the_raw_json_schema() -> None:
    for name in ("valid-full", "valid-minimal-text", "valid-minimal-html"):
        _, record = load(EXAMPLES / "raw_article" / "v1" / f"{name}.json")
        jsonschema.validate(record, schema_of("raw-article"))


@pytest.mark.parametrize("scraper", ["news-please", "trafilatura", "newspaper", "fundus", "scrapy"])
def test_what_scrapers_emit_arrives_in_our_fields(scraper: str) -> None:
    _, record = load(EXAMPLES / "raw_article" / "v1" / f"valid-{scraper}.json")
    raw = RawArticle.model_validate(record)
    assert raw.title == TEXT
    assert raw.url == "https://baomau.example/tin/1"
    assert "Bạn đọc được mượn mỗi lần ba cuốn." in (raw.text or "")
    assert raw.authors[0] == "Lê Thị Mận"
    assert raw.language == "vi"
    assert "5" in str(raw.published_at)
    if scraper != "scrapy":
        assert raw.source in {"baomau.example", "Báo Mẫu", "https://baomau.example"}


def test_our_own_name_wins_over_an_alias() -> None:
    raw = RawArticle.model_validate({"maintext": "theirs", "text": "ours", "link": "x", "url": "y"})
    assert (raw.text, raw.url) == ("ours", "y")


def test_extra_may_have_so_many_bytes_and_no_more() -> None:
    padding = "x" * (MAX_EXTRA_BYTES - len('{"a": ""}'))
    assert RawArticle.model_validate({"text": TEXT, "extra": {"a": padding}}).extra
    with pytest.raises(ValidationError, match="extra_too_large"):
        RawArticle.model_validate({"text": TEXT, "extra": {"a": padding + "x"}})


def test_a_url_may_have_so_many_characters_and_no_more() -> None:
    RawArticle.model_validate({"text": TEXT, "url": "u" * MAX_URL})
    with pytest.raises(ValidationError, match="string_too_long"):
        RawArticle.model_validate({"text": TEXT, "url": "u" * (MAX_URL + 1)})
