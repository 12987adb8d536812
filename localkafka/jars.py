"""jars.lock -> Apache Kafka's jars on this machine, each of them checked.

Run ``python -m localkafka --lock`` after changing ``KAFKA_VERSION`` to write the lock anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KAFKA_VERSION = "4.2.1"
_KAFKA = f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}"
_LOG_BINDING = "org.apache.logging.log4j:log4j-slf4j-impl:2.25.4"
"""Without a binding of SLF4J the broker's log is silent; Kafka asks for log4j 2.25.4."""
LOCK = Path(__file__).with_name("jars.lock")
_AT_ONCE = 8
_HINT = "install the demo's extra: pip install 'copydesk[demo]'"

Tell = Callable[[int, int], None]


class JarError(Exception):
    """A jar cannot be had, or is not the one that was locked."""


@dataclass(frozen=True, slots=True)
class Jar:
    """One line of the lock."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def filename(self) -> str:
        """Its name in the cache: group first, because artifacts of two groups may share names."""
        return f"{self.group}.{self.artifact}-{self.version}.jar"


def read_lock(lock: Path = LOCK) -> list[Jar]:
    """Read the lock: ``group:artifact:version sha256`` a line, ``#`` for comments."""
    rows = (
        line.split() for line in lock.read_text("utf-8").splitlines() if line and line[0] != "#"
    )
    return [_jar(coordinates, sha256) for coordinates, sha256 in rows]


def _jar(coordinates: str, sha256: str) -> Jar:
    group, artifact, version = coordinates.split(":")
    return Jar(group, artifact, version, sha256)


def cache_folder() -> Path:
    """Where jars are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "copydesk" / f"kafka-{KAFKA_VERSION}"


def fetch(tell: Tell | None = None, *, cache: Path | None = None, lock: Path = LOCK) -> list[Path]:
    """Make sure that every locked jar is in the cache.

    Args:
        tell: Told how many jars of how many are there, when any has to be downloaded.
        cache: The folder; the default outlives runs.
        lock: The jars wanted.

    Returns:
        Their paths, in the lock's order. A jar that is there is not read again: it was checked
        when it came, and came whole (written aside, then renamed).

    Raises:
        JarError: One cannot be downloaded, or differs from the lock.
    """
    cache = cache or cache_folder()
    jars = read_lock(lock)
    missing = [jar for jar in jars if not (cache / jar.filename).is_file()]
    if missing:
        _download_all(missing, cache, len(jars), tell or (lambda *_: None))
    return [cache / jar.filename for jar in jars]


def _download_all(missing: Sequence[Jar], cache: Path, total: int, tell: Tell) -> None:
    cache.mkdir(parents=True, exist_ok=True)
    done = total - len(missing)
    tell(done, total)
    with (
        tempfile.TemporaryDirectory(dir=cache) as aside,
        ThreadPoolExecutor(_AT_ONCE) as pool,
    ):
        context = _maven(Path(aside))
        for _ in pool.map(lambda jar: _download(jar, context, cache), missing):
            done += 1
            tell(done, total)


def _download(jar: Jar, context: Any, cache: Path) -> None:
    component = context.project(jar.group, jar.artifact).at_version(jar.version)
    try:
        path = Path(component.artifact().resolve())
    except Exception as error:
        raise JarError(f"{jar.filename} cannot be downloaded: {error}") from error
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != jar.sha256:
        raise JarError(f"{jar.filename} is not the locked one: sha256 {found}, not {jar.sha256}")
    path.rename(cache / jar.filename)  # on the same disk, so it appears whole or not at all


def _maven(folder: Path) -> Any:
    try:
        from jgo.constants import MAVEN_CENTRAL_URL
        from jgo.maven import MavenContext
    except ImportError as error:
        raise JarError(_HINT) from error
    return MavenContext(repo_cache=folder, remote_repos={"central": MAVEN_CENTRAL_URL})


def progress(done: int, total: int) -> None:
    """Tell people on standard error: one line rewritten on a terminal, two lines elsewhere."""
    text = f"Fetching Apache Kafka {KAFKA_VERSION}: {done}/{total} jars"
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{text}" + ("\n" if done == total else ""))
    elif done in (0, total):
        sys.stderr.write(text + "\n")
    sys.stderr.flush()


def write_lock(lock: Path = LOCK) -> int:
    """Resolve Kafka's dependencies and lock them; returns how many."""
    import jgo

    coordinates = [(a.groupId, a.artifactId, a.version) for a in jgo.resolve(_KAFKA)]
    binding = _LOG_BINDING.split(":")
    coordinates.append((binding[0], binding[1], binding[2]))
    folder = Path(tempfile.mkdtemp())
    try:
        context = _maven(folder)
        lines = [
            f"{group}:{artifact}:{version} "
            + hashlib.sha256(
                Path(
                    context.project(group, artifact).at_version(version).artifact().resolve()
                ).read_bytes()
            ).hexdigest()
            for group, artifact, version in coordinates
        ]
    finally:
        shutil.rmtree(folder)
    header = f"# {_KAFKA}; written by python -m localkafka --lock"
    lock.write_text("\n".join([header, *lines, ""]), "utf-8")
    return len(lines)
