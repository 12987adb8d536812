"""``python -m localkafka``: a node in the foreground until Ctrl-C."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import threading
from pathlib import Path

from localkafka import KAFKA_VERSION, JarError, Node, NodeError
from localkafka.jars import write_lock


def main() -> int:
    """Run a node; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m localkafka",
        description=f"Apache Kafka {KAFKA_VERSION} on loopback, until Ctrl-C.",
    )
    parser.add_argument("--data", type=Path, help="keep its data here (default: nowhere)")
    parser.add_argument("--port", type=int, default=0, help="for clients (default: a free one)")
    parser.add_argument("--lock", action="store_true", help="only write jars.lock anew")
    arguments = parser.parse_args()
    if arguments.lock:
        sys.stdout.write(f"{write_lock()} jars locked\n")
        return 0
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    with tempfile.TemporaryDirectory() as folder:
        try:
            with Node(arguments.data or Path(folder), port=arguments.port) as node:
                sys.stdout.write(f"Apache Kafka {KAFKA_VERSION}: {node.bootstrap_servers}\n")
                sys.stdout.flush()
                stop.wait()
        except (NodeError, JarError) as error:
            sys.stderr.write(f"{error}\n")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
