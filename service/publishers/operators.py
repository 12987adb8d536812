"""An operator's own file -> the registry with its rows added or laid over the project's."""

from __future__ import annotations

import csv
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Literal, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from service.publishers.registry import Claim, Publisher, Registry, several, version_of

_HOST = r"^(?:[a-z0-9_](?:[a-z0-9_-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$"
_MOST_FAULTS = 10
_NEEDED = ("name", "country", "languages")
"""By a publisher that the project's registry does not have."""

_WANTED: Mapping[int | str, str] = {
    "domain": "no host name in small ASCII letters, such as baomau.example",
    "other_domains": "no host name in small ASCII letters, such as baomau.example",
    "country": "not two capital letters (ISO 3166-1), such as VN",
    "languages": "no language code in small letters (BCP 47), such as vi",
}

T = TypeVar("T")


class SourcesError(ValueError):
    """The file cannot be used: a line for each fault, with its place."""


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError("no IANA time zone, such as Asia/Ho_Chi_Minh") from error
    return name


def _split(cell: object) -> object:
    return several(cell) if isinstance(cell, str) else cell


Kind = Literal["newspaper", "broadcaster", "agency", "magazine", "online", "aggregator"]
_Several = Annotated[tuple[T, ...] | None, BeforeValidator(_split)]
_Host = Annotated[str, Field(pattern=_HOST)]
_Language = Annotated[str, Field(pattern="^[a-z]{2,3}$")]


class Row(BaseModel):
    """One row of the file; None leaves what the project's registry says."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    domain: _Host
    name: str | None = None
    aliases: _Several[str] = None
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")] | None = None
    languages: _Several[_Language] = None
    timezone: Annotated[str, AfterValidator(_zone)] | None = None
    kind: Kind | None = None
    other_domains: _Several[_Host] = None
    alias_needs_marker: _Several[str] = None


COLUMNS = tuple(Row.model_fields)


def with_rows(base: Registry, text: str) -> Registry:
    """Lay an operator's rows over a registry.

    Args:
        base: The project's own.
        text: CSV with a heading: ``domain`` and any other columns of ``Row``; several values of a
            cell are separated by ``|``.

    Returns:
        A registry where each row adds a publisher, or changes the one of its domain in the cells
        that are not empty. The names and domains a row gives are its publisher's alone, also where
        others go by them.

    Raises:
        SourcesError: The first ten faults, each with its line and column.
    Source: RFC 4180.
    """
    rows = _rows(base, unicodedata.normalize("NFC", text.removeprefix("\ufeff")))
    found = dict(base.by_domain)
    for row in rows:
        found[row.domain] = _over(found.get(row.domain), row)
    return Registry(
        [found[domain] for domain in sorted(found)],
        base.shared.values(),
        version_of(base.version, text),
        [_claim(row) for row in rows],
    )


def _claim(row: Row) -> Claim:
    names = ((row.name,) if row.name else ()) + (row.aliases or ())
    return Claim(row.domain, row.other_domains or (), names)


def _over(known: Publisher | None, row: Row) -> Publisher:
    given = {name: value for name, value in row if value is not None}
    if row.alias_needs_marker is not None:
        given["alias_needs_marker"] = frozenset(row.alias_needs_marker)
    if known is None:
        known = Publisher(row.domain, "", (), "", (), "", "", (), frozenset())
    elif row.name and row.aliases is None:
        given["aliases"] = tuple(dict.fromkeys((known.name, *known.aliases)))  # still goes by it
    return replace(known, **given)


def _rows(base: Registry, text: str) -> list[Row]:
    reader = csv.DictReader(text.splitlines(), restkey="", strict=True)
    rows: dict[str, Row] = {}
    faults: list[str] = []
    try:
        if unknown := sorted(set(reader.fieldnames or ()) - set(COLUMNS)):
            raise SourcesError(f"line 1: no such column: {', '.join(unknown)}; there are {COLUMNS}")
        if "domain" not in (reader.fieldnames or ()):
            raise SourcesError("line 1: the heading has no column domain")
        for cells in reader:
            faults += _take(rows, base, cells, reader.line_num)
    except csv.Error as error:
        faults.append(f"after line {reader.line_num}: {error}")
    if faults:
        more = len(faults) - _MOST_FAULTS
        told = faults[:_MOST_FAULTS] + ([f"and {more} more"] if more > 0 else [])
        raise SourcesError("\n".join(told))
    return list(rows.values())


def _take(
    rows: dict[str, Row], base: Registry, cells: Mapping[str, str | list[str] | None], line: int
) -> Iterator[str]:
    """Add a row; say what is wrong with it."""
    if "" in cells:
        yield f"line {line}: more cells than the heading has"
        return
    given = {name: cell.strip() for name, cell in cells.items() if isinstance(cell, str)}
    try:
        row = Row.model_validate({name: cell for name, cell in given.items() if cell})
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_context=False):
            what = _WANTED.get(fault["loc"][0]) or fault["msg"].removeprefix("Value error, ")
            yield f"line {line}, {fault['loc'][0]}: {str(fault['input'])[:60]!r}: {what}"
        return
    missing = [name for name in _NEEDED if not getattr(row, name)]
    if row.domain in rows:
        yield f"line {line}, domain: {row.domain} has a row already"
    elif missing and row.domain not in base.by_domain:
        yield f"line {line}: {row.domain} is not in the project's registry, so it needs {missing}"
    else:
        rows[row.domain] = row
