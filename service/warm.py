"""Imported by the fork server: tables and models loaded once, so that each worker begins with them.

A worker that begins with nothing spends 0.9 s of CPU on that, also when it takes the place of one that
was killed; and what is loaded before the fork is in memory once.
"""

from __future__ import annotations

import gc

from service import heap
from service.pipeline import Pipeline
from service.worker import WARM_UP

_MAX_BYTES = 1_000_000

heap.bound()
Pipeline(max_page_bytes=_MAX_BYTES, max_output_bytes=_MAX_BYTES).process(WARM_UP)
gc.collect()
gc.freeze()  # a collection in a worker would write to all of it, and have it copied
