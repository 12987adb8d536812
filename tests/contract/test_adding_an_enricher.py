"""docs/adding-an-enricher.md, followed to the letter in a copy of the project."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "adding-an-enricher.md"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    for folder in ("schemas", "service", "tests"):
        ignored = shutil.ignore_patterns("__pycache__", "fixtures", "integration")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def insert(path: Path, before: str, text: str) -> None:
    source = path.read_text("utf-8")
    assert source.count(before) == 1, before
    path.write_text(source.replace(before, text + before), "utf-8")


def test_the_page_adds_an_enricher_that_keeps_every_promise(copy: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
    contract, field, file, import_, line, test = blocks
    insert(copy / "schemas/enriched_article.py", "class Caption", contract + "\n\n")
    insert(copy / "schemas/enriched_article.py", "    removed: ", field)
    (copy / "service/enrich/direction.py").write_text(file, "utf-8")
    registry = copy / "service/enrich/__init__.py"
    insert(registry, "from service.enrich.language import", import_)
    source, count = re.subn(r"ENRICHERS: .*\n", line, registry.read_text("utf-8"))
    assert count == 1
    registry.write_text(source, "utf-8")
    (copy / "tests/unit/test_direction.py").write_text(test, "utf-8")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "direction"),
            *(
                "tests/unit/test_direction.py",
                "tests/unit/test_enrichers.py",
                "tests/test_layers.py",
            ),
        ],
        cwd=copy,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    passed = re.search(r"(\d+) passed", done.stdout)
    assert passed
    assert int(passed[1]) > 12, done.stdout
