"""Dead letters -> files that ``copydesk process`` reads, each with its headers beside it."""

from __future__ import annotations

from pathlib import Path

from service import sidecar
from service.dead.letter import Letter, original_headers
from service.decode import HTML, JSON, TEXT, content_type_of
from service.errors import ConfigError, DecodeError
from service.transport import Record

_ENDINGS = {JSON: ".json", HTML: ".html", TEXT: ".txt"}
_UNKNOWN = ".bin"


def write(folder: Path, letter: Letter) -> Path | None:
    """Write one letter: ``<reason>/<partition>-<offset>.<ending>``, and its headers.

    Args:
        folder: Made where it is missing.
        letter: Its value is written as it is; the headers are the rejected record's own.

    Returns:
        The file; None for a letter that tells nothing.

    Raises:
        ConfigError: It cannot be written.
    """
    if letter.told is None:
        return None
    record = letter.record
    headers = original_headers(record.headers)
    name = f"{record.partition}-{record.offset:012}{_ending(record)}"
    file = folder / letter.told.reason / name
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(record.value or b"")
        told = letter.told.model_dump(mode="json")
        sidecar.path_of(file).write_text(sidecar.render(headers, rejected=told), "utf-8")
    except OSError as error:
        raise ConfigError(f"{file}: cannot be written ({error.strerror})") from error
    return file


def _ending(record: Record) -> str:
    try:
        media_type, _ = content_type_of(record)
    except DecodeError:
        return _UNKNOWN
    return _ENDINGS[media_type]
