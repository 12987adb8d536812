"""The Dockerfile, read without Docker: what is pinned, what may be written, who runs it."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from service.settings import PREFIX, Settings

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def instructions() -> list[tuple[str, str]]:
    """Each instruction and what follows it, lines that go on put together."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n", " ", text).splitlines()
    return [
        (word, " ".join(rest.split()))
        for word, _, rest in (li.partition(" ") for li in lines)
        if word
    ]


def given(word: str) -> list[str]:
    return [rest for name, rest in instructions() if name == word]


def default(argument: str) -> str:
    return next(a.partition("=")[2] for a in given("ARG") if a.partition("=")[0] == argument)


def test_both_stages_stand_on_one_python_pinned_by_its_version() -> None:
    assert re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", default("BASE_IMAGE"))
    assert [stage.split()[0] for stage in given("FROM")] == ["${BASE_IMAGE}"] * 2


def test_nothing_is_installed_but_what_is_locked_or_made_here() -> None:
    installs = re.findall(r"pip\b[^&]*\binstall\b[^&]*", " ".join(given("RUN")))
    assert len(installs) == 3
    assert all("--require-hashes" in one or "--no-index" in one for one in installs), installs
    assert not re.search(r"\b(apt|apt-get|apk|curl|wget)\b", " ".join(given("RUN")))


def test_bytecode_is_made_while_building_and_none_at_run_time() -> None:
    assert " ".join(given("RUN")).count("compileall") == 2
    assert "PYTHONDONTWRITEBYTECODE=1" in given("ENV")[-1]


def test_it_runs_as_nobody_in_particular() -> None:
    last = max(n for n, (word, _) in enumerate(instructions()) if word == "FROM")
    users = [rest for word, rest in instructions()[last:] if word == "USER"]
    assert len(users) == 1
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[0]), (
        "a number, or runAsNonRoot cannot be checked"
    )


def test_no_shell_stands_between_a_signal_and_the_service() -> None:
    (check,) = given("HEALTHCHECK")
    for command in (*given("ENTRYPOINT"), *given("CMD"), check.partition(" CMD ")[2]):
        assert all(isinstance(word, str) for word in json.loads(command))
    assert json.loads(given("ENTRYPOINT")[0]) == ["copydesk"]


def test_the_health_check_is_python_that_asks_whether_the_loop_moves() -> None:
    command = json.loads(given("HEALTHCHECK")[0].partition(" CMD ")[2])
    compile(command[-1], "health check", "exec")
    assert "/live" in command[-1]
    assert str(Settings.model_fields["http_port"].default) in command[-1]
    assert given("EXPOSE") == [str(Settings.model_fields["http_port"].default)]


def test_its_variables_are_settings() -> None:
    named = set(re.findall(rf"\b{PREFIX}\w+", (ROOT / "Dockerfile").read_text("utf-8")))
    assert named == {f"{PREFIX}HTTP_HOST", f"{PREFIX}HTTP_PORT"}
    assert {name.removeprefix(PREFIX).lower() for name in named} <= set(Settings.model_fields)


def test_its_label_is_the_packages_version() -> None:
    assert default("VERSION") == PYPROJECT["project"]["version"]
    names = set(re.findall(r"org\.opencontainers\.image\.(\w+)=", given("LABEL")[0]))
    assert names == {"title", "description", "licenses", "version", "revision", "created"}


def copied() -> set[str]:
    """What of this folder the build asks for."""
    own = (words.split()[:-1] for words in given("COPY") if not words.startswith("--from"))
    return {
        path.replace("${REQUIREMENTS}", which)
        for paths in own
        for path in paths
        for which in ("run", "tracing")
    }


def test_all_packages_are_copied_and_nothing_that_is_kept_out() -> None:
    packages = PYPROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    assert set(packages) <= copied()
    ignore = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    assert "*" in ignore
    assert {line.removeprefix("!") for line in ignore if line.startswith("!")} == copied()


@pytest.mark.parametrize("path", sorted(copied()))
def test_what_is_copied_is_there(path: str) -> None:
    assert (ROOT / path).exists()
