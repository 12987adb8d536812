"""Logs: JSON lines for machines, colours for people; never article text above debug."""

from __future__ import annotations

import logging
import sys
from typing import Literal

import structlog

_LIBRARIES = (
    "kafka",
    "trafilatura",
    "htmldate",
    "courlan",
    "urllib3",
    "uvicorn",
    "justext",
    "opentelemetry",
)
_LEVELS = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}


def configure(level: str, form: Literal["auto", "json", "console"]) -> None:
    """Set up logging to standard error.

    Args:
        level: debug, info, warning or error; libraries speak from critical on, or from warning
            on where the level is debug: what they have to say we say in our own words.
        form: ``auto`` is console on a terminal.
    """
    console = form == "console" or (form == "auto" and sys.stderr.isatty())
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer()
            if console
            else structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(stream=sys.stderr, format="%(name)s: %(message)s", level=logging.WARNING)
    for library in _LIBRARIES:
        loud = logging.WARNING if level == "debug" else logging.CRITICAL
        logging.getLogger(library).setLevel(loud)
