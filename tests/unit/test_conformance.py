"""Each check of the conformance suite, seen failing on an enricher that breaks its promise."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from service.enrich.base import Enricher
from tests import conformance
from tests.breakers import (
    Base,
    Changing,
    Counting,
    Delicate,
    Hashing,
    Required,
    Slow,
    Thawing,
    Watching,
)


def inside() -> type[Base]:
    class Inside(Base):
        """Cannot be named from outside."""

    return Inside


@pytest.mark.parametrize(
    ("make", "check"),
    [
        (Required, conformance.names_a_fact_that_may_be_null),
        (Base, conformance.stands_in_a_module_of_its_name),
        (Counting, conformance.gives_the_same_fact_for_ever),
        (Hashing, conformance.gives_the_same_fact_in_every_process),
        (Changing, conformance.changes_nothing),
        (Thawing, conformance.gives_a_frozen_fact_that_travels),
        (inside(), conformance.can_be_made_in_a_worker),
        (Delicate, conformance.bears_odd_articles),
        (Watching, conformance.has_no_clock_no_chance_no_network_no_files),
        (Slow, conformance.takes_its_time_only_so_long),
    ],
    ids=lambda value: value.__name__,
)
def test_a_broken_promise_is_found(
    make: type[Enricher], check: Callable[[type[Enricher]], None]
) -> None:
    with pytest.raises(Exception):  # noqa: B017, PT011  whatever the promise breaks with
        check(make)


def test_one_that_keeps_its_promises_passes() -> None:
    for check in conformance.CHECKS:
        if check not in (
            conformance.stands_in_a_module_of_its_name,
            conformance.costs_only_its_own_fact_when_it_fails,
        ):
            check(Base)
