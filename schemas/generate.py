"""The models -> JSON Schemas and an AsyncAPI document; drift and breaking changes are refused.

``python -m schemas.generate`` writes ``schemas/json/``; with ``--check`` it writes nothing and
exits 1 where the committed files differ or where a reader of theirs would break.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Literal

from pydantic import AliasChoices, BaseModel

from schemas.compatibility import breaking_changes
from schemas.dead_letter import DeadLetter
from schemas.enriched_article import EnrichedArticle
from schemas.raw_article import RawArticle
from schemas.topics import TOPICS
from schemas.yaml import to_yaml

FOLDER = Path(__file__).with_name("json")
VERSION = "v1"
_MODELS: dict[str, type[BaseModel]] = {
    "raw-article": RawArticle,
    "enriched-article": EnrichedArticle,
    "dead-letter": DeadLetter,
}
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(name: str) -> dict[str, Any]:
    """Build the JSON Schema of a contract.

    Args:
        name: ``raw-article``, ``enriched-article`` or ``dead-letter``.
    Returns:
        As a document of its own; what is read (raw) in its input form, what is written in its
        output form, where every field is present.
    Source: JSON Schema 2020-12.
    """
    model = _MODELS[name]
    mode: Literal["validation", "serialization"] = (
        "validation" if model is RawArticle else "serialization"
    )
    schema = model.model_json_schema(mode=mode)
    for field, info in model.model_fields.items():
        if isinstance(info.validation_alias, AliasChoices):
            aliases = [str(choice) for choice in info.validation_alias.choices[1:]]
            schema["properties"][field]["x-aliases"] = aliases
    return {"$schema": _DIALECT, "$id": f"urn:copydesk:{name}:{VERSION}"} | schema


def render(name: str) -> str:
    """Write a contract's JSON Schema as text."""
    return json.dumps(schema_of(name), ensure_ascii=False, indent=2) + "\n"


def files() -> dict[str, str]:
    """Write everything: text by file name."""
    schemas = {f"{name.replace('-', '_')}.schema.json": render(name) for name in _MODELS}
    return schemas | {"asyncapi.yaml": to_yaml(asyncapi())}


def asyncapi() -> dict[str, Any]:
    """Build the AsyncAPI document: topics, keys, headers, who sends and who receives.

    Source: AsyncAPI 3.0, Kafka bindings 0.5.
    """
    channels, messages, operations = {}, {}, {}
    for topic in TOPICS:
        channels[topic.role] = {
            "address": topic.name,
            "description": topic.summary,
            "messages": {topic.role: {"$ref": f"#/components/messages/{topic.role}"}},
            "bindings": {"kafka": {"topic": topic.name, "topicConfiguration": _configs(topic)}},
        }
        messages[topic.role] = _message(topic)
        operations["read" if topic.role == "input" else f"write_{topic.role}"] = {
            "action": "receive" if topic.role == "input" else "send",
            "channel": {"$ref": f"#/channels/{topic.role}"},
        }
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Copydesk",
            "version": VERSION,
            "description": "Raw scraped news articles in, clean, typed, enriched articles out.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages},
    }


def _configs(topic: Any) -> dict[str, int]:
    return {name: int(value) for name, value in topic.configs.items()}


def _message(topic: Any) -> dict[str, Any]:
    name = next(n for n, model in _MODELS.items() if model is topic.model)
    schema = {"$ref": f"{name.replace('-', '_')}.schema.json"}
    message: dict[str, Any] = {
        "name": topic.model.__name__,
        "summary": topic.summary,
        "bindings": {"kafka": {"key": {"type": "string", "description": topic.key}}},
    }
    if topic.role == "dead_letter":
        return message | {"headers": schema, "contentType": "application/octet-stream"}
    return message | {"payload": schema, "contentType": "application/json"}


def broken(folder: Path = FOLDER) -> list[str]:
    """Name every change against the committed schemas that would break somebody."""
    found = []
    for name in _MODELS:
        path = folder / f"{name.replace('-', '_')}.schema.json"
        if path.is_file():
            old = json.loads(path.read_text("utf-8"))
            written_by_others = name == "raw-article"
            changes = breaking_changes(old, schema_of(name), is_input=written_by_others)
            found += [f"{name} {change}" for change in changes]
    return found


def drifted(folder: Path = FOLDER) -> list[str]:
    """Name every committed file that is not what the models say."""
    return [
        name
        for name, text in files().items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != text
    ]


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m schemas.generate", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    check: bool = parser.parse_args(arguments).check
    if breaks := broken(folder):
        told = "\n  ".join(breaks)
        sys.stderr.write(
            f"this breaks a reader of the committed {VERSION}:\n  {told}\n"
            "keep it compatible, or add the next version beside it\n"
        )
        return 1
    drift = drifted(folder)
    if check and drift:
        sys.stderr.write(
            f"not what the models say: {', '.join(drift)}\nrun: python -m schemas.generate\n"
        )
        return 1
    if not check:
        folder.mkdir(exist_ok=True)
        for name, text in files().items():
            (folder / name).write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
