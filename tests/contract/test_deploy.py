"""Rules, dashboard, runbooks and catalogue say the same; promtool runs the rules where there is one."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml

from deploy.grafana import dashboard
from tests.alerts.deployed import (
    PROMETHEUS,
    ROOT,
    RULES,
    RUNBOOKS,
    Expression,
    alerts,
    asked,
    groups,
    panels,
    recorded,
    ruled,
    series,
)

EXPRESSIONS = [*ruled(), *asked()]
TESTS = sorted((PROMETHEUS / "tests").glob("*.yml"))
MADE_BY_RULES = {"part", "sum"}
"""Labels that label_replace adds."""


def nodes(text: str) -> list[Any]:
    found: list[Any] = []
    promql_parser.walk(promql_parser.parse(text), found.append)
    return found


def selectors(text: str) -> list[promql_parser.VectorSelector]:
    """Every series asked for, those over a range too."""
    return [
        node.vector_selector if isinstance(node, promql_parser.MatrixSelector) else node
        for node in nodes(text)
        if isinstance(node, promql_parser.VectorSelector | promql_parser.MatrixSelector)
    ]


def grouped(text: str) -> set[str]:
    """Labels in by, without, on, ignoring and group_left."""
    found: set[str] = set()
    for node in nodes(text):
        modifier = getattr(node, "modifier", None)
        if isinstance(node, promql_parser.BinaryExpr) and modifier:
            found |= set(modifier.matching.labels if modifier.matching else ())
        elif isinstance(node, promql_parser.AggregateExpr) and modifier:
            found |= set(modifier.labels)
    return found


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=lambda e: e.place)
def test_every_series_and_label_asked_for_exists(expression: Expression) -> None:
    known = series()
    names = [selector.name or "" for selector in selectors(expression.text)]
    assert names, "asks for nothing"
    assert set(names) <= set(known)
    for selector in selectors(expression.text):
        matched = {matcher.name for matcher in selector.matchers.matchers}
        assert matched <= known[selector.name or ""], selector.name
    assert grouped(expression.text) <= {label for name in names for label in known[name]}


@pytest.mark.parametrize("name", recorded())
def test_a_recorded_series_has_the_labels_its_name_says(name: str) -> None:
    labels = set(name.partition(":")[0].split("_"))
    inside = [series()[selector.name or ""] for selector in selectors(recorded()[name])]
    assert re.fullmatch(r"[a-z_]+:copydesk_[a-z_]+:\w+", name)
    assert labels <= frozenset().union(*inside)


def test_every_metric_is_looked_at() -> None:
    looked_at = {s.name for e in EXPRESSIONS for s in selectors(e.text)}
    families = {re.sub(r"_(bucket|sum|count)$", "", name or "") for name in looked_at}
    ours = {re.sub(r"_(bucket|sum|count)$", "", n) for n in series() if n.startswith("copydesk_")}
    assert ours - families == set()


@pytest.mark.parametrize("name", alerts())
def test_an_alert_says_how_urgent_it_is_what_is_wrong_in_figures_and_what_to_do(name: str) -> None:
    rule = alerts()[name]
    assert name.startswith("Copydesk")
    assert rule["labels"]["severity"] in {"page", "ticket"}
    assert rule["annotations"]["runbook_url"] == f"docs/runbooks/{name}.md"
    assert "$" in rule["annotations"]["summary"] or name == "CopydeskGone"
    runbook = (RUNBOOKS / f"{name}.md").read_text("utf-8")
    headings = re.findall(r"^## (.+)$", runbook, re.MULTILINE)
    assert runbook.startswith(f"# {name}\n")
    assert headings == ["What it means", "First looks", "Cures"]
    assert f"severity {rule['labels']['severity']}" in runbook
    looks = runbook.partition("## First looks")[2].partition("## Cures")[0]
    assert len(re.findall(r"^\d\. ", looks, re.MULTILINE)) == 3


def test_every_runbook_is_an_alerts_and_all_stand_in_the_list() -> None:
    pages = {page.stem for page in RUNBOOKS.glob("*.md")} - {"README"}
    listed = (RUNBOOKS / "README.md").read_text("utf-8")
    assert pages == set(alerts())
    assert all(f"[{name}]({name}.md)" in listed for name in alerts())


@pytest.mark.parametrize("name", alerts())
def test_every_alert_has_a_test_in_which_it_fires_and_one_in_which_it_does_not(name: str) -> None:
    cases = [
        case
        for file in TESTS
        for test in yaml.safe_load(file.read_text("utf-8"))["tests"]
        for case in test["alert_rule_test"]
        if case["alertname"] == name
    ]
    assert [case for case in cases if case["exp_alerts"]]
    assert [case for case in cases if not case["exp_alerts"]]


def test_the_sample_configuration_finds_the_rules_and_a_job_they_go_by() -> None:
    sample = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text("utf-8"))
    found = {path for glob in sample["rule_files"] for path in PROMETHEUS.glob(glob)}
    assert found == {RULES}
    (scraped,) = sample["scrape_configs"]
    assert scraped["job_name"].startswith("copydesk")
    assert {group["name"] for group in groups()} >= {"copydesk-flow", "copydesk-sources"}


@pytest.mark.parametrize("path", sorted((ROOT / "deploy").rglob("*.yml")), ids=lambda p: p.name)
def test_every_yaml_file_can_be_read(path: Path) -> None:
    assert yaml.safe_load(path.read_text("utf-8"))


def test_the_committed_dashboard_is_what_the_code_says() -> None:
    assert dashboard.main(["--check"]) == 0


def test_a_dashboard_that_drifted_is_named_with_the_cure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "copydesk.json"
    dashboard.main([], file)
    assert dashboard.main(["--check"], file) == 0
    file.write_text(file.read_text("utf-8").replace("Lag", "Log"), "utf-8")
    assert dashboard.main(["--check"], file) == 1
    assert "make generate" in capsys.readouterr().err


@pytest.mark.parametrize("panel", panels(), ids=lambda p: p["title"])
def test_a_panel_explains_itself_to_a_stranger(panel: dict[str, Any]) -> None:
    assert len(panel["description"]) > 40
    assert panel["fieldConfig"]["defaults"]["unit"]
    assert all(target["legendFormat"] for target in panel["targets"])
    for link in panel.get("links", ()):
        assert (RUNBOOKS / link["url"].removeprefix("${runbooks}/")).is_file()


def test_panels_do_not_overlap_and_keep_to_the_grid() -> None:
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert not cells & taken, panel["title"]
        assert max(x for x, _ in cells) < 24
        taken |= cells


def test_every_variable_used_is_defined() -> None:
    text = dashboard.render()
    used = set(re.findall(r"\$\{?([a-z]+)\b", text))
    defined = {variable["name"] for variable in dashboard_variables()}
    assert used <= defined
    assert {"job", "instance", "topic", "source"} <= defined


def dashboard_variables() -> list[dict[str, Any]]:
    from tests.alerts.deployed import dashboard as committed

    found: list[dict[str, Any]] = committed()["templating"]["list"]
    return found


@pytest.mark.parametrize("file", TESTS, ids=lambda p: p.name)
def test_the_rules_fire_when_they_should_and_only_then(file: Path) -> None:
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("no promtool on this machine; on Debian: apt-get install prometheus")
    done = subprocess.run(
        [promtool, "test", "rules", file.name],
        cwd=file.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
