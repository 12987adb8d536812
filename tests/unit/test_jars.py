from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import pytest

from localkafka import jars
from localkafka.jars import KAFKA_VERSION, JarError, fetch, read_lock


class Repository:
    """Maven Central in a folder."""

    def __init__(self, folder: Path, content: bytes) -> None:
        self.folder, self.content = folder, content

    def __getattr__(self, _: str) -> Any:
        return lambda *_: self

    def resolve(self) -> Path:
        path = self.folder / "downloaded.jar"
        path.write_bytes(self.content)
        return path


def locked(folder: Path, content: bytes) -> Path:
    lock = folder / "jars.lock"
    sha256 = hashlib.sha256(content).hexdigest()
    lock.write_text(f"# comment\norg.example:a:1 {sha256}\n", "utf-8")
    return lock


def fetch_from(
    content: bytes, lock: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> list[Path]:
    monkeypatch.setattr(jars, "_maven", lambda folder: Repository(folder, content))
    return fetch(cache=cache, lock=lock)


def test_a_jar_is_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lock = locked(tmp_path, b"jar")
    (path,) = fetch_from(b"jar", lock, tmp_path / "cache", monkeypatch)
    assert path.read_bytes() == b"jar"
    assert fetch_from(b"never asked for", lock, tmp_path / "cache", monkeypatch) == [path]


def test_a_jar_that_is_not_the_locked_one_is_refused_and_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock = locked(tmp_path, b"jar")
    with pytest.raises(JarError, match="not the locked one"):
        fetch_from(b"another", lock, tmp_path / "cache", monkeypatch)
    assert not list((tmp_path / "cache").iterdir())


def test_the_lock_holds_kafka_itself() -> None:
    lock = {(jar.group, jar.artifact): jar for jar in read_lock()}
    assert lock["org.apache.kafka", "kafka_2.13"].version == KAFKA_VERSION
    assert all(len(jar.sha256) == 64 for jar in lock.values())
