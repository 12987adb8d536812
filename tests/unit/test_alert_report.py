from __future__ import annotations

from pathlib import Path

from tests.alerts import report
from tests.alerts.provoke import Fired

ROWS = [
    Fired("CopydeskGone", "killed", 3.24, "none answers"),
    Fired("CopydeskBreakerOpen", "bad records", 5.0, "it has stopped"),
]


def test_the_table_is_written_between_its_marks_and_nothing_else_changes(tmp_path: Path) -> None:
    file = tmp_path / "README.md"
    file.write_text(
        "before\n<!-- made by make test-alerts -->\nold\n<!-- end -->\nafter\n", "utf-8"
    )
    report.write(ROWS, file)
    once = file.read_text("utf-8")
    assert once.startswith("before\n")
    assert once.endswith("<!-- end -->\nafter\n")
    assert "old" not in once
    assert once.index("CopydeskBreakerOpen") < once.index("| CopydeskGone | killed | 3.2 s |")
    report.write(ROWS, file)
    assert file.read_text("utf-8") == once
