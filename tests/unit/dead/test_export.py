from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service import files, offline, sidecar
from service.dead import export
from service.dead.letter import read
from service.errors import ConfigError
from service.letters import dead_letter
from service.outcome import Rejected
from service.transport import Header, Record
from tests.dead import letter, standing
from tests.records import pipeline, record

HTML = ("content-type", b"text/html; charset=windows-1258")
BAD: list[tuple[bytes, tuple[Header, ...]]] = [
    (b'{"text": "cut', (("trace", b"\xff"),)),
    (b'{"text": "\xff\xfe"}', ()),
    (b"", ()),
    (b'{"text": "A text", "title": {"a": 1}}', (("Content-Type", b"application/json"),)),
    (b'{"url": "https://a.example/1"}', (("content-type", b""),)),
    (b"<p>" + b"x" * 11_000, (HTML, ("url", b"https://a.example/2"))),
    (b"[" * 10_000, ()),
    (b"[1]\r\n\n", ()),
    (b"%PDF\r\n\x00", (("content-type", b"application/pdf"),)),
    (b" \n", (("content-type", b"text/plain"),)),
    (b"<html><body><p>short", (HTML,)),
    (b"<p " + b'x="1" ' * 300 + b">text</p>", (("content-type", b"application/xhtml+xml"),)),
]


def test_what_is_exported_is_rejected_again_for_the_same_reason(tmp_path: Path) -> None:
    exported = []
    for offset, (value, headers) in enumerate(BAD):
        rejected = record(value, None, *headers, offset=offset)
        outcome = pipeline().process(rejected)
        assert isinstance(outcome, Rejected)
        dead = standing(dead_letter(rejected, outcome), offset=offset)
        exported.append((export.write(tmp_path, read(dead)), rejected, outcome))
    for file, rejected, outcome in exported:
        assert file is not None
        (found,) = files.read(files.find([file]))
        assert (found.record.value, found.record.headers) == (rejected.value, rejected.headers)
        out = io.BytesIO()
        offline.process([found], pipeline(), out, lambda *_: None)
        told = json.loads(out.getvalue())
        assert (told["stage"], told["reason"], told["detail"]) == (
            outcome.stage,
            outcome.reason,
            outcome.detail,
        )
        assert file.parent.name == outcome.reason
    assert len(files.find([tmp_path])) == len(BAD)
    endings = {file.suffix for file, _, _ in exported if file}
    assert endings == {".json", ".html", ".txt", ".bin"}


def test_a_letter_that_tells_nothing_is_not_exported(tmp_path: Path) -> None:
    assert export.write(tmp_path, read(Record("articles.dead", 0, 0, -1, None, b"", ()))) is None
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(ConfigError, match="cannot be written"):
        export.write(tmp_path / "file", read(standing(letter(1))))


@given(st.lists(st.tuples(st.text(st.characters(codec="utf-8")), st.none() | st.binary())))
def test_headers_come_back_from_their_file(headers: list[Header]) -> None:
    written = sidecar.render(headers, rejected={"reason": "no_text"})
    assert json.loads(written)["rejected"] == {"reason": "no_text"}
    assert sidecar.parse(written.encode()) == tuple(headers)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"headers": [["a"]]}', '{"headers": [[1, "x"]]}', '{"headers": [["a", {}]]}'],
)
def test_a_file_that_holds_no_headers_is_named(tmp_path: Path, text: str) -> None:
    page = tmp_path / "page.html"
    page.touch()
    (tmp_path / "page.html.headers").write_text(text, "utf-8")
    with pytest.raises(ConfigError, match=r"page\.html\.headers: not headers"):
        list(files.read([page]))
