"""Memory of batches of large records, each in a thread of its own, is given back."""

from __future__ import annotations

import platform
import subprocess
import sys

import pytest

_WORK = """
import random, sys, threading
from pathlib import Path
from service import heap

if sys.argv[1] == "bound":
    heap.bound()
random.seed(3)
kept = []

def batch():
    parts = [bytes(random.randrange(20_000, 400_000)) for _ in range(50)]
    joined = b"".join(parts)
    kept.append([parts[0][:random.randrange(1_000, 60_000)], bytes(random.randrange(600, 5_000))])
    del kept[:-40]

for _ in range(40):
    thread = threading.Thread(target=batch)
    thread.start()
    thread.join()
    batch()
status = Path("/proc/self/status").read_text("utf-8").splitlines()
print(next(line.split()[1] for line in status if line.startswith("VmRSS:")))
"""


def _held_kb(how: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", _WORK, how], stdout=subprocess.PIPE, check=True, text=True
    )
    return int(done.stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library has other heaps")
def test_what_large_batches_took_is_given_back() -> None:
    assert _held_kb("bound") < _held_kb("plain") / 2
