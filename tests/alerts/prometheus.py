"""A real Prometheus on loopback: the rules in fast motion, targets that come and go."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any, Self

from localkafka.node import HOST, die_with_parent, free_port
from tests.alerts.deployed import groups
from tests.alerts.scale import SCRAPE_S, scaled
from tests.running import Running, await_that

MISSING = "no prometheus on this machine; on Debian: apt-get install prometheus"


Which = tuple[str, ...]
"""Name, job, and which part of an alert that has several."""


class Prometheus:
    """Started in a folder of its own.

    Args:
        folder: For its data, configuration and log.

    Raises:
        FileNotFoundError: There is none on this machine.
    """

    def __init__(self, folder: Path) -> None:
        found = shutil.which("prometheus")
        if found is None:
            raise FileNotFoundError(MISSING)
        self._command = found
        self._folder = folder
        self._address = f"{HOST}:{free_port()}"
        self._targets: list[dict[str, Any]] = []

    def __enter__(self) -> Self:
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "rules.yml").write_text(scaled(groups()), "utf-8")
        (self._folder / "prometheus.yml").write_text(json.dumps(self._configuration()), "utf-8")
        self._tell_targets()
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    self._command,
                    f"--config.file={self._folder / 'prometheus.yml'}",
                    f"--storage.tsdb.path={self._folder / 'data'}",
                    f"--web.listen-address={self._address}",
                ],
                stdout=log,
                stderr=log,
                preexec_fn=die_with_parent,  # noqa: PLW1509  one prctl, no locks
            )
        await_that(self._is_ready, f"Prometheus to be ready ({self._folder / 'log'})")
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def watch(self, job: str, instance: str, service: Running) -> None:
        """Scrape a service from now on."""
        self._targets.append(
            {
                "targets": [f"{HOST}:{service.port}"],
                "labels": {"job": job, "instance": instance},
            }
        )
        self._tell_targets()

    def forget(self, job: str) -> None:
        """Scrape a job no more."""
        self._targets = [t for t in self._targets if t["labels"]["job"] != job]
        self._tell_targets()

    def query(self, expression: str) -> list[dict[str, Any]]:
        """Ask; a scalar answers as one series.

        Raises:
            AssertionError: The expression is wrong.
        """
        answer = self._get("query?" + urllib.parse.urlencode({"query": expression}))
        kind, found = answer["resultType"], answer["result"]
        return found if kind == "vector" else [{"metric": {}, "value": found}]

    def firing(self) -> dict[Which, dict[str, Any]]:
        """Alerts that fire, by name, job and part, one of each."""
        return {
            tuple(alert["labels"].get(name, "") for name in ("alertname", "job", "part")): alert
            for alert in self._get("alerts")["alerts"]
            if alert["state"] == "firing"
        }

    def _get(self, path: str) -> dict[str, Any]:
        try:
            with urllib.request.urlopen(
                f"http://{self._address}/api/v1/{path}", timeout=30
            ) as page:
                found: dict[str, Any] = json.load(page)["data"]
                return found
        except urllib.error.HTTPError as error:
            with error:
                raise AssertionError(error.read().decode()) from error

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{self._address}/-/ready", timeout=5):
                return True
        except OSError:
            return False

    def _tell_targets(self) -> None:
        made = self._folder / "new"
        made.write_text(json.dumps(self._targets), "utf-8")
        made.rename(self._folder / "targets.json")

    def _configuration(self) -> dict[str, Any]:
        step = f"{round(SCRAPE_S * 1000)}ms"
        files = {"files": [str(self._folder / "targets.json")], "refresh_interval": "1s"}
        return {
            "global": {
                "scrape_interval": step,
                "scrape_timeout": step,
                "evaluation_interval": step,
            },
            "rule_files": ["rules.yml"],
            "scrape_configs": [{"job_name": "copydesk", "file_sd_configs": [files]}],
        }


class Seen:
    """When each alert was first seen firing, and what it said.

    Args:
        prometheus: Asked at each look.
    """

    def __init__(self, prometheus: Prometheus) -> None:
        self._prometheus = prometheus
        self.said: dict[Which, str] = {}
        self._at: dict[Which, float] = {}

    def fires(self, which: Which) -> bool:
        """Look, and say whether it has fired by now."""
        for key, found in self._prometheus.firing().items():
            if key not in self._at:
                self._at[key] = time.monotonic()
                self.said[key] = found["annotations"]["summary"]
        return which in self._at

    def at(self, which: Which) -> float:
        """When; monotonic seconds."""
        return self._at[which]
