from __future__ import annotations

from pathlib import Path

import pytest

from schemas.dead_letter import Reason
from schemas.reasons import EXPLANATIONS
from service import reference
from service.clean import FLAGS
from service.errors import ExitCode
from service.metrics import CATALOGUE
from service.settings import PREFIX, Settings


def test_the_committed_documents_are_what_the_code_says() -> None:
    assert reference.main(["--check"]) == 0


def test_a_document_that_drifted_is_named_with_the_cure(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    reference.main([], tmp_path)
    (tmp_path / "settings.md").write_text("old", "utf-8")
    (tmp_path / "metrics.md").unlink()
    assert reference.main(["--check"], tmp_path) == 1
    assert "metrics.md, settings.md" in capsys.readouterr().err


def test_every_reason_is_explained() -> None:
    assert set(EXPLANATIONS) == set(Reason)
    assert all(e.stages and e.meaning and e.cure for e in EXPLANATIONS.values())


@pytest.mark.parametrize(
    ("document", "names"),
    [
        ("metrics.md", [reference.metric_name(m) for m in CATALOGUE]),
        ("settings.md", [PREFIX + name.upper() for name in Settings.model_fields]),
        ("reasons.md", [*Reason, *FLAGS, *(str(code.value) for code in ExitCode)]),
    ],
)
def test_every_name_is_documented(document: str, names: list[str]) -> None:
    text = reference.files()[document]
    missing = [name for name in names if f"`{name}`" not in text and name not in text.split()]
    assert not missing
