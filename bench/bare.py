"""The floor: the same client, the same guarantee, bytes through, nothing done to them.

``python -m bench.bare`` reads its settings as the service does and prints one line of JSON.
"""

from __future__ import annotations

import json
import sys
import time

from service import kafka
from service.outcome import Enriched
from service.settings import load
from service.transport import Message


def main(count: int) -> None:
    """Move so many records and print what it took."""
    transport = kafka.connect(load(), lambda _: None)
    done, started, cpu_started, first = 0, 0.0, 0.0, 0
    while done < count:
        records = transport.poll()
        if not records:
            continue
        outcomes = [Enriched(Message(r.key, r.value, r.headers)) for r in records]
        transport.publish(records, outcomes)
        done += len(records)
        if not first:  # the first batch pays for joining and connecting
            first, started, cpu_started = done, time.perf_counter(), time.process_time()
    seconds, cpu = time.perf_counter() - started, time.process_time() - cpu_started
    transport.close()
    print(json.dumps({"records": done - first, "seconds": seconds, "cpu_s": cpu}))


if __name__ == "__main__":
    main(int(sys.argv[1]))
