"""Processes as /proc tells of them."""

from __future__ import annotations

import os
from pathlib import Path

_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")


def is_running(pid: int) -> bool:
    """Whether it lives; one that ended and was not waited for does not."""
    fields = _fields(pid)
    return bool(fields) and fields[0] != "Z"


def family(pid: int) -> list[int]:
    """A process and all below it."""
    children: dict[int, list[int]] = {}
    for path in Path("/proc").glob("[0-9]*"):
        fields = _fields(int(path.name))
        if fields:
            children.setdefault(int(fields[1]), []).append(int(path.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def workers(pid: int) -> list[int]:
    """The worker processes of a service: what its fork server has forked."""
    servers = [p for p in family(pid) if int((_fields(p) or "00")[1]) == pid]
    return [p for p in family(pid) if (_fields(p) or "00")[1] in map(str, servers)]


def cpu_s(pids: list[int]) -> float:
    """Seconds of CPU of processes, their own."""
    return sum(sum(map(int, _fields(pid)[11:13])) for pid in pids) / _TICKS_A_SECOND


def peak_bytes(pid: int) -> int:
    """The most memory it ever had in RAM; 0 of a process that is gone."""
    return _held_bytes(pid, "VmHWM")


def rss_bytes(pid: int) -> int:
    """The memory it has in RAM now; 0 of a process that is gone."""
    return _held_bytes(pid, "VmRSS")


def _held_bytes(pid: int, what: str) -> int:
    try:
        status = Path(f"/proc/{pid}/status").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return 0
    held = [line.split()[1] for line in status.splitlines() if line.startswith(f"{what}:")]
    return int(held[0]) * 1024 if held else 0


def _fields(pid: int) -> list[str]:
    """State, parent and so on; nothing of a process that is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []
