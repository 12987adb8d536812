"""An operator's rows: what they add, change and claim, and what is wrong with them."""

from __future__ import annotations

import pytest

from service.publishers.names import by_name
from service.publishers.operators import SourcesError, with_rows
from service.publishers.registry import Registry, built_in

HEADING = "domain,name,aliases,country,languages,timezone,kind,other_domains,alias_needs_marker\n"
NEW = "baomau.example,Báo Mẫu,BM|Mẫu Online,VN,vi|en,Asia/Ho_Chi_Minh,newspaper,bm.example,\n"


def laid(*rows: str) -> Registry:
    return with_rows(built_in(), HEADING + "".join(rows))


def test_a_row_adds_a_publisher() -> None:
    registry = laid(NEW)
    found = registry.by_host("tin.baomau.example")
    assert found
    assert found is registry.by_host("bm.example")
    assert (found.name, found.country, found.languages) == ("Báo Mẫu", "VN", ("vi", "en"))
    assert [p.name for p in registry.by_written["Mẫu Online"]] == ["Báo Mẫu"]
    assert len(registry.publishers) == len(built_in().publishers) + 1


def test_a_row_changes_only_the_cells_it_fills() -> None:
    before = built_in().by_domain["vov.vn"]
    after = laid("vov.vn,Tiếng nói,,,,,,,\n").by_domain["vov.vn"]
    assert after.name == "Tiếng nói"
    assert (after.country, after.kind) == (before.country, before.kind)
    assert after.aliases == (before.name, *before.aliases)  # a renamed one is still known by it


def test_columns_may_be_few_and_in_any_order() -> None:
    registry = with_rows(built_in(), "\ufeffname,domain\nTiếng nói,vov.vn\n")
    assert registry.by_domain["vov.vn"].name == "Tiếng nói"
    assert with_rows(built_in(), "domain\n").publishers == built_in().publishers


def test_an_ambiguous_name_that_a_row_gives_is_its_publishers_alone() -> None:
    shared = next(a for a in built_in().shared.values() if len(a.domains) > 1)
    registry = laid(f'baomau.example,Báo Mẫu,"{shared.alias}",VN,vi,,,,\n')
    assert [p.domain for p in registry.by_written[shared.alias]] == ["baomau.example"]
    assert shared.alias.casefold() not in registry.shared


def test_a_host_that_a_row_gives_is_its_publishers_alone() -> None:
    registry = laid("baomau.example,Báo Mẫu,,VN,vi,,,thethao.tuoitre.vn,\n")
    found, other = registry.by_host("thethao.tuoitre.vn"), registry.by_host("tuoitre.vn")
    assert found and other  # noqa: PT018
    assert (found.domain, other.domain) == ("baomau.example", "tuoitre.vn")


def test_other_rows_are_another_version_and_the_same_rows_the_same() -> None:
    versions = [laid().version, laid(NEW).version, built_in().version]
    assert len(set(versions)) == 3
    assert laid(NEW).version == versions[1]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("nodomain,X,,VN,vi,,,,\n", "line 2, domain: 'nodomain'"),
        ("https://a.example/,X,,VN,vi,,,,\n", "line 2, domain: 'https://a.example/'"),
        ("a.example,X,,Vietnam,vi,,,,\n", "line 2, country: 'Vietnam'"),
        ("a.example,X,,VN,Vietnamese,,,,\n", "line 2, languages: 'Vietnamese'"),
        ("a.example,X,,VN,vi,Hanoi,,,\n", "line 2, timezone: 'Hanoi': no IANA time zone"),
        ("a.example,X,,VN,vi,,blog,,\n", "line 2, kind: 'blog'"),
        (
            "a.example,X,,,vi,,,,\n",
            "line 2: a.example is not in the project's registry, so it needs",
        ),
        ("a.example,X,,VN,vi,,,,,more\n", "line 2: more cells than the heading has"),
        (NEW + NEW, "line 3, domain: baomau.example has a row already"),
        ('a.example,"X,,VN,vi\n', "after line 1: unexpected end of data"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(row: str, said: str) -> None:
    with pytest.raises(SourcesError) as refused:
        laid(row)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the heading has no column domain"),
        ("name\nX\n", "the heading has no column domain"),
        ("domain,town\na.example,Huế\n", "no such column: town"),
    ],
)
def test_a_wrong_heading_is_refused(text: str, said: str) -> None:
    with pytest.raises(SourcesError, match=said):
        with_rows(built_in(), text)


def test_ten_faults_are_told_and_the_rest_counted() -> None:
    with pytest.raises(SourcesError) as refused:
        laid(*(f"a{n}.example,X,,vn,vi,,,,\n" for n in range(15)))
    assert len(str(refused.value).splitlines()) == 11
    assert str(refused.value).endswith("and 5 more")


def test_names_are_still_looked_up_in_the_registry_in_use() -> None:
    assert [p.domain for p in by_name("VOV.VN", with_case=True).publishers] == ["vov.vn"]
