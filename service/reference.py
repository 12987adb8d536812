"""The catalogues -> docs/metrics.md, docs/settings.md, docs/reasons.md.

Run ``python -m service.reference`` after a change; ``--check`` fails on drift.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import SecretStr
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from schemas.dead_letter import DeadLetter, Reason, Stage
from schemas.reasons import EXPLANATIONS
from service.clean import FLAGS as CLEAN_FLAGS
from service.clean.text import RULES
from service.enrich import ENRICHERS
from service.enrich.quality import FLAGS as QUALITY_FLAGS
from service.errors import ExitCode
from service.metrics import CATALOGUE, FLAGS, RELOADS, Metric
from service.outcome import KINDS, Standing
from service.settings import PREFIX, Settings

FOLDER = Path(__file__).parents[1] / "docs"
_MADE = "<!-- Made by `python -m service.reference`; edit the code it is made from. -->\n\n"

_LABELS: Mapping[str, Iterable[str]] = {
    "kind": KINDS,
    "stage": tuple(Stage),
    "reason": tuple(Reason),
    "enricher": tuple(make.name for make in ENRICHERS),
    "phase": ("process", "publish"),
    "registry": tuple(Standing),
    "result": RELOADS,
    "flag": FLAGS,
}
"""The values a label can have; those not named here are few by nature."""
_OPEN_LABELS = {
    "topic": "the input topic",
    "partition": "those this instance owns",
    "source": "domains of the registry's publishers, or `other`",
    "version": "Copydesk's",
    "python": "Python's",
}

_METRICS_INTRO = """\
# Metrics

On `http://<host>:<port>/metrics` (`COPYDESK_HTTP_HOST`, `COPYDESK_HTTP_PORT`) in Prometheus' text
format. A batch is counted when it is committed, so that a batch that is tried again counts once.

**The sum that must add up:** each record has exactly one outcome.

```promql
sum(copydesk_records_consumed_total) == sum(copydesk_outcomes_total)
sum(copydesk_outcomes_total{kind="rejected"}) == sum(copydesk_rejections_total)
```

Worth watching:

| question | PromQL |
|---|---|
| Does it flow? | `sum(rate(copydesk_records_consumed_total[5m]))` |
| How far behind? | `sum(copydesk_lag_records)`, `max(copydesk_lag_seconds)` |
| Is it stopped by rejects? | `max(copydesk_breaker_open)` |
| How old is what comes out (p99)? | \
`histogram_quantile(0.99, sum by (le) (rate(copydesk_record_age_seconds_bucket[5m])))` |
| What is rejected, and why? | `sum by (stage, reason) (rate(copydesk_rejections_total[5m]))` |
| What does a record cost, by stage? | \
`sum by (stage) (rate(copydesk_stage_seconds_sum[5m])) \
/ ignoring (stage) group_left sum(rate(copydesk_records_consumed_total[5m]))` |

