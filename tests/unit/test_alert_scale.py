from __future__ import annotations

import re

import promql_parser
import pytest
import yaml

from tests.alerts.deployed import groups, rules
from tests.alerts.scale import FACTORS, expression, scaled, shortened


@pytest.mark.parametrize(
    ("text", "fast"),
    [
        ("rate(x_total[5m])", "rate(x_total[5000ms])"),
        ("rate(x_total[1m])", "rate(x_total[2000ms])"),
        ("sum_over_time(x:increase1h[23h59m:1h] offset 7d)", None),
        ("max(x) > 10 * 60", "max(x) > 10.0"),
        ('x{source="1d.example"} > 3', 'x{source="1d.example"} > 3'),
    ],
)
def test_every_time_is_divided_and_nothing_else(text: str, fast: str | None) -> None:
    if fast is None:
        fast = "sum_over_time(x:increase1h[1439000ms:60000ms] offset 10080000ms)"
    assert expression(text, 60) == fast


def test_a_range_keeps_four_scrapes_and_a_wait_may_be_shorter() -> None:
    assert shortened("15m", 3_600) == "2000ms"
    assert shortened("15m", 3_600, floor_s=0.5) == "500ms"


def without_times(text: str) -> str:
    return re.sub(r"[\d.]+(ms|[smhdw])*|[ *]", "", text)


def test_the_rules_in_fast_motion_are_the_same_rules() -> None:
    fast = [rule for group in yaml.safe_load(scaled(groups()))["groups"] for rule in group["rules"]]
    assert [set(rule) for rule in fast] == [set(rule) for rule in rules()]
    for before, after in zip(rules(), fast, strict=True):
        assert without_times(before["expr"]) == without_times(after["expr"])
        assert promql_parser.parse(after["expr"])
    assert {group["name"] for group in groups()} == set(FACTORS)


def test_numbers_that_are_times_are_written_so_that_they_are_found() -> None:
    found = [
        number
        for rule in rules()
        for number in re.findall(
            r"(?:lag_seconds|silence_seconds:now)\S*\)* [<>]=? ([\d* ]+)", rule["expr"]
        )
    ]
    assert len(found) == 3
    assert all(re.match(r"\d+ \* (60|3600)\b", number) for number in found)
