"""The story of one record: decode, clean, enrich, encode; and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from schemas.dead_letter import Reason, Stage, clip
from service.clean import clean
from service.clean.page.choice import TRAFILATURA_SHARE
from service.decode import Decoder
from service.encode import Encoder
from service.enrich import Enrich
from service.enrich.quality import marks_of
from service.enrich.source import standing_of
from service.errors import RecordError, path_of
from service.outcome import Enriched, Outcome, Rejected, Skipped
from service.transport import Record

P = ParamSpec("P")
T = TypeVar("T")


class Trace:
    """Remembers the stage a record is in.

    The core has no clock; one that has hands in a ``Trace`` of its own (executor.py).
    """

    stage = Stage.DECODE

    def __call__(self, stage: Stage, step: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Take one step."""
        self.stage = stage
        return step(*args, **kwargs)


class Pipeline:
    """Turns records into outcomes. Pure: the same record gives the same outcome, anywhere.

    Args:
        max_page_bytes: See ``Decoder``.
        max_output_bytes: See ``Encoder``.
        trafilatura_share: See ``clean``.
        enrich: Its enrichers; ``None`` makes the standard ones.
    """

    def __init__(
        self,
        *,
        max_page_bytes: int,
        max_output_bytes: int,
        trafilatura_share: float = TRAFILATURA_SHARE,
        enrich: Enrich | None = None,
    ) -> None:
        self._decode = Decoder(max_page_bytes)
        self._trafilatura_share = trafilatura_share
        self._enrich = enrich or Enrich()
        self._encode = Encoder(max_output_bytes)

    def process(self, record: Record, trace: Trace | None = None) -> Outcome:
        """Take one record through all stages.

        Args:
            record: As read.
            trace: Told of every stage.

        Returns:
            Exactly one outcome; never raises.
        """
        if record.value is None:
            return Skipped()
        step = trace or Trace()
        try:
            raw = step(Stage.DECODE, self._decode, record)
            article = step(Stage.CLEAN, clean, raw, self._trafilatura_share)
            enriched, failures = step(Stage.ENRICH, self._enrich, article)
            message = step(Stage.ENCODE, self._encode, enriched, record)
        except RecordError as error:
            cause = type(error.__cause__ or error).__name__
            return Rejected(error.stage, error.reason, clip(error.detail), cause)
        except Exception as error:  # noqa: BLE001  the record's border: nothing may stop the stream
            return _internal_error(step.stage, error)
        source = enriched.source
        publisher = (source.domain or source.name) if source else ""
        return Enriched(message, failures, standing_of(source), publisher, marks_of(enriched))


def _internal_error(stage: Stage, error: Exception) -> Rejected:
    return Rejected(
        stage,
        Reason.INTERNAL_ERROR,
        clip(str(error) or "no message"),
        type(error).__name__,
        traceback=path_of(error),
    )
