"""What both trainings do: keep a publisher's pages together, store or compare weights."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

_SECOND_LEVEL = frozenset(("co", "com", "net", "org", "ac", "gov"))


def registrable(url: str) -> str:
    """The publisher's domain, near enough to keep its texts together."""
    parts = re.sub(r"^(https?://)?(www\.)?", "", url).split("/")[0].split(".")
    size = 3 if len(parts) > 2 and parts[-2] in _SECOND_LEVEL else 2  # noqa: PLR2004  "co.uk"
    return ".".join(parts[-size:])


def fold(publisher: str, count: int) -> int:
    """Deal a publisher into one of so many folds, always the same."""
    return int(hashlib.sha256(publisher.encode()).hexdigest(), 16) % count


def store(path: Path, written: str, *, check: bool) -> bool:
    """Write a file, or only compare.

    Returns:
        Whether it is as it is to be.
    """
    if check:
        same = path.is_file() and path.read_text("utf-8") == written
        print(f"{path.name}: {'the same' if same else 'another'} as in the repository")
        return same
    path.parent.mkdir(exist_ok=True)
    path.write_text(written, "utf-8")
    print(f"{path.name}: {len(written)} bytes")
    return True
