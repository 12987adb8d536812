from __future__ import annotations

from service.roster import OTHER, Roster


def test_the_first_have_their_names_for_good_and_the_rest_share_one() -> None:
    roster = Roster(2)
    heard = ["b.example", "", "a.example", "c.example", "b.example", "", "a.example"]
    names = ["b.example", OTHER, "a.example", OTHER, "b.example", OTHER, "a.example"]
    assert [roster.name(publisher) for publisher in heard] == names


def test_none_has_a_name_where_none_is_wanted() -> None:
    assert Roster(0).name("a.example") == OTHER
