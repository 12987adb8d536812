from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_bill_of_materials_is_the_lock_with_its_hashes(tmp_path: Path) -> None:
    out = tmp_path / "sbom.json"
    command = ["-W", "ignore", "-m", "cyclonedx_py", "requirements", "requirements/run.txt"]
    subprocess.run(
        [sys.executable, *command, "--output-reproducible", "-o", str(out)], cwd=ROOT, check=True
    )
    parts = json.loads(out.read_text("utf-8"))["components"]
    locked = (ROOT / "requirements/run.txt").read_text("utf-8")
    assert {(p["name"], p["version"]) for p in parts} == set(
        re.findall(r"^([\w.-]+)==([\w.+-]+)", locked, re.MULTILINE)
    )
    hashes = [h["content"] for p in parts for r in p["externalReferences"] for h in r["hashes"]]
    assert set(hashes) == set(re.findall(r"sha256:([0-9a-f]{64})", locked))