Rules for alerts and a dashboard: [operating.md](operating.md#alerts-and-dashboard).

Beside these stand the usual `process_*` series (CPU, memory, files) of the Prometheus client.
"""

_REASONS_INTRO = """\
# Reasons, flags, rules and exit codes

Codes are closed sets: a consumer may list them all. A set may grow within a version of the
contract; nothing is taken out or changes its meaning.

## Why a record is rejected

The header `dlq.reason` of a dead letter, the label `reason` in the metrics, the field `reason` of
`copydesk process`. Key, value and headers stand on the dead-letter topic as they came.
"""


_NULL_HEADERS = (
    "| `dlq.null_headers` | Only where a header of the record had no value (null): such ones "
    "become empty, and are named here, separated by commas. |\n"
)


def render_metrics() -> str:
    """Write docs/metrics.md."""
    parts = [_MADE, _METRICS_INTRO]
    for metric in CATALOGUE:
        parts.append(f"\n## {metric_name(metric)}\n\n{metric.kind.title()}. {metric.help}\n")
        parts.append("\n" if metric.labels else "")
        parts += [f"- `{label}`: {_values(label)}\n" for label in metric.labels]
        if metric.buckets:
            bounds = ", ".join(f"{bound:g}" for bound in metric.buckets)
            parts.append(f"\nBuckets: {bounds}.\n")
    return "".join(parts)


def metric_name(metric: Metric) -> str:
    """Say how a metric is called on the page."""
    return f"copydesk_{metric.name}" + ("_total" if metric.kind == "counter" else "")


def _values(label: str) -> str:
    if label in _OPEN_LABELS:
        return _OPEN_LABELS[label]
    return ", ".join(f"`{value}`" for value in _LABELS[label])


def render_settings() -> str:
    """Write docs/settings.md."""
    rows = [_setting(name, field) for name, field in Settings.model_fields.items()]
    return (
        f"{_MADE}# Settings\n\n"
        "From the environment, or from a TOML file named by `--config` or `COPYDESK_CONFIG_FILE`\n"
        "(names in lower case, without the prefix; the environment wins). A name that is none is\n"
        "refused. `copydesk check --print` shows what is in force, and from where.\n\n"
        "| setting | default | allowed | what it does |\n|---|---|---|---|\n" + "".join(rows)
    )


def _setting(name: str, field: FieldInfo) -> str:
    return f"| `{PREFIX}{name.upper()}` | {_default(field)} | {_allowed(name, field)} | {field.description} |\n"


def _default(field: FieldInfo) -> str:
    if field.default is PydanticUndefined:
        return "see right"
    return "none" if field.default is None else f"`{field.default}`"


def _allowed(name: str, field: FieldInfo) -> str:
    """Bounds and choices, as the JSON Schema has them."""
    schema = Settings.model_json_schema()["properties"][name]
    kinds = schema.get("anyOf", [schema])
    if choices := [choice for kind in kinds for choice in kind.get("enum", ())]:
        return ", ".join(f"`{choice}`" for choice in choices)
    if SecretStr.__name__ in str(field.annotation):
        return "secret"
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None:
        return f"from {low:,}" if high is None else f"{low:,} to {high:,}"
    return "path" if kinds[0].get("format") == "path" else "text"


def render_reasons() -> str:
    """Write docs/reasons.md."""
    reasons = (
        f"| `{reason}` | {', '.join(e.stages)} | {e.meaning} | {e.cure} |\n"
        for reason, e in EXPLANATIONS.items()
    )
    headers = (
        f"| `dlq.{name}` | {field.description} |\n"
        for name, field in DeadLetter.model_fields.items()
    )
    codes = (f"| {code.value} | {code.name.lower()} | {code.meaning} |\n" for code in ExitCode)
    return "".join(
        [
            _MADE,
            _REASONS_INTRO,
            "\n| reason | stage | what it means | what to do |\n|---|---|---|---|\n",
            *reasons,
            "\n## The headers of a dead letter\n\n| header | what it says |\n|---|---|\n",
            *headers,
            _NULL_HEADERS,
            "\n## Flags\n\nIn `quality.flags` of an article; none is a reason to reject.\n\n",
            *_table("flag", CLEAN_FLAGS | QUALITY_FLAGS),
            "\n## What is cut, and by which rule\n\nIn `removed` of an article, with the text.\n\n",
            *_table("rule", RULES),
            "\n## Exit codes\n\n| code | name | what it means, and what to do |\n|---|---|---|\n",
            *codes,
        ]
    )


def _table(what: str, rows: Mapping[str, str]) -> list[str]:
    lines = [f"| `{name}` | {meaning} |\n" for name, meaning in rows.items()]
    return [f"| {what} | when |\n|---|---|\n", *lines]


def files() -> dict[str, str]:
    """Every generated document by its file name."""
    return {
        "metrics.md": render_metrics(),
        "settings.md": render_settings(),
        "reasons.md": render_reasons(),
    }


def main(arguments: list[str] | None = None, folder: Path = FOLDER) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m service.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    if not parser.parse_args(arguments).check:
        for name, text in files().items():
            (folder / name).write_text(text, "utf-8")
        return 0
    drift = [n for n, text in files().items() if _committed(folder / n) != text]
    if drift:
        sys.stderr.write(
            f"not what the code says: {', '.join(drift)}\nrun: python -m service.reference\n"
        )
    return 1 if drift else 0


def _committed(path: Path) -> str:
    return path.read_text("utf-8") if path.is_file() else ""


if __name__ == "__main__":
    sys.exit(main())
