from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from service import files, offline
from service.errors import ConfigError
from tests.records import TEXT, pipeline


def test_folders_are_read_in_a_stable_order_and_other_files_left_out(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b/2.txt", "a.html", "c.jsonl", "read.me", "z.json"):
        (tmp_path / name).write_text("x\n\ny\n", "utf-8")
    found = list(files.read(files.find([tmp_path])))
    places = [item.place.removeprefix(f"{tmp_path}/") for item in found]
    assert places == ["a.html", "b/2.txt", "c.jsonl:1", "c.jsonl:3", "z.json"]
    assert [item.record.offset for item in found] == list(range(5))
    assert found[0].record.headers == (("content-type", b"text/html"),)


@pytest.mark.parametrize(("name", "told"), [("nothing", "no such file"), ("x.pdf", "unknown kind")])
def test_a_path_that_cannot_be_read_is_named(tmp_path: Path, name: str, told: str) -> None:
    (tmp_path / "x.pdf").touch()
    with pytest.raises(ConfigError, match=told):
        files.find([tmp_path / name])


def test_one_line_a_record_in_order(tmp_path: Path) -> None:
    lines = [json.dumps({"text": TEXT, "extra": {"line": "a\u2028b"}}), "[1]"]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), "utf-8")
    out = io.BytesIO()
    told: list[str] = []
    found = files.read(files.find([tmp_path]))
    kinds = offline.process(found, pipeline(), out, lambda item, _: told.append(item.place))
    first, second = (json.loads(line) for line in out.getvalue().split(b"\n")[:-1])
    assert (first["outcome"], first["article"]["extra"]) == ("enriched", {"line": "a\u2028b"})
    assert (second["outcome"], second["stage"], second["reason"]) == (
        "rejected",
        "decode",
        "not_an_object",
    )
    assert (kinds["enriched"], kinds["rejected"], len(told)) == (1, 1, 2)
