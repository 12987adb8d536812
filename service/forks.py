"""The fork server, from which workers are made with everything loaded.

It loads for a second and more; started first thing, it does so while the main process loads too.
"""

from __future__ import annotations

import multiprocessing
import signal
from multiprocessing import forkserver
from multiprocessing.context import ForkServerContext


def context() -> ForkServerContext:
    """Give what makes processes of the fork server's; it starts with the first, if not yet."""
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["service.warm"])
    return found


def start() -> None:
    """Start the fork server, and do not wait until it has loaded.

    It is born deaf to Ctrl-C, which a terminal sends to all processes: the main one decides.
    """
    context()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        forkserver.ensure_running()
    finally:
        signal.signal(signal.SIGINT, before)
