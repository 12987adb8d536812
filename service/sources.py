"""The operator's file of publishers: read at the start, looked at between batches, never amid one."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import structlog

from service.errors import ConfigError
from service.publishers import registry, use
from service.publishers.operators import with_rows
from service.publishers.registry import built_in

log = structlog.get_logger()

Adopt = Callable[[str], None]
"""Puts the rows to work everywhere, here and in the workers."""
Tell = Callable[[str], None]
"""Told ``adopted`` or ``refused``."""

_SETTLED_S = 1.0
"""A file that changed less than so long ago may still be being written."""
_Signature = tuple[int, int, int] | None


def adopt(text: str) -> None:
    """Use an operator's rows over the project's in this process.

    Raises:
        SourcesError: They are wrong; what was in use stays.
    """
    use(with_rows(built_in(), text))


class SourcesFile:
    """Watches the file.

    Args:
        path: CSV; see ``service.publishers.operators``.
        clock: Seconds since the epoch.

    Raises:
        ConfigError: It cannot be read, or a row is wrong: the message has line and column.
    """

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._path = path
        self._clock = clock
        self._signature = self._look()
        try:
            self.text = self._read()
            with_rows(built_in(), self.text)
        except (OSError, ValueError) as error:
            raise ConfigError(f"COPYDESK_SOURCES_FILE: {_why(path, error)}") from error

    def refresh(self, adopt: Adopt, tell: Tell) -> None:
        """Adopt the file if it has changed; keep what is in use if it cannot be used.

        Args:
            adopt: Called with the rows; raises ``SourcesError`` where they are wrong.
            tell: Called after a change was adopted or refused, once for each change.
        """
        signature = self._look()
        if signature == self._signature or not self._is_settled(signature):
            return
        self._signature = signature
        try:
            text = self._read()
            with_rows(built_in(), text)  # all of it is looked at before anything changes
            adopt(text)
        except (OSError, ValueError) as error:
            refused = _why(self._path, error)
        else:
            self.text, refused = text, ""
        if refused:
            log.error("sources file refused; the old rows stay", why=refused)
        else:
            log.info("sources file adopted", file=str(self._path), version=registry().version)
        tell("refused" if refused else "adopted")

    def _read(self) -> str:
        return self._path.read_text("utf-8")

    def _look(self) -> _Signature:
        try:
            seen = self._path.stat()
        except OSError:
            return None
        return seen.st_mtime_ns, seen.st_size, seen.st_ino

    def _is_settled(self, signature: _Signature) -> bool:
        if signature is None:
            return True
        age_s = self._clock() - signature[0] / 1e9
        return age_s >= _SETTLED_S or age_s < 0


def _why(path: Path, error: Exception) -> str:
    if isinstance(error, OSError):
        return f"{path}: cannot be read ({error.strerror})"
    if isinstance(error, UnicodeDecodeError):
        return f"{path}: is not UTF-8 (byte {error.start})"
    return "\n".join(f"{path}: {line}" for line in str(error).splitlines())
