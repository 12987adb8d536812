"""What a measure reports: figures by name, in tables."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
"""A figure by its name."""


@dataclass
class Report:
    """Figures of one collection: tables by title, and remarks."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
