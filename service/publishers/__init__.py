"""A host -> the publisher behind it: name, country, languages, time zone, the names it goes by.

One registry is in use in a process: the project's own, or that with an operator's rows over it.
"""

from __future__ import annotations

from collections.abc import Mapping
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from service.publishers.registry import Ambiguity, Publisher, Registry, alias_key, built_in

__all__ = [
    "Ambiguity",
    "Publisher",
    "alias_key",
    "ambiguous",
    "by_domain",
    "by_host",
    "publishers",
    "registry",
    "use",
    "zone_of",
]

_used: Registry | None = None


def registry() -> Registry:
    """Give the registry in use; the project's own unless another was put in its place."""
    return _used or built_in()


def use(other: Registry | None) -> None:
    """Put another in its place, for the whole process; between two records, never amid one.

    Args:
        other: None for the project's own.
    """
    global _used  # noqa: PLW0603  one table a process, as a model is
    _used = other


def publishers() -> tuple[Publisher, ...]:
    """Give all rows, in the order of domains."""
    return registry().publishers


def ambiguous() -> Mapping[str, Ambiguity]:
    """Give the aliases that name no publisher by themselves.

    Returns:
        By alias, case folded and without a leading "The".
    """
    return registry().shared


def by_host(host: str | None) -> Publisher | None:
    """Find who publishes on a host.

    Args:
        host: Of an address, in ASCII; case and a final full stop do not matter.

    Returns:
        The publisher of the longest suffix that has a row (``thethao.tuoitre.vn`` is
        ``tuoitre.vn``'s), then the one that names it among its other domains; None where unknown.
    """
    return registry().by_host(host)


def by_domain(domain: str) -> Publisher | None:
    """Give the row of a domain, as it stands there."""
    return registry().by_domain.get(domain)


def zone_of(publisher: Publisher) -> ZoneInfo | None:
    """Give the zone of its newsroom's clocks.

    Returns:
        None where it has none, or this machine no zone files (neither the system's nor the tzdata
        package).
    """
    try:
        return ZoneInfo(publisher.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return None
