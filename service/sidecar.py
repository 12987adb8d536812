"""The headers of a record that stands in a file: ``page.html`` and ``page.html.headers``."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from service.errors import ConfigError
from service.transport import Header

ENDING = ".headers"


def path_of(file: Path) -> Path:
    """Where a file's headers stand."""
    return file.with_name(file.name + ENDING)


def render(headers: Iterable[Header], **more: Mapping[str, Any]) -> str:
    """Write headers as JSON: ``{"headers": [[name, value], ...]}``.

    Args:
        headers: A value that is not UTF-8 becomes ``{"base64": ...}``.
        more: For people; not read back.
    """
    pairs = [_json([name, _shown(value)]) for name, value in headers]
    others = [f"{_json(name)}: {_json(value)}" for name, value in more.items()]
    return "{" + ",\n".join([f'"headers": [{", ".join(pairs)}]', *others]) + "}\n"


def read(file: Path) -> tuple[Header, ...] | None:
    """Read the headers of a record's file; None where there are none beside it.

    Raises:
        ConfigError: They are not as ``render`` writes them.
    """
    path = path_of(file)
    if not path.is_file():
        return None
    try:
        return parse(path.read_bytes())
    except (ValueError, TypeError, KeyError) as error:
        raise ConfigError(
            f'{path}: not headers; they are JSON, {{"headers": [["content-type", "text/html"]]}}'
        ) from error


def parse(text: bytes) -> tuple[Header, ...]:
    """Read what ``render`` writes.

    Raises:
        ValueError, TypeError, KeyError: It is not that.
    """
    pairs = json.loads(text)["headers"]
    return tuple((_name(name), _bytes(value)) for name, value in pairs)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _shown(value: bytes | None) -> Any:
    if value is None:
        return None
    try:
        return value.decode()
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(value).decode()}


def _name(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError(name)
    return name


def _bytes(value: Any) -> bytes | None:
    if value is None:
        return None
    if isinstance(value, str):
        return value.encode()
    return base64.b64decode(value["base64"], validate=True)
