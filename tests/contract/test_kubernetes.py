"""The manifests against the schemas of two Kubernetes versions, and what no schema says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import kubernetes_validate
import pytest
import yaml

from schemas.topics import TOPICS
from service.settings import PREFIX, Settings
from tests import custom_resources

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "kubernetes"
BASE = FOLDER / "base"
VERSIONS = ("1.34", "1.37")
GRACE_S = 5
"""What leaving a group that does not answer takes (docs/operating.md)."""


def documents() -> dict[str, dict[str, Any]]:
    """Every object by its path; what only Kustomize reads is none."""
    found = {str(p.relative_to(FOLDER)): load(p) for p in sorted(FOLDER.rglob("*.yaml"))}
    return {path: one for path, one in found.items() if not is_kustomize(path)}


def load(path: Path) -> dict[str, Any]:
    content = yaml.safe_load(path.read_text("utf-8"))
    assert isinstance(content, dict), path
    return content


def is_kustomize(path: str) -> bool:
    return path.endswith(("kustomization.yaml", "names.yaml"))


def settings_of(path: Path) -> dict[str, str]:
    rows = (line.partition("=") for line in path.read_text("utf-8").splitlines() if line[:1] != "#")
    return {name: value for name, _, value in rows if name}


DOCUMENTS = documents()
BASE_SETTINGS: dict[str, Any] = {**settings_of(BASE / "settings.env")}
STATEFUL_SET = DOCUMENTS["base/statefulset.yaml"]
POD = STATEFUL_SET["spec"]["template"]["spec"]
(CONTAINER,) = POD["containers"]
LABELS = STATEFUL_SET["spec"]["template"]["metadata"]["labels"]
CUSTOM = {path: one for path, one in DOCUMENTS.items() if one["kind"] in custom_resources.SCHEMAS}
PATCHES = ("overlays/example/tls.yaml",)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("path", sorted(set(DOCUMENTS) - set(CUSTOM) - set(PATCHES)))
def test_kubernetes_takes_it(path: str, version: str) -> None:
    kubernetes_validate.validate(DOCUMENTS[path], version, strict=True)


@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_takes_the_patched_one_too(version: str) -> None:
    """A strategic merge of lists by name, as far as the patch needs it."""
    patch = DOCUMENTS[PATCHES[0]]["spec"]["template"]["spec"]
    pod = POD | {"volumes": POD["volumes"] + patch["volumes"]}
    mounts = CONTAINER["volumeMounts"] + patch["containers"][0]["volumeMounts"]
    pod["containers"] = [CONTAINER | {"volumeMounts": mounts}]
    template = STATEFUL_SET["spec"]["template"] | {"spec": pod}
    whole = STATEFUL_SET | {"spec": STATEFUL_SET["spec"] | {"template": template}}
    kubernetes_validate.validate(whole, version, strict=True)
    volumes = {volume["name"] for volume in pod["volumes"]}
    assert {mount["name"] for mount in mounts} == volumes


@pytest.mark.parametrize("path", sorted(CUSTOM))
def test_a_custom_resource_has_its_documented_shape(path: str) -> None:
    one = CUSTOM[path]
    jsonschema.validate(one, custom_resources.schema(one["kind"]))


def test_a_manifest_with_a_fault_is_refused() -> None:
    broken = STATEFUL_SET | {"spec": STATEFUL_SET["spec"] | {"replica": 2}}
    with pytest.raises(kubernetes_validate.ValidationError, match="replica"):
        kubernetes_validate.validate(broken, VERSIONS[-1], strict=True)
    scaled = CUSTOM["components/scaling/scaledobject.yaml"]
    trigger = scaled["spec"]["triggers"][0]
    number = trigger | {"metadata": trigger["metadata"] | {"lagThreshold": 3000}}
    broken = scaled | {"spec": scaled["spec"] | {"triggers": [number]}}
    with pytest.raises(jsonschema.ValidationError, match="3000 is not of type 'string'"):
        jsonschema.validate(broken, custom_resources.schema("ScaledObject"))


def test_the_pod_meets_the_restricted_profile() -> None:
    """Source: Kubernetes Pod Security Standards, restricted."""
    assert POD["securityContext"]["runAsNonRoot"] is True
    assert POD["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert CONTAINER["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert {kind for volume in POD["volumes"] for kind in volume} == {"name", "emptyDir"}
    user = re.search(r"^USER (\d+):(\d+)$", (ROOT / "Dockerfile").read_text("utf-8"), re.MULTILINE)
    assert user
    assert (POD["securityContext"]["runAsUser"], POD["securityContext"]["runAsGroup"]) == tuple(
        map(int, user.groups())
    )


def test_no_variable_comes_from_a_service_of_the_same_name() -> None:
    assert POD["enableServiceLinks"] is False


def test_a_stop_has_the_time_it_may_take() -> None:
    limit = Settings.model_fields["stop_timeout_s"].default
    assert POD["terminationGracePeriodSeconds"] >= limit + GRACE_S


def test_the_probes_ask_what_they_mean() -> None:
    paths = {
        name: CONTAINER[f"{name}Probe"]["httpGet"] for name in ("startup", "liveness", "readiness")
    }
    port = CONTAINER["ports"][0]["name"]
    assert paths == {
        "startup": {"path": "/live", "port": port},
        "liveness": {"path": "/live", "port": port},
        "readiness": {"path": "/ready", "port": port},
    }
    assert CONTAINER["ports"][0]["containerPort"] == Settings.model_fields["http_port"].default


def selectors() -> Iterator[tuple[str, dict[str, str]]]:
    for path, one in DOCUMENTS.items():
        spec = one.get("spec", {})
        for name in ("selector", "podSelector"):
            if name in spec:
                yield path, spec[name].get("matchLabels", spec[name])


@pytest.mark.parametrize(("path", "wanted"), list(selectors()))
def test_every_selector_finds_the_pods(path: str, wanted: dict[str, str]) -> None:
    assert wanted.items() <= LABELS.items(), path


@pytest.mark.parametrize(
    "file", sorted(FOLDER.rglob("*.env")), ids=lambda p: str(p.relative_to(FOLDER))
)
def test_every_variable_is_a_setting_with_a_value_it_takes(file: Path, tmp_path: Path) -> None:
    given: dict[str, Any] = {**BASE_SETTINGS, **settings_of(file)}
    if "SASL" in given.get(f"{PREFIX}SECURITY_PROTOCOL", ""):
        given |= {f"{PREFIX}SASL_USERNAME": "x", f"{PREFIX}SASL_PASSWORD": "x"}  # of the secret
    if ca := given.get(f"{PREFIX}SSL_CAFILE"):
        assert ca.startswith("/etc/copydesk/tls/")  # where the pod mounts it
        (tmp_path / "ca.crt").touch()
        given[f"{PREFIX}SSL_CAFILE"] = str(tmp_path / "ca.crt")
    assert all(name.startswith(PREFIX) for name in given)
    Settings(**{name.removeprefix(PREFIX).lower(): value for name, value in given.items()})


def named() -> set[str]:
    """Every variable of ours that any file speaks of, its comments too."""
    texts = (p.read_text("utf-8") for p in FOLDER.rglob("*") if p.is_file())
    return {name for text in texts for name in re.findall(rf"\b{PREFIX}[A-Z_]*[A-Z]\b", text)}


def test_every_variable_that_is_spoken_of_is_a_setting() -> None:
    injected = {f"{PREFIX}SERVICE_HOST"}  # by Kubernetes, which is why its links are off
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    assert named() - injected <= known


def test_the_scaling_counts_what_the_pods_consume() -> None:
    (trigger,) = DOCUMENTS["components/scaling/scaledobject.yaml"]["spec"]["triggers"]
    asked = {name: value for name, value in trigger["metadata"].items() if name.endswith("FromEnv")}
    assert asked == {
        "bootstrapServersFromEnv": "COPYDESK_BOOTSTRAP_SERVERS",
        "consumerGroupFromEnv": "COPYDESK_GROUP_ID",
        "topicFromEnv": "COPYDESK_INPUT_TOPIC",
    }
    assert set(asked.values()) <= set(BASE_SETTINGS)


def test_the_scaling_finds_its_target() -> None:
    scaled = DOCUMENTS["components/scaling/scaledobject.yaml"]["spec"]
    target = scaled["scaleTargetRef"]
    assert target == {
        "apiVersion": STATEFUL_SET["apiVersion"],
        "kind": STATEFUL_SET["kind"],
        "name": STATEFUL_SET["metadata"]["name"],
    }
    assert scaled["minReplicaCount"] == STATEFUL_SET["spec"]["replicas"]


def test_prometheus_finds_the_port_and_a_job_that_the_rules_know() -> None:
    monitor = DOCUMENTS["components/monitoring/podmonitor.yaml"]["spec"]
    assert monitor["podMetricsEndpoints"][0]["port"] in {p["name"] for p in CONTAINER["ports"]}
    assert LABELS[monitor["jobLabel"]].startswith("copydesk")


IMAGE_NAME = load(FOLDER / "overlays/example/kustomization.yaml")["images"][0]["newName"]
KUSTOMIZATIONS = sorted(FOLDER.rglob("kustomization.yaml"))


@pytest.mark.parametrize("file", KUSTOMIZATIONS, ids=lambda p: str(p.relative_to(FOLDER)))
def test_a_kustomization_names_what_is_there_and_all_of_it(file: Path) -> None:
    content = load(file)
    paths = [
        *content.get("resources", ()),
        *content.get("components", ()),
        *content.get("configurations", ()),
        *(patch["path"] for patch in content.get("patches", ()) if "path" in patch),
        *(env for made in content.get("configMapGenerator", ()) for env in made["envs"]),
    ]
    beside = {p.name for p in file.parent.iterdir() if p != file}
    assert {path for path in paths if not path.startswith("..")} == beside
    for path in paths:
        found = file.parent / path
        assert found.is_file() or (found / "kustomization.yaml").is_file(), path
    for image in content.get("images", ()):
        assert image["name"] in {CONTAINER["image"], IMAGE_NAME}
        assert re.fullmatch(r"\d+\.\d+\.\d+", image["newTag"])


def test_the_next_version_shares_only_the_input() -> None:
    own = settings_of(FOLDER / "overlays/next/settings.env")
    old = Settings(**{k.removeprefix(PREFIX).lower(): v for k, v in BASE_SETTINGS.items()})
    assert set(own) == {
        f"{PREFIX}{name.upper()}" for name in ("group_id", "output_topic", "dead_letter_topic")
    }
    for name, value in own.items():
        assert value.startswith(getattr(old, name.removeprefix(PREFIX).lower()))
        assert value != getattr(old, name.removeprefix(PREFIX).lower())


def test_the_default_topic_is_read() -> None:
    assert BASE_SETTINGS["COPYDESK_INPUT_TOPIC"] == TOPICS[0].name
