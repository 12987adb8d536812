"""A host -> the publisher behind it: name, country, languages, time zone, the names it goes by."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


@dataclass(frozen=True, slots=True)
class Publisher:
    """One row of the registry; text in NFC."""

    domain: str
    """Registrable, or the host where the publisher owns only that; lower-case ASCII."""
    name: str
    """In its own language."""
    aliases: tuple[str, ...]
    """Other names; as datelines and credits have them, matched with case."""
    country: str
    """ISO 3166-1 alpha-2 of the newsroom; `XK` for Kosovo."""
    languages: tuple[str, ...]
    """The main one first."""
    timezone: str
    """IANA name."""
    kind: str
    """newspaper, broadcaster, agency, online, magazine or aggregator."""
    other_domains: tuple[str, ...]
    alias_needs_marker: frozenset[str]
    """Aliases that are words too (Time, Lao Động): names only with a dateline's or credit's mark."""


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """An alias that several publishers go by, or others beside the one."""

    alias: str
    domains: tuple[str, ...]
    note: str


@cache
def publishers() -> tuple[Publisher, ...]:
    """Read the registry, once a process, in the order of domains."""
    return tuple(
        Publisher(
            domain=row["domain"],
            name=row["name"],
            aliases=_several(row["aliases"]),
            country=row["country"],
            languages=_several(row["languages"]),
            timezone=row["timezone"],
            kind=row["kind"],
            other_domains=_several(row["other_domains"]),
            alias_needs_marker=frozenset(_several(row["alias_needs_marker"])),
        )
        for row in _rows("publishers.csv")
    )


@cache
def ambiguous() -> Mapping[str, Ambiguity]:
    """Read the aliases that name no publisher by themselves.

    Returns:
        By alias, case folded and without a leading "The".
    """
    listed = (
        Ambiguity(row["alias"], _several(row["domains"]), row["note"])
        for row in _rows("ambiguous.csv")
    )
    return {alias_key(one.alias): one for one in listed}


def alias_key(alias: str) -> str:
    """Give the form aliases are compared in when looking for ambiguity."""
    return alias.casefold().removeprefix("the ")


def by_host(host: str | None) -> Publisher | None:
    """Find who publishes on a host.

    Args:
        host: Of an address, in ASCII; case and a final full stop do not matter.

    Returns:
        The publisher of the longest suffix that has a row (``thethao.tuoitre.vn`` is
        ``tuoitre.vn``'s), then the one that names it among its other domains; None where unknown.
    """
    labels = (host or "").casefold().rstrip(".").split(".")[-_MAX_LABELS:]
    suffixes = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    for table in (_by_domain(), _by_other_domain()):
        if found := next((table[suffix] for suffix in suffixes if suffix in table), None):
            return found
    return None


def by_domain(domain: str) -> Publisher | None:
    """Give the row of a domain, as it stands there."""
    return _by_domain().get(domain)


def zone_of(publisher: Publisher) -> ZoneInfo | None:
    """Give the zone of its newsroom's clocks.

    Returns:
        None where this machine has no zone files (neither the system's nor the tzdata package).
    """
    try:
        return ZoneInfo(publisher.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return None


_MAX_LABELS = 10


@cache
def _by_domain() -> Mapping[str, Publisher]:
    return {publisher.domain: publisher for publisher in publishers()}


@cache
def _by_other_domain() -> Mapping[str, Publisher]:
    found: dict[str, Publisher] = {}
    for publisher in publishers():
        for domain in publisher.other_domains:
            found.setdefault(domain, publisher)
    return found


def _rows(name: str) -> list[dict[str, str]]:
    with (files("service.publishers") / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)
