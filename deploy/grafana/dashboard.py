"""``panels.py`` -> dashboards/copydesk.json, by Grafana's own typed builders.

Run ``python -m deploy.grafana.dashboard`` after a change; ``--check`` fails on drift.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from grafana_foundation_sdk.builders import common, dashboard, prometheus, stat, table, timeseries
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common as looks
from grafana_foundation_sdk.models import dashboard as models
from grafana_foundation_sdk.models.prometheus import PromQueryFormat

from deploy.grafana.panels import OURS, ROWS, Panel, Query

FILE = Path(__file__).parent / "dashboards" / "copydesk.json"
PROMETHEUS = models.DataSourceRef(type_val="prometheus", uid="${datasource}")
_NUMBER_HEIGHT, _HEIGHT, _TABLE_HEIGHT = 4, 8, 10
_SHARES = ("Undated", "No language", "Short")

_Drawn = stat.Panel | timeseries.Panel | table.Panel


def build() -> dashboard.Dashboard:
    """Put variables and panels together."""
    board = (
        dashboard.Dashboard("Copydesk")
        .uid("copydesk")
        .description("News articles from raw to enriched: does it flow, how late, how good?")
        .tags(["copydesk", "kafka"])
        .time("now-6h", "now")
        .refresh("30s")
        .timezone("browser")
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
        .variables(
            [
                dashboard.DatasourceVariable("datasource").label("Prometheus").type("prometheus"),
                _variable("job", "copydesk_build_info", "Job"),
                _variable("instance", 'copydesk_build_info{job=~"$job"}', "Instance"),
                _variable("topic", f"copydesk_lag_records{{{OURS}}}", "Topic"),
                _variable("source", f"copydesk_source_articles_total{{{OURS}}}", "Source"),
                dashboard.TextBoxVariable("runbooks")
                .label("Runbooks")
                .description("Address of the folder docs/runbooks; links of panels begin with it.")
                .default_value("docs/runbooks"),
            ]
        )
        .annotation(
            dashboard.AnnotationQuery()
            .name("Alerts")
            .datasource(PROMETHEUS)
            .enable(True)
            .icon_color("red")
            .expr('ALERTS{alertname=~"Copydesk.*", alertstate="firing"}')
        )
    )
    for row in ROWS:
        board = board.with_row(dashboard.Row(row.title))
        for panel in row.panels:
            board = board.with_panel(_draw(panel))
    return board


def _variable(name: str, series: str, label: str) -> dashboard.QueryVariable:
    return (
        dashboard.QueryVariable(name)
        .label(label)
        .datasource(PROMETHEUS)
        .query(f"label_values({series}, {name})")
        .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(models.VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(".*")
        .current(models.VariableOption(selected=True, text=["All"], value=["$__all"]))
    )


def _draw(panel: Panel) -> _Drawn:
    drawn: _Drawn
    if panel.look == "number":
        drawn = _number()
    elif panel.look == "table":
        drawn = _table()
    else:
        drawn = _lines(panel)
    drawn = (
        drawn.title(panel.title)
        .description(panel.says)
        .datasource(PROMETHEUS)
        .unit(panel.unit)
        .span(panel.width)
        .targets([_target(panel, n, query) for n, query in enumerate(panel.queries)])
    )
    if panel.limits:
        drawn = drawn.thresholds(_thresholds(panel.limits))
    if panel.runbook:
        address = f"${{runbooks}}/{panel.runbook}.md"
        drawn = drawn.links(
            [dashboard.DashboardLink(f"Runbook: {panel.runbook}").url(address).target_blank(True)]
        )
    return drawn


def _target(panel: Panel, number: int, query: Query) -> prometheus.Dataquery:
    target = (
        prometheus.Dataquery()
        .ref_id(chr(ord("A") + number))
        .datasource(PROMETHEUS)
        .expr(query.expr)
        .legend_format(query.legend or "__auto")
    )
    if panel.look == "table":
        return target.instant().format(PromQueryFormat.TABLE)
    return target.range()


def _number() -> stat.Panel:
    return (
        stat.Panel()
        .height(_NUMBER_HEIGHT)
        .graph_mode(looks.BigValueGraphMode.AREA)
        .color_mode(looks.BigValueColorMode.VALUE)
        .thresholds(_thresholds(None))
        .reduce_options(common.ReduceDataOptions().calcs(["lastNotNull"]))
    )


def _lines(panel: Panel) -> timeseries.Panel:
    is_stack = panel.look == "stack"
    drawn = (
        timeseries.Panel()
        .height(_HEIGHT)
        .line_width(1)
        .fill_opacity(40 if is_stack else 8)
        .show_points(looks.VisibilityMode.NEVER)
        .tooltip(
            common.VizTooltipOptions()
            .mode(looks.TooltipDisplayMode.MULTI)
            .sort(looks.SortOrder.DESCENDING)
        )
        .legend(
            common.VizLegendOptions()
            .display_mode(looks.LegendDisplayMode.TABLE)
            .placement(looks.LegendPlacement.BOTTOM)
            .show_legend(True)
            .calcs(["mean", "max", "lastNotNull"])
            .sort_by("Max")
            .sort_desc(True)
        )
    )
    if is_stack:
        drawn = drawn.stacking(common.StackingConfig().mode(looks.StackingMode.NORMAL))
    if panel.limits:
        drawn = drawn.thresholds_style(
            common.GraphThresholdsStyleConfig().mode(looks.GraphThresholdsStyleMode.LINE)
        )
    is_difference = any(" - " in query.expr for query in panel.queries)
    return drawn.axis_centered_zero(True) if is_difference else drawn.min(0)


def _table() -> table.Panel:
    names = ["Articles", "Silent for", *_SHARES]
    shown = {"Time": True} | {f"Time {n + 1}": True for n in range(len(names))}
    renamed = {f"Value #{chr(ord('A') + n)}": name for n, name in enumerate(names)}
    drawn = (
        table.Panel()
        .height(_TABLE_HEIGHT)
        .with_transformation(models.DataTransformerConfig(id_val="merge", options={}))
        .with_transformation(
            models.DataTransformerConfig(
                id_val="organize",
                options={
                    "excludeByName": shown,
                    "renameByName": {"source": "Source"} | renamed,
                    "indexByName": {"source": 0} | {v: n + 1 for n, v in enumerate(renamed)},
                },
            )
        )
        .sort_by([common.TableSortByFieldState().display_name("Articles").desc(True)])
        .filterable(True)
    )
    drawn = drawn.override_by_name("Articles", _properties(unit="short", decimals=0))
    drawn = drawn.override_by_name("Silent for", _properties(unit="s"))
    for name in _SHARES:
        drawn = drawn.override_by_name(name, _properties(unit="percentunit"))
    return drawn


def _properties(**values: object) -> list[models.DynamicConfigValue]:
    return [models.DynamicConfigValue(name, value) for name, value in values.items()]


def _thresholds(limits: tuple[float, float] | None) -> dashboard.ThresholdsConfig:
    steps = [models.Threshold(None, "green")]
    if limits:
        yellow, red = limits
        steps += [models.Threshold(yellow, "yellow")] if yellow < red else []
        steps.append(models.Threshold(red, "red"))
    return dashboard.ThresholdsConfig().mode(models.ThresholdsMode.ABSOLUTE).steps(steps)


def render() -> str:
    """Write the dashboard as JSON; panels numbered in their order."""
    built = build().build()
    for number, panel in enumerate(built.panels or [], 1):
        panel.id_val = number
    return json.dumps(built, cls=JSONEncoder, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def main(arguments: list[str] | None = None, file: Path = FILE) -> int:
    """Run the command; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m deploy.grafana.dashboard", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    if not parser.parse_args(arguments).check:
        file.parent.mkdir(exist_ok=True)
        file.write_text(render(), "utf-8")
        return 0
    if file.is_file() and file.read_text("utf-8") == render():
        return 0
    sys.stderr.write(f"{file.name} is not what panels.py says; run: make generate\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
