"""The registry: rows in tables, so that a host or a name finds its publisher at once."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


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
    """IANA name; empty where an operator's row gives none."""
    kind: str
    """newspaper, broadcaster, agency, online, magazine or aggregator."""
    other_domains: tuple[str, ...]
    alias_needs_marker: frozenset[str]
    """Aliases that are words too (Time, Lao Động): names only with a dateline's or credit's mark."""

    @property
    def names(self) -> tuple[str, ...]:
        """Every name it goes by, its own first."""
        return (self.name, *self.aliases)


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """An alias that several publishers go by, or others beside the one."""

    alias: str
    domains: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Claim:
    """What an operator's row says is one publisher's and nobody else's."""

    domain: str
    hosts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class Registry:
    """Rows, found by host, domain or name.

    Args:
        publishers: One a domain.
        shared: Aliases that name no publisher by themselves.
        version: Names these rows: other rows, another version.
        claims: Go before everything else.
    """

    def __init__(
        self,
        publishers: Iterable[Publisher],
        shared: Iterable[Ambiguity],
        version: str,
        claims: Sequence[Claim] = (),
    ) -> None:
        self.by_domain: Mapping[str, Publisher] = {p.domain: p for p in publishers}
        self.version = version
        owned = {name for claim in claims for name in claim.names}
        keys = {alias_key(name) for name in owned}
        self.shared = {alias_key(a.alias): a for a in shared if alias_key(a.alias) not in keys}
        self._hosts = (self._claimed(claims), self.by_domain, self._others())
        self.by_written = self._named(claims, by_key=False)
        self.by_key = self._named(claims, by_key=True)

    @property
    def publishers(self) -> tuple[Publisher, ...]:
        """All of them, in the order of domains."""
        return tuple(self.by_domain.values())

    def by_host(self, host: str | None) -> Publisher | None:
        """Find who publishes on a host; see ``service.publishers.by_host``."""
        labels = (host or "").casefold().rstrip(".").split(".")[-_MAX_LABELS:]
        suffixes = [".".join(labels[start:]) for start in range(len(labels) - 1)]
        for table in self._hosts:
            if found := next((table[suffix] for suffix in suffixes if suffix in table), None):
                return found
        return None

    def _claimed(self, claims: Sequence[Claim]) -> Mapping[str, Publisher]:
        return {
            host: self.by_domain[claim.domain]
            for claim in claims
            for host in (claim.domain, *claim.hosts)
        }

    def _others(self) -> Mapping[str, Publisher]:
        found: dict[str, Publisher] = {}
        for publisher in self.by_domain.values():
            for domain in publisher.other_domains:
                found.setdefault(domain, publisher)
        return found

    def _named(self, claims: Sequence[Claim], *, by_key: bool) -> Mapping[str, Sequence[Publisher]]:
        found: dict[str, dict[str, Publisher]] = {}
        for publisher in self.by_domain.values():
            for name in publisher.names:
                found.setdefault(alias_key(name) if by_key else name, {})[publisher.domain] = (
                    publisher
                )
        for claim in claims:
            for name in claim.names:
                its = self.by_domain[claim.domain]
                found[alias_key(name) if by_key else name] = {its.domain: its}
        return {name: tuple(its.values()) for name, its in found.items()}


def alias_key(alias: str) -> str:
    """Give the form aliases are compared in when looking for ambiguity."""
    return alias.casefold().removeprefix("the ")


@cache
def built_in() -> Registry:
    """Read the project's own registry, once a process."""
    rows, shared = _read("publishers.csv"), _read("ambiguous.csv")
    return Registry(
        (
            Publisher(
                domain=row["domain"],
                name=row["name"],
                aliases=several(row["aliases"]),
                country=row["country"],
                languages=several(row["languages"]),
                timezone=row["timezone"],
                kind=row["kind"],
                other_domains=several(row["other_domains"]),
                alias_needs_marker=frozenset(several(row["alias_needs_marker"])),
            )
            for row in csv.DictReader(rows.splitlines())
        ),
        shared_of(shared),
        version_of(rows, shared),
    )


def shared_of(text: str) -> list[Ambiguity]:
    """Read the aliases that several go by, from CSV."""
    return [
        Ambiguity(row["alias"], several(row["domains"]), row["note"])
        for row in csv.DictReader(text.splitlines())
    ]


def version_of(*texts: str) -> str:
    """Name a registry by what it was read from: twelve hex digits of a SHA-256."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()[:_VERSION_DIGITS]


def several(cell: str) -> tuple[str, ...]:
    """Split a cell of several values at its bars."""
    return tuple(part.strip() for part in cell.split("|") if part.strip())


_MAX_LABELS = 10
_VERSION_DIGITS = 12


def _read(name: str) -> str:
    return (files("service.publishers") / name).read_text("utf-8")
