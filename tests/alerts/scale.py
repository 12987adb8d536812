"""The committed rules -> the same rules in fast motion, so that a week passes in three minutes.

Every time in them is divided by its group's factor and kept above a floor: ranges, steps and offsets
in expressions, `for`, the group's interval, and numbers of seconds, which are written ``n * 60`` and
``n * 3600``. Nothing else changes: names, thresholds of shares and counts, labels, summaries.
"""

from __future__ import annotations

import copy
import re
from typing import Any

import yaml

FACTORS = {"copydesk-recorded": 60, "copydesk-flow": 60, "copydesk-sources": 3_600}
"""By group. One factor for all would make of 5 minutes less than a scrape, or of a week an hour."""
SCRAPE_S = 0.5
FLOOR_S = 2.0
"""The shortest range: a rate needs four scrapes."""
_EVALUATION_S = 0.5

_UNITS_S = {"ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_DURATION = r"(?:\d+(?:ms|[smhdw]))+"
_RANGE = re.compile(rf"\[({_DURATION})(?::({_DURATION}))?\]|\boffset ({_DURATION})")
_SECONDS = re.compile(r"\b(\d+) \* (60|3600)\b")


def scaled(groups: list[dict[str, Any]]) -> str:
    """Make the file of rules in fast motion.

    Args:
        groups: As they stand in the committed file.
    """
    found = copy.deepcopy(groups)
    for group in found:
        factor = FACTORS[group["name"]]
        group["interval"] = f"{round(_EVALUATION_S * 1000)}ms"
        for rule in group["rules"]:
            rule["expr"] = expression(rule["expr"], factor)
            if "for" in rule:
                rule["for"] = shortened(rule["for"], factor, floor_s=_EVALUATION_S)
            for name, text in rule.get("annotations", {}).items():
                rule["annotations"][name] = expression(text, factor)
    return yaml.safe_dump({"groups": found}, sort_keys=False, allow_unicode=True)


def expression(text: str, factor: float) -> str:
    """Shorten all times of an expression."""

    def replace(match: re.Match[str]) -> str:
        whole, step, offset = match.groups()
        if offset:
            return f"offset {shortened(offset, factor)}"
        return f"[{shortened(whole, factor)}{f':{shortened(step, factor)}' if step else ''}]"

    def divide(match: re.Match[str]) -> str:
        return str(int(match[1]) * int(match[2]) / factor)

    return _SECONDS.sub(divide, _RANGE.sub(replace, text))


def shortened(duration: str, factor: float, floor_s: float = FLOOR_S) -> str:
    """Divide a duration, not below the floor."""
    parts = re.findall(r"(\d+)(ms|[smhdw])", duration)
    seconds = sum(int(number) * _UNITS_S[unit] for number, unit in parts) / factor
    return f"{round(max(seconds, floor_s) * 1000)}ms"
