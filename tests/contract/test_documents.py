"""What the documents say is there, and so."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from service.pipeline import Pipeline
from tests.records import enriched, record

ROOT = Path(__file__).parents[2]
PAGES = [
    *ROOT.glob("*.md"),
    *(ROOT / "docs").rglob("*.md"),
    ROOT / "examples/articles/README.md",
    ROOT / "training/lines/README.md",
]
FOLDERS = "deploy|service|schemas|localkafka|tests|bench|training|docs|examples|requirements|\\.ci"
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)(?:#([\w-]+))?\)")
TO_BE_MADE = {"service/enrich/direction.py", "tests/unit/test_direction.py"}


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


def anchors(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", h).strip().lower().replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_somewhere(page: Path) -> None:
    for target, anchor in LINK.findall(page.read_text("utf-8")):
        path = page.parent / target
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), f"{target}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_path_named_exists(page: Path) -> None:
    named = re.findall(rf"`((?:{FOLDERS})/[\w./-]*)`", page.read_text("utf-8"))
    missing = {path for path in named if not (ROOT / path).exists()}
    assert missing == (TO_BE_MADE if page.name == "adding-an-enricher.md" else set())


def test_the_architecture_names_every_module_of_the_core_and_its_surroundings() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    modules = [p for p in (ROOT / "service").glob("*.py") if not p.name.startswith("__")]
    supporting = {"article.py", "outcome.py", "encode.py", "letters.py", "executor.py", "log.py"}
    missing = [p.name for p in modules if p.name not in text and p.name not in supporting]
    assert missing == []


def test_every_make_target_named_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for page in PAGES:
        for target in re.findall(r"(?:^|`)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE):
            assert re.search(rf"^{target}:", makefile, re.MULTILINE), f"{page.name}: {target}"


def test_the_readmes_example_is_what_comes_out() -> None:
    blocks = re.findall(r"```json\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    raw, shown = (json.loads(block) for block in blocks)
    pipeline = Pipeline(max_page_bytes=5_000_000, max_output_bytes=10_000_000)
    message = enriched(pipeline.process(record(json.dumps(raw).encode()))).message
    made: dict[str, Any] = json.loads(message.value or b"")
    assert {name: made[name] for name in shown} == shown
