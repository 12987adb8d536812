from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from service.clean.page.body.outline import CONTAINERS, Block, Outline, read_outline


def outline(html: str) -> Outline:
    return read_outline(LexborHTMLParser(html))


def texts(html: str) -> list[str]:
    return [block.text for block in outline(html).blocks]


@pytest.mark.parametrize(
    ("html", "blocks"),
    [
        ("<p>One</p><p>Two</p>", ["One", "Two"]),
        ("<p>One <b>bold</b> and <a href=x>linked</a>.</p>", ["One bold and linked."]),
        ("<p>half<i>way</i>house</p>", ["halfwayhouse"]),
        ("<p>a\n  b\t c&nbsp;d</p>", ["a b c d"]),
        ("<p>It ends.\nIt goes on.</p>", ["It ends. It goes on."]),
        ("<p>It ends.<br>It goes on.</p>", ["It ends.\nIt goes on."]),
        ("<p>A line<br>of verse</p>", ["A line of verse"]),
        ("<p>One<br><br>Two</p>", ["One", "Two"]),
        ("<p>One<br> <br>Two</p>", ["One", "Two"]),
        ("<div>Before<p>In</p>after</div>", ["Before", "In", "after"]),
        ("<ul><li>One<li>Two</ul>", ["One", "Two"]),
        ("<table><tr><td>One<td>Two</table>", ["One", "Two"]),
        ("<p>会議は<b>月曜日</b>に開かれた。</p>", ["会議は月曜日に開かれた。"]),
        ("<p>One<script>x</script><style>y</style> two</p>", ["One two"]),
        ("<p>One<!-- no --> two</p>", ["One two"]),
        ("<div hidden><p>Shown by a script</p></div>", ["Shown by a script"]),
        ("One", ["One"]),
        ("", []),
        ("<p> </p><p>\n</p>", []),
    ],
)
def test_a_page_is_read_in_blocks(html: str, blocks: list[str]) -> None:
    assert texts(html) == blocks


SENTENCE = "The ferry crossed the river four times an hour, and nobody waited long."


@pytest.mark.parametrize("tag", ["nav", "footer"])
@pytest.mark.parametrize(
    ("inner", "blocks"),
    [
        ("<ul><li><a href=a>Home</a><li><a href=b>News</a></ul>", []),
        (f"<a href=a>Home</a><p>{SENTENCE}</p>", ["Home", SENTENCE]),
        (
            "<p>会議は月曜日に開かれ、新しい図書館の予算について三時間にわたり議論が続いた。</p>"
            * 2,
            None,
        ),
    ],
    ids=["a menu", "unclosed over the article", "without spaces"],
)
def test_a_menu_is_left_out_but_no_article(tag: str, inner: str, blocks: list[str] | None) -> None:
    found = texts(f"<p>Before</p><{tag}>{inner}</{tag}>after")
    between = found[1:-1]
    assert (found[0], found[-1]) == ("Before", "after")
    assert between == blocks if blocks is not None else between


def only(html: str) -> tuple[Outline, Block]:
    found = outline(html)
    assert len(found.blocks) == 1
    return found, found.blocks[0]


def test_a_block_knows_what_of_it_is_linked_and_strong() -> None:
    _, block = only("<p>Go <a href=x>there</a> or <b>st<a href=y>ay</a></b></p>")
    assert (block.links, block.linked, block.strong) == (2, 7, 4)


def test_a_link_around_blocks_links_them() -> None:
    _, block = only("<a href=x><div>A teaser</div></a>")
    assert block.linked == len("A teaser")


def test_a_block_knows_what_it_stands_in() -> None:
    found, block = only("<article class='story big'><ul><li>One</ul></article>")
    inside = found.inside[block.element]
    assert {tag for bit, tag in enumerate(CONTAINERS) if inside >> bit & 1} == {"article", "ul"}
    assert found.listed[block.element]
    assert found.tags[block.element] == "li"
    over = found.parents[found.parents[block.element]]
    assert (found.tags[over], found.classes[over]) == ("article", "story big")
    assert not found.listed[over]


def test_a_page_nested_deeply_is_read_to_the_bottom() -> None:
    assert texts("<div>" * 5_000 + "deep") == ["deep"]


def test_the_tree_is_left_as_it_is() -> None:
    tree = LexborHTMLParser("<p>One <script>x</script></p>")
    before = tree.html
    read_outline(tree)
    assert tree.html == before


@given(st.text())
def test_any_text_is_read(html: str) -> None:
    found = outline(html)
    assert all(block.text and block.text == block.text.strip() for block in found.blocks)
    assert all(0 <= block.element < len(found.tags) for block in found.blocks)
