"""The documented shape of the custom resources used in deploy/kubernetes, as far as they are used.

Source: API references of the Prometheus Operator (monitoring.coreos.com/v1) and of KEDA 2
(keda.sh/v1alpha1). A field that stands there and not here is to be added when it is used.
"""

from __future__ import annotations

from typing import Any

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_DURATION: dict[str, Any] = {"type": "string", "pattern": r"^(\d+(ms|s|m|h))+$"}


def _object(required: tuple[str, ...], **fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": list(required),
        "properties": fields,
        "additionalProperties": False,
    }


def _number(least: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least}


def _some(items: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "minItems": 1, "items": items}


_LABELS = {"type": "object", "additionalProperties": _TEXT}
_POLICY = _object(
    ("type", "value", "periodSeconds"),
    type={"enum": ["Pods", "Percent"]},
    value=_number(1),
    periodSeconds={"type": "integer", "minimum": 1, "maximum": 1_800},
)
_BEHAVIOR = _object(
    (),
    stabilizationWindowSeconds={"type": "integer", "minimum": 0, "maximum": 3_600},
    selectPolicy={"enum": ["Max", "Min", "Disabled"]},
    policies=_some(_POLICY),
)
_TRIGGER = _object(
    ("type", "metadata"),
    type=_TEXT,
    name=_TEXT,
    metadata={"type": "object", "additionalProperties": {"type": "string"}},
    authenticationRef=_object(("name",), name=_TEXT, kind=_TEXT),
)
_SCALED_OBJECT = _object(
    ("scaleTargetRef", "triggers"),
    scaleTargetRef=_object(("name",), apiVersion=_TEXT, kind=_TEXT, name=_TEXT),
    minReplicaCount=_number(0),
    maxReplicaCount=_number(1),
    pollingInterval=_number(1),
    advanced=_object(
        (),
        horizontalPodAutoscalerConfig=_object(
            (), behavior=_object((), scaleUp=_BEHAVIOR, scaleDown=_BEHAVIOR)
        ),
    ),
    triggers=_some(_TRIGGER),
)
_SECRET_TARGET = _object(("parameter", "name", "key"), parameter=_TEXT, name=_TEXT, key=_TEXT)
_ENDPOINT = _object(("port",), port=_TEXT, path=_TEXT, interval=_DURATION, scrapeTimeout=_DURATION)

SCHEMAS: dict[str, tuple[str, dict[str, Any]]] = {
    "PodMonitor": (
        "monitoring.coreos.com/v1",
        _object(
            ("selector", "podMetricsEndpoints"),
            jobLabel=_TEXT,
            selector=_object((), matchLabels=_LABELS),
            podMetricsEndpoints=_some(_ENDPOINT),
        ),
    ),
    "ScaledObject": ("keda.sh/v1alpha1", _SCALED_OBJECT),
    "TriggerAuthentication": (
        "keda.sh/v1alpha1",
        _object(("secretTargetRef",), secretTargetRef=_some(_SECRET_TARGET)),
    ),
}
"""The API version and the schema of ``spec``, by kind."""


def schema(kind: str) -> dict[str, Any]:
    """Give the JSON Schema of a whole object of a kind."""
    version, spec = SCHEMAS[kind]
    return _object(
        ("apiVersion", "kind", "metadata", "spec"),
        apiVersion={"const": version},
        kind={"const": kind},
        metadata=_object(("name",), name=_TEXT, labels=_LABELS),
        spec=spec,
    )
