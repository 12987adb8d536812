"""A pipeline that does what a record says: for tests of the processes around it."""

from __future__ import annotations

import os
import signal
import time

from schemas.dead_letter import Stage
from service.outcome import Enriched, Outcome
from service.pipeline import Pipeline, Trace
from service.publishers import by_host
from service.transport import Message, Record

NAP_S = 0.2


class Misbehaving(Pipeline):
    """Enriches with the record's own value and the process' id."""

    def __init__(self) -> None:
        super().__init__(max_page_bytes=1_000_000, max_output_bytes=1_000_000)

    def process(self, record: Record, trace: Trace | None = None) -> Outcome:
        step = trace or Trace()
        return step(Stage.CLEAN, self._obey, record)

    def _obey(self, record: Record) -> Outcome:
        value = record.value or b""
        if value == b"hang":
            time.sleep(1_000)
        elif value == b"nap":
            time.sleep(NAP_S)
        elif value == b"die":
            os.kill(os.getpid(), signal.SIGSEGV)
        elif value == b"exit":
            os._exit(3)
        elif value == b"grow":
            _KEPT.append(bytearray(200_000_000))
        elif value.startswith(b"die once "):
            _die_once(value.decode().removeprefix("die once "))
        return Enriched(Message(str(os.getpid()).encode(), value, ()))


class Overrunning(Pipeline):
    """The service's own, but for a record that takes for ever to clean, or a nap of so many ms."""

    def __init__(self) -> None:
        super().__init__(max_page_bytes=5_000_000, max_output_bytes=10_000_000)

    def process(self, record: Record, trace: Trace | None = None) -> Outcome:
        step = trace or Trace()
        if record.value == b"hang":
            step(Stage.CLEAN, time.sleep, 1_000)
        for name, value in record.headers:
            if name == "nap-ms":
                step(Stage.CLEAN, time.sleep, int(value or b"0") / 1_000)
        return super().process(record, step)


class Naming(Misbehaving):
    """Enriches with the name of baomau.example's publisher."""

    def _obey(self, record: Record) -> Outcome:
        if record.value != b"name":
            return super()._obey(record)
        publisher = by_host("baomau.example")
        return Enriched(Message(b"", publisher.name.encode() if publisher else b"", ()))


_KEPT: list[bytearray] = []


def _die_once(path: str) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return
    os._exit(1)
