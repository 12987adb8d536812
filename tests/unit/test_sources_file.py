"""The operator's file while the service runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from schemas.enriched_article import Source
from service.article import Article
from service.enrich.source import SourceEnricher
from service.errors import ConfigError
from service.executor import InLine, Processed
from service.outcome import Enriched
from service.publishers import registry, use
from service.sources import SourcesFile, adopt
from service.workers import Workers
from tests.misbehaving import Naming
from tests.records import pipeline, record

HEADING = "domain,name,country,languages\n"
FIRST = HEADING + "baomau.example,Báo Mẫu,VN,vi\n"
SECOND = HEADING + "baomau.example,Báo Mẫu Mới,VN,vi\n"


@pytest.fixture(autouse=True)
def _own_rows_again() -> Iterator[None]:
    yield
    use(None)


class Watched:
    """A file that was written long ago, and what its watcher told."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.now, self.told = path, 1_000.0, list[str]()
        self.write(text)
        self.now += 60
        self.file = SourcesFile(path, clock=lambda: self.now)
        adopt(self.file.text)

    def write(self, text: str) -> None:
        self.path.write_text(text, "utf-8")
        os.utime(self.path, (self.now, self.now))

    def look(self, after_s: float = 60.0) -> str:
        self.now += after_s
        self.file.refresh(adopt, self.told.append)
        found = named()
        return found.name if found else ""


def named() -> Source | None:
    return SourceEnricher()(Article(("x",), url="https://baomau.example/x"))


@pytest.fixture
def watched(tmp_path: Path) -> Watched:
    return Watched(tmp_path / "sources.csv", FIRST)


def test_a_change_is_adopted_once(watched: Watched) -> None:
    version = registry().version
    assert watched.look() == "Báo Mẫu"
    watched.write(SECOND)
    assert [watched.look(), watched.look()] == ["Báo Mẫu Mới"] * 2
    assert watched.told == ["adopted"]
    assert registry().version != version


@pytest.mark.parametrize("broken", ["nonsense", HEADING + "baomau.example,X,Vietnam,vi\n"])
def test_a_broken_edit_is_refused_once_and_the_old_rows_stay(watched: Watched, broken: str) -> None:
    version = registry().version
    watched.write(broken)
    assert [watched.look(), watched.look()] == ["Báo Mẫu"] * 2
    assert watched.told == ["refused"]
    assert registry().version == version
    watched.write(SECOND)
    assert watched.look() == "Báo Mẫu Mới"


def test_a_file_that_goes_away_changes_nothing_until_it_is_back(watched: Watched) -> None:
    watched.path.unlink()
    assert [watched.look(), watched.look()] == ["Báo Mẫu"] * 2
    watched.write(SECOND)
    assert watched.look() == "Báo Mẫu Mới"
    assert watched.told == ["refused", "adopted"]


def test_a_file_still_being_written_is_left_alone_for_a_second(watched: Watched) -> None:
    watched.write(SECOND)
    assert watched.look(0.5) == "Báo Mẫu"
    assert watched.look(0.6) == "Báo Mẫu Mới"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe", "is not UTF-8"),
        (b"town\n", "no such column"),
        (HEADING.encode() + b"x,Y,VN,vi\n", "line 2, domain"),
        (None, "cannot be read"),
    ],
)
def test_a_start_with_a_broken_file_is_refused(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "sources.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError, match=said) as refused:
        SourcesFile(path)
    assert str(refused.value).startswith(f"COPYDESK_SOURCES_FILE: {path}: ")


def test_workers_adopt_them_too_and_those_that_take_their_place() -> None:
    sent = [record(b"name")] * 8
    workers = Workers(Naming, 2, time_limit_s=5, max_memory_bytes=2**30)
    try:
        before = names(workers.map(sent))
        workers.adopt(FIRST)
        after = names(workers.map(sent))
        workers.map([record(b"exit")])
        again = names(workers.map(sent))
    finally:
        workers.close()
    assert (before, after, again) == ({""}, {"Báo Mẫu"}, {"Báo Mẫu"})


def names(processed: list[Processed]) -> set[str]:
    outcomes = [p.outcome for p in processed]
    return {(o.message.value or b"").decode() for o in outcomes if isinstance(o, Enriched)}


def test_the_version_is_in_every_article() -> None:
    executor = InLine(pipeline())
    executor.adopt(FIRST)
    (done,) = executor.map([record("Một tin.\n\nHội đồng họp sáng nay.".encode(), "text/plain")])
    assert isinstance(done.outcome, Enriched)
    assert f'"sources":"{registry().version}"'.encode() in (done.outcome.message.value or b"")
