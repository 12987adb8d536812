"""What deploy/ holds: groups of rules, questions of the dashboard."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from service.metrics import CATALOGUE

ROOT = Path(__file__).parents[2]
PROMETHEUS = ROOT / "deploy" / "prometheus"
RULES = PROMETHEUS / "rules" / "copydesk.yml"
DASHBOARD = ROOT / "deploy" / "grafana" / "dashboards" / "copydesk.json"
RUNBOOKS = ROOT / "docs" / "runbooks"
OF_PROMETHEUS: dict[str, frozenset[str]] = {
    "up": frozenset(),
    "ALERTS": frozenset({"alertname", "alertstate"}),
    "process_start_time_seconds": frozenset(),
    "process_resident_memory_bytes": frozenset(),
    "process_cpu_seconds_total": frozenset(),
}
"""Series that are not ours, with their labels."""
OF_EVERY_SERIES = frozenset({"job", "instance"})


@dataclass(frozen=True)
class Expression:
    """A question to Prometheus, and where it stands."""

    place: str
    text: str


def groups() -> list[dict[str, Any]]:
    """The groups of rules as they stand in the file."""
    found: list[dict[str, Any]] = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    return found


def rules() -> list[dict[str, Any]]:
    return [rule for group in groups() for rule in group["rules"]]


def alerts() -> dict[str, dict[str, Any]]:
    return {rule["alert"]: rule for rule in rules() if "alert" in rule}


def recorded() -> dict[str, str]:
    return {rule["record"]: rule["expr"] for rule in rules() if "record" in rule}


def dashboard() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DASHBOARD.read_text("utf-8"))
    return found


def panels() -> list[dict[str, Any]]:
    """Those that show something."""
    return [panel for panel in dashboard()["panels"] if panel["type"] != "row"]


def asked() -> Iterator[Expression]:
    """The dashboard's questions, with values for Grafana's variables.

    A rate needs four scrapes, so 10 seconds do where there is one a second or more.
    """
    values = {
        "$__rate_interval": "10s",
        "$__range": "1m",
        **dict.fromkeys(("$job", "$instance", "$topic", "$source"), ".*"),
    }
    for panel in panels():
        for target in panel["targets"]:
            text = target["expr"]
            for name, value in values.items():
                text = text.replace(name, value)
            yield Expression(f"panel {panel['title']} {target['refId']}", text)


def ruled() -> Iterator[Expression]:
    """The rules' expressions."""
    for rule in rules():
        yield Expression(f"rule {rule.get('alert') or rule['record']}", rule["expr"])


def series() -> dict[str, frozenset[str]]:
    """Every series there is to ask for, with its labels."""
    found = dict(OF_PROMETHEUS)
    for metric in CATALOGUE:
        name, labels = f"copydesk_{metric.name}", frozenset(metric.labels)
        if metric.kind == "counter":
            found[f"{name}_total"] = labels
        elif metric.kind == "gauge":
            found[name] = labels
        else:
            found |= {f"{name}_sum": labels, f"{name}_count": labels}
            found[f"{name}_bucket"] = labels | {"le"}
    found = {name: labels | OF_EVERY_SERIES for name, labels in found.items()}
    for name in recorded():  # level:metric:operation, the level names the labels
        found[name] = frozenset(name.partition(":")[0].split("_"))
    return found
