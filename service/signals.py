"""What the process is told from outside: to stop, and to go on after a flood of rejects.

Loads nothing of ours at first: until the first handler stands, a container cannot be stopped.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from types import FrameType

_LEAVE_S = 5.0


def leave_on_signals() -> None:
    """End on SIGTERM and SIGINT at once: for the start, when nothing is in hand yet.

    The first process of a container ignores a signal that it does not handle, and a stop would wait
    for its whole grace period. A start that is torn down in the middle may hang, or swallow the
    exit: then it ends by force.
    """

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        force = threading.Timer(_LEAVE_S, os._exit, (0,))
        force.daemon = True
        force.start()
        sys.exit(0)

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)


def stop_on_signals(timeout_s: float) -> threading.Event:
    """Stop after the batch in hand; by force when that takes too long.

    Force is safe: what was not committed is aborted by the next start, and read again.

    Returns:
        Set by SIGTERM and SIGINT.
    """
    import structlog

    from service.errors import ExitCode

    log = structlog.get_logger()
    stop = threading.Event()

    def give_up() -> None:
        log.error("the batch in hand did not finish in time", stop_timeout_s=timeout_s)
        os._exit(ExitCode.UNAVAILABLE)

    def on_signal(number: int, _: FrameType | None) -> None:
        if not stop.is_set():
            log.info("stopping", signal=signal.Signals(number).name)
            stop.set()
            watchdog = threading.Timer(timeout_s, give_up)
            watchdog.daemon = True
            watchdog.start()

    signal.signal(signal.SIGTERM, on_signal)
    signal.signal(signal.SIGINT, on_signal)
    return stop


def resume_on_signal() -> threading.Event:
    """Note that the operator lets the stream go on.

    A signal, and no page of the HTTP port: a container opens that port to its network, and whoever
    reaches it is not asked who he is; a signal takes the right to act in the container. Not SIGHUP,
    which a closing terminal sends unasked.

    Returns:
        Set by SIGUSR1; whoever obeys clears it.
    """
    asked = threading.Event()
    signal.signal(signal.SIGUSR1, lambda _number, _frame: asked.set())
    return asked
