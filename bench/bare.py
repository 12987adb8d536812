"""The floors: the same client, the same guarantee, bytes through, nothing done to them.

``python -m bench.bare`` reads its settings as the service does and prints a line when it has joined
its group; ``--json`` reads and writes each value as JSON on the way. It ends at SIGTERM.
"""

from __future__ import annotations

import json
import signal
import sys

from service import kafka
from service.outcome import Enriched
from service.settings import load
from service.transport import Message, Record


def main(*, through_json: bool) -> None:
    """Move records until told to stop."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    transport = kafka.connect(load(), lambda _: None)
    joined = False
    try:
        while True:
            records = transport.poll()
            if transport.assigned() and not joined:
                joined = True
                print("joined", flush=True)
            if records:
                transport.publish(records, [_through(r, through_json) for r in records])
    finally:
        transport.close()


def _through(record: Record, through_json: bool) -> Enriched:
    value = record.value
    if through_json and value is not None:
        value = json.dumps(json.loads(value), ensure_ascii=False).encode()
    return Enriched(Message(record.key, value, record.headers))


if __name__ == "__main__":
    main(through_json="--json" in sys.argv[1:])
