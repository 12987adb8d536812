"""Files and folders of raw articles -> records, in a stable order.

A file's headers may stand beside it (service/sidecar.py): then it is read by them, whatever its
ending says.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from service import sidecar
from service.decode import HTML, JSON, TEXT
from service.errors import ConfigError
from service.transport import Header, Record

_TYPES = {".html": HTML, ".htm": HTML, ".txt": TEXT, ".json": JSON}
_LINES = (".jsonl", ".ndjson")
KINDS = "*.jsonl (one raw article a line), *.json, *.html, *.txt"


@dataclass(frozen=True, slots=True)
class Found:
    """A record and where it was found, for people."""

    record: Record
    place: str


def find(paths: Iterable[Path]) -> list[Path]:
    """List the files behind paths.

    Args:
        paths: Files, folders (searched through, in order of name), or ``-`` for JSON Lines from
            standard input.

    Raises:
        ConfigError: A path does not exist, or a file is of no known kind.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(f for f in path.rglob("*") if f.is_file() and _known(f))
        elif path == Path("-") or (path.is_file() and _known(path)):
            found.append(path)
        elif path.exists():
            raise ConfigError(f"{path}: unknown kind of file; known are {KINDS}")
        else:
            raise ConfigError(f"{path}: no such file or folder")
    return found


def read(files: Iterable[Path]) -> Iterator[Found]:
    """Read files one record at a time.

    Returns:
        The records; offsets count from 0 over all files. Blank lines are none.
    """
    offset = 0
    for file in files:
        for place, headers, value in _records(file):
            yield Found(Record("files", 0, offset, -1, None, value, headers), place)
            offset += 1


def _known(file: Path) -> bool:
    return file.suffix.lower() in (*_TYPES, *_LINES) or sidecar.path_of(file).is_file()


def _records(file: Path) -> Iterator[tuple[str, tuple[Header, ...], bytes]]:
    beside = sidecar.read(file)
    if beside is not None:
        yield str(file), beside, file.read_bytes()
    elif file.suffix.lower() in _TYPES:
        yield str(file), _headers(_TYPES[file.suffix.lower()]), file.read_bytes()
    else:
        yield from _of_lines(file)


def _of_lines(file: Path) -> Iterator[tuple[str, tuple[Header, ...], bytes]]:
    stream = sys.stdin.buffer if file == Path("-") else file.open("rb")
    with stream:
        for number, line in enumerate(stream, start=1):
            if not line.isspace():
                yield f"{file}:{number}", _headers(JSON), line.rstrip(b"\r\n")


def _headers(content_type: str) -> tuple[Header, ...]:
    return (("content-type", content_type.encode()),)
