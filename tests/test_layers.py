"""Who may import whom, and the two stories that fit one screen."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SCREEN_LINES = 50

CORE = (
    "article",
    "charset",
    "clean",
    "decode",
    "domain",
    "encode",
    "enrich",
    "letters",
    "outcome",
    "pipeline",
    "publishers",
)
"""The pure core: no clock, no chance, no network, no broker, no metrics."""
ONE_DOOR = {
    "kafka": ("service/kafka/",),
    "prometheus_client": ("service/metrics.py", "service/http.py"),
    "trafilatura": ("service/clean/page/choice.py",),
    "ada_url": ("service/clean/url/__init__.py", "service/domain.py"),
    "tldextract": ("service/domain.py",),
    "cchardet": ("service/charset/detect.py",),
    "ftfy": ("service/clean/mojibake.py",),
    "numpy": ("service/clean/trees.py", "service/clean/page/body/", "service/enrich/near.py"),
    "selectolax": ("service/clean/page/", "service/clean/metadata/", "service/clean/dates/"),
    "pycld2": ("service/enrich/language/detectors.py",),
    "py3langid": ("service/enrich/language/detectors.py",),
    "starlette": ("service/http.py", "service/live/page.py"),
    "uvicorn": ("service/http.py", "service/connections.py"),
    "h11": ("service/connections.py",),
    "pydantic_settings": ("service/settings.py",),
    "typer": ("service/cli.py", "service/dead/command.py"),
    "localkafka": ("service/demo.py",),
    "opentelemetry": ("service/tracing.py",),
}
"""A library and who may import it, so that one file changes when it does."""
IMPURE = ("time", "random", "os", "socket", "secrets", "subprocess", "threading", "urllib", "uuid")
OUTSIDE_THE_CORE = (
    "kafka",
    "metrics",
    "http",
    "health",
    "settings",
    "app",
    "run",
    "cli",
    "log",
    "tracing",
)


def modules(*folders: str) -> list[Path]:
    return sorted(p for folder in folders for p in (ROOT / folder).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """Every module a file imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def in_core(path: Path) -> bool:
    parts = path.relative_to(ROOT / "service").parts
    return parts[0].removesuffix(".py") in CORE


@pytest.mark.parametrize("path", modules("schemas"), ids=name_of)
def test_the_contracts_import_pydantic_and_the_standard_library_only(path: Path) -> None:
    allowed = {"pydantic", "pydantic_core", "schemas", *sys.stdlib_module_names}
    assert {name.partition(".")[0] for name in imported(path)} <= allowed


@pytest.mark.parametrize("path", [p for p in modules("service") if in_core(p)], ids=name_of)
def test_the_core_has_no_clock_no_chance_no_network_and_no_broker(path: Path) -> None:
    names = set(imported(path))
    roots = {name.partition(".")[0] for name in names}
    assert not roots & {*IMPURE, "kafka", "prometheus_client", "structlog"}
    assert not {f"service.{name}" for name in OUTSIDE_THE_CORE} & names
    calls = {
        node.attr
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
    }
    assert not calls & {"now", "utcnow", "today"}


@pytest.mark.parametrize("library", ONE_DOOR)
def test_a_library_has_one_door(library: str) -> None:
    users = {
        name_of(path)
        for path in modules("service", "schemas", "localkafka")
        if not name_of(path).startswith("localkafka/") or library != "localkafka"
        if library in {name.partition(".")[0] for name in imported(path)}
    }
    assert all(user.startswith(ONE_DOOR[library]) for user in users), users
    assert users, f"nobody imports {library}: take it out of the table and the dependencies"


@pytest.mark.parametrize("path", modules("localkafka"), ids=name_of)
def test_the_local_node_knows_nothing_of_the_service(path: Path) -> None:
    assert not {name.partition(".")[0] for name in imported(path)} & {"service", "schemas", "kafka"}


def test_nobody_but_the_settings_reads_our_environment() -> None:
    allowed = {"service/settings.py", "service/cli.py", "service/demo.py"}
    readers = {
        name_of(path)
        for path in modules("service")
        if {"environ", "getenv"}
        & {
            node.attr
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Attribute)
        }
    }
    assert readers <= allowed


@pytest.mark.parametrize(
    ("path", "function"),
    [("service/run.py", "run"), ("service/pipeline.py", "process")],
)
def test_the_loop_and_the_story_of_a_record_fit_one_screen(path: str, function: str) -> None:
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    (found,) = (
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name == function
    )
    assert found.end_lineno
    assert found.end_lineno - found.lineno < SCREEN_LINES


@pytest.mark.parametrize("path", modules("service", "schemas", "localkafka"), ids=name_of)
def test_no_function_is_longer_than_a_screen(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno
            assert node.end_lineno - node.lineno < SCREEN_LINES, node.name
