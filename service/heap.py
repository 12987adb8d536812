"""How the C library keeps memory: given back when it is freed, whatever the size of the records."""

from __future__ import annotations

import ctypes
from contextlib import suppress

_TRIM_THRESHOLD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -3, -8
"""Parameters of glibc's mallopt(3)."""
_LARGE_BYTES = 131_072


def bound() -> None:
    """Keep one heap for all threads, and none of the large blocks in it; once, at the start.

    glibc gives each thread a heap of its own, and after the first large block freed keeps all
    others up to 32 MB in them, too: every transaction is a thread, and batches of large records
    left the process larger each time. Does nothing where the C library is another one.
    """
    with suppress(OSError, AttributeError):
        adjust = ctypes.CDLL(None).mallopt
        adjust(_ARENA_MAX, 1)
        adjust(_MMAP_THRESHOLD, _LARGE_BYTES)
        adjust(_TRIM_THRESHOLD, _LARGE_BYTES)
