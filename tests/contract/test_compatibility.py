from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from schemas.compatibility import breaking_changes
from schemas.generate import FOLDER, main, schema_of

Schema = dict[str, Any]
Change = Callable[[Schema], None]


def remove_a_field(schema: Schema) -> None:
    del schema["properties"]["title"]


def remove_a_nested_field(schema: Schema) -> None:
    del schema["$defs"]["Language"]["properties"]["confidence"]


def require_a_field(schema: Schema) -> None:
    schema.setdefault("required", []).append("url")


def narrow_a_type(schema: Schema) -> None:
    schema["properties"]["published_at"]["anyOf"] = [{"type": "string"}, {"type": "null"}]


def change_a_type(schema: Schema) -> None:
    schema["properties"]["title"]["anyOf"] = [{"type": "integer"}, {"type": "null"}]


def tighten_a_bound(schema: Schema) -> None:
    schema["properties"]["title"]["anyOf"][0]["maxLength"] = 10


def add_a_bound(schema: Schema) -> None:
    schema["properties"]["text"]["anyOf"][0]["maxLength"] = 10


def drop_an_alias(schema: Schema) -> None:
    schema["properties"]["text"]["x-aliases"].remove("maintext")


def no_longer_always_present(schema: Schema) -> None:
    schema["required"].remove("body")


def become_nullable(schema: Schema) -> None:
    schema["properties"]["body"] = {"anyOf": [schema["properties"]["body"], {"type": "null"}]}


def change_a_format(schema: Schema) -> None:
    schema["$defs"]["Date"]["properties"]["value"]["format"] = "date"


def loosen_a_bound(schema: Schema) -> None:
    schema["$defs"]["Quality"]["properties"]["words"]["minimum"] = -5


def add_an_optional_field(schema: Schema) -> None:
    schema["properties"]["new"] = {"type": "string"}


def add_a_value(schema: Schema) -> None:
    schema["$defs"]["Reason"]["enum"].append("bad_weather")


def take_one_more_type(schema: Schema) -> None:
    schema["properties"]["title"]["anyOf"].append({"type": "integer"})


def never_null_again(schema: Schema) -> None:
    schema["properties"]["title"] = {"type": "string"}


@pytest.mark.parametrize(
    ("contract", "change", "told"),
    [
        ("raw-article", remove_a_field, "title: removed"),
        ("raw-article", require_a_field, "url: became required"),
        ("raw-article", narrow_a_type, "published_at: integer is no longer taken"),
        ("raw-article", change_a_type, "title: string is no longer taken"),
        ("raw-article", tighten_a_bound, "title: maxLength tightened"),
        ("raw-article", add_a_bound, "text: maxLength tightened"),
        ("raw-article", drop_an_alias, "text: alias maintext removed"),
        ("enriched-article", remove_a_field, "title: removed"),
        ("enriched-article", remove_a_nested_field, "language.confidence: removed"),
        ("enriched-article", no_longer_always_present, "body: is no longer always present"),
        ("enriched-article", become_nullable, "body: null is new to readers"),
        ("enriched-article", change_a_type, "title: integer is new to readers"),
        ("enriched-article", change_a_format, "published_at.value: string (date) is new"),
        ("enriched-article", loosen_a_bound, "quality.words: minimum loosened"),
    ],
)
def test_a_change_that_breaks_somebody_is_named(contract: str, change: Change, told: str) -> None:
    new = copy.deepcopy(schema_of(contract))
    change(new)
    found = breaking_changes(schema_of(contract), new, is_input=contract == "raw-article")
    assert any(line.startswith(told) for line in found), found


@pytest.mark.parametrize(
    ("contract", "change"),
    [
        ("raw-article", add_an_optional_field),
        ("raw-article", take_one_more_type),
        ("enriched-article", add_an_optional_field),
        ("enriched-article", require_a_field),
        ("enriched-article", never_null_again),
        ("dead-letter", add_a_value),
    ],
)
def test_a_change_that_breaks_nobody_is_allowed(contract: str, change: Change) -> None:
    new = copy.deepcopy(schema_of(contract))
    change(new)
    assert breaking_changes(schema_of(contract), new, is_input=contract == "raw-article") == []


def committed_with(folder: Path, change: Change) -> None:
    """Commit schemas of which ours would be a later, breaking state."""
    assert main([], folder) == 0
    path = folder / "enriched_article.schema.json"
    schema = json.loads(path.read_text("utf-8"))
    change(schema)
    path.write_text(json.dumps(schema), "utf-8")


def had_one_more_field(schema: Schema) -> None:
    schema["properties"]["byline"] = {"type": "string"}


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_a_breaking_change_is_refused_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    committed_with(tmp_path, had_one_more_field)
    before = (tmp_path / "enriched_article.schema.json").read_text("utf-8")
    assert main(arguments, tmp_path) == 1
    assert "enriched-article byline: removed" in capsys.readouterr().err
    assert (tmp_path / "enriched_article.schema.json").read_text("utf-8") == before


def test_drift_is_named_with_its_cure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], tmp_path) == 0
    (tmp_path / "asyncapi.yaml").write_text("old", "utf-8")
    assert main(["--check"], tmp_path) == 1
    told = capsys.readouterr().err
    assert "asyncapi.yaml" in told
    assert "python -m schemas.generate" in told


def test_the_committed_schemas_are_there() -> None:
    assert len(list(FOLDER.glob("*.schema.json"))) == 3
