from __future__ import annotations

import csv
import re
import unicodedata
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest

from service.publishers import (
    alias_key,
    ambiguous,
    by_host,
    publishers,
    zone_of,
)

KINDS = {"newspaper", "broadcaster", "agency", "online", "magazine", "aggregator"}
COLUMNS = [
    "domain", "name", "aliases", "country", "languages", "timezone", "kind", "other_domains",
    "alias_needs_marker",
]  # fmt: skip
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")


def test_the_file_has_its_columns_order_and_form() -> None:
    text = (files("service.publishers") / "publishers.csv").read_text("utf-8")
    rows = list(csv.reader(text.splitlines()))
    domains = [row[0] for row in rows[1:]]
    assert rows[0] == COLUMNS
    assert domains == sorted(set(domains))
    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text
    for row in rows:
        assert len(row) == len(COLUMNS)
        for cell in row:
            assert cell == cell.strip()
            assert all(part == part.strip() for part in cell.split("|"))


def test_every_row_holds_facts_in_their_form() -> None:
    zones: dict[str, ZoneInfo | None] = {}
    for publisher in publishers():
        assert all(map(HOST.fullmatch, (publisher.domain, *publisher.other_domains))), publisher
        assert publisher.name
        assert re.fullmatch("[A-Z]{2}", publisher.country), publisher
        assert publisher.languages
        assert all(re.fullmatch("[a-z]{2,3}", tag) for tag in publisher.languages), publisher
        assert publisher.kind in KINDS, publisher
        assert publisher.alias_needs_marker <= {publisher.name, *publisher.aliases}, publisher
        zones.setdefault(publisher.timezone, zone_of(publisher))
    assert all(zones.values()), [name for name, zone in zones.items() if zone is None]


def test_an_ambiguous_alias_names_rows_of_the_table() -> None:
    domains = {publisher.domain for publisher in publishers()}
    assert len(ambiguous()) > 100
    for key, one in ambiguous().items():
        assert key == alias_key(one.alias)
        assert set(one.domains) <= domains
        assert len(one.domains) > 1 or one.note


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("vov.vn", "vov.vn"),
        ("www.VOV.vn.", "vov.vn"),
        ("thethao.tuoitre.vn", "tuoitre.vn"),
        ("g1.globo.com", "g1.globo.com"),
        ("m.g1.globo.com", "g1.globo.com"),
        ("www.motthegioi.vn", "1thegioi.vn"),
    ],
)
def test_the_longest_host_with_a_row_then_other_domains(host: str, domain: str) -> None:
    found = by_host(host)
    assert found
    assert found.domain == domain


@pytest.mark.parametrize(
    "host",
    [None, "", ".", "vn", "com", "evilvov.vn", "vov.vn.evil.example", "a." * 500 + "example"],
)
def test_an_unknown_host_has_no_publisher(host: str | None) -> None:
    assert by_host(host) is None


def test_a_row_is_read_whole() -> None:
    found = by_host("ngaynay.vn")
    assert found
    assert (found.name, found.country, found.languages, found.kind) == (
        "Ngày Nay", "VN", ("vi",), "magazine",
    )  # fmt: skip
    assert "Ngày Nay" in found.alias_needs_marker
    assert zone_of(found) == ZoneInfo("Asia/Ho_Chi_Minh")
