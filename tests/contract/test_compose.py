"""docker-compose.yml, read without Docker: pinned, on loopback, nothing to write, settings that exist."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer.main
import yaml

from localkafka import KAFKA_VERSION
from service.cli import app
from service.settings import PREFIX, Settings
from tests.cluster import IMAGE

ROOT = Path(__file__).parents[2]
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = [name for name, service in SERVICES.items() if "build" in service]
REPLICAS = [name for name in OURS if "command" not in SERVICES[name]]


@pytest.mark.parametrize("name", set(SERVICES) - set(OURS))
def test_images_of_others_are_pinned_by_version(name: str) -> None:
    assert re.fullmatch(r"[\w./-]+:v?\d+\.\d+\.\d+", SERVICES[name]["image"])


def test_kafka_is_the_one_that_the_tests_run_on() -> None:
    assert SERVICES["kafka"]["image"] == IMAGE == f"apache/kafka:{KAFKA_VERSION}"


def test_the_base_image_is_the_dockerfiles() -> None:
    default = re.search(
        r"^ARG BASE_IMAGE=(.+)$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE
    )
    assert default
    for name in OURS:
        assert SERVICES[name]["build"]["args"]["BASE_IMAGE"] == f"${{BASE_IMAGE:-{default[1]}}}"


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_on_loopback_only(name: str) -> None:
    for port in SERVICES[name].get("ports", ()):
        assert re.fullmatch(r"127\.0\.0\.1:\d+:\d+", port)


@pytest.mark.parametrize("name", SERVICES)
def test_nobody_has_rights_to_spare_or_memory_without_end(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "mem_limit" in service
    assert not {"privileged", "network_mode", "pid", "user", "cap_add"} & set(service)


@pytest.mark.parametrize("name", OURS)
def test_ours_write_nothing_but_into_their_tmp(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert [mount.partition(":")[0] for mount in service["tmpfs"]] == ["/tmp"]  # noqa: S108  a mount
    assert all(volume.endswith(":ro") for volume in service.get("volumes", ()))


@pytest.mark.parametrize("name", OURS)
def test_every_variable_is_a_setting_with_a_value_it_takes(name: str) -> None:
    environment = SERVICES[name]["environment"]
    settings = {
        key.removeprefix(PREFIX).lower(): value
        for key, value in environment.items()
        if key.startswith(PREFIX)
    }
    assert len(settings) == len(environment)
    Settings(**settings)


def test_replicas_have_names_of_their_own_that_outlive_a_restart() -> None:
    assert len(REPLICAS) == 2
    assert len({SERVICES[name]["hostname"] for name in REPLICAS}) == len(REPLICAS)


@pytest.mark.parametrize("name", [name for name in OURS if name not in REPLICAS])
def test_a_command_is_one_that_copydesk_takes_and_has_no_health_to_ask_for(name: str) -> None:
    command, *arguments = SERVICES[name]["command"]
    found: Any = typer.main.get_command(app)
    found.commands[command].make_context(command, arguments)
    assert SERVICES[name]["healthcheck"] == {"disable": True}


def test_topics_are_made_before_anything_reads_or_writes_them() -> None:
    assert SERVICES["topics"]["depends_on"] == {"kafka": {"condition": "service_healthy"}}
    for name in set(OURS) - {"topics"}:
        assert SERVICES[name]["depends_on"] == {
            "topics": {"condition": "service_completed_successfully"}
        }


@pytest.mark.parametrize("name", SERVICES)
def test_what_is_mounted_is_there(name: str) -> None:
    for volume in SERVICES[name].get("volumes", ()):
        source = volume.partition(":")[0]
        assert source in COMPOSE["volumes"] or (ROOT / source).exists(), source


def test_prometheus_asks_every_replica() -> None:
    asked = yaml.safe_load((ROOT / "deploy/prometheus/prometheus.yml").read_text("utf-8"))
    (job,) = asked["scrape_configs"]
    targets = {target for group in job["static_configs"] for target in group["targets"]}
    assert targets == {f"{SERVICES[name]['hostname']}:8080" for name in REPLICAS}
