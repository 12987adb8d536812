from __future__ import annotations

from tests.security.__main__ import PAGE, doors, page, rights


def test_the_tables_of_the_page_are_what_is_tested() -> None:
    text = PAGE.read_text("utf-8")
    assert doors() in text, "run: python -m tests.security"
    assert rights() in text, "run: python -m tests.security"
    assert page(text) == text
