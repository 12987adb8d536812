"""``copydesk compare``: how much of their text two articles share."""

from __future__ import annotations

import json
import re
from itertools import islice
from pathlib import Path

from service import files
from service.enrich.near import PLACES, similarity
from service.errors import ConfigError
from service.outcome import Enriched, Rejected
from service.pipeline import Pipeline
from service.settings import Settings

_FINGERPRINT = re.compile(rf"[0-9a-f]{{{2 * PLACES}}}")


def compare(one: str, other: str, settings: Settings) -> float:
    """Estimate it from their fingerprints.

    Args:
        one: A file with one raw article, as ``process`` takes it, or a ``fingerprint.near``.
        other: Another.
        settings: Its limits.

    Returns:
        0 to 1; the standard error is at most .045.

    Raises:
        ConfigError: One of them cannot be read, or holds no article.
    """
    pipeline = Pipeline(
        max_page_bytes=settings.max_page_bytes,
        max_output_bytes=settings.max_output_bytes,
        trafilatura_share=settings.trafilatura_share,
    )
    return similarity(*(_fingerprint(said, pipeline) for said in (one, other)))


def _fingerprint(said: str, pipeline: Pipeline) -> str:
    if _FINGERPRINT.fullmatch(said):
        return said
    found = list(islice(files.read(files.find([Path(said)])), 2))
    if len(found) != 1:
        raise ConfigError(f"{said}: compare takes files of one article; known are {files.KINDS}")
    outcome = pipeline.process(found[0].record)
    if isinstance(outcome, Rejected):
        raise ConfigError(f"{said}: {outcome.reason}: {outcome.detail}")
    article = json.loads(outcome.message.value or b"{}") if isinstance(outcome, Enriched) else {}
    near: str | None = article.get("fingerprint", {}).get("near")
    if near is None:
        raise ConfigError(f"{said}: there is no word in it")
    return near
