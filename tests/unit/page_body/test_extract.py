from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from service.clean.metadata import read_metadata
from service.clean.page import choice
from service.clean.page.body import FEATURES, Extraction, Told, assembled, extract, sure_from
from service.clean.page.body.outline import Block
from service.clean.trees import trees, weights
from tests.unit.lines.articles import EN, EN_TITLE, JA, JA_TITLE, VI, VI_TITLE

MENU = "".join(f"<li><a href=/{n}>{n}</a>" for n in ("Home", "News", "Sport", "Culture", "Life"))
TEASERS = "".join(
    f"<div class=card><h3><a href=/{n}>A second bridge for Millstone {n}</a></h3><p>Short.</p></div>"
    for n in range(6)
)


def page(title: str, paragraphs: tuple[str, ...], *, around: str = "article") -> str:
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html><head><title>{title}</title></head><body><nav><ul>{MENU}</ul></nav>"
        f"<{around}><h1>{title}</h1>{body}</{around}>"
        f"<aside><h2>Related</h2>{TEASERS}</aside><footer>© 2026 The Mirror</footer></body></html>"
    )


def extracted(html: str) -> Extraction:
    return extract(LexborHTMLParser(html), Told())


@pytest.mark.parametrize("around", ["article", "div", "main", "section"])
@pytest.mark.parametrize(
    ("title", "paragraphs"),
    [(EN_TITLE, EN), (VI_TITLE, VI), (JA_TITLE, JA)],
    ids=["en", "vi", "ja"],
)
def test_the_body_is_found_in_any_script(
    title: str, paragraphs: tuple[str, ...], around: str
) -> None:
    found = extracted(page(title, paragraphs, around=around))
    lines = found.text.split("\n")
    assert [line for line in lines if line in paragraphs] == list(paragraphs)
    assert set(lines) <= {title, *paragraphs}
    assert 0.8 < found.confidence <= 1


def test_a_page_without_text_has_no_body() -> None:
    assert extracted("") == Extraction("", 0.0)
    assert extracted("<p> </p>") == Extraction("", 0.0)


def test_a_page_of_menus_is_doubted() -> None:
    assert extracted(f"<ul>{MENU}</ul>{TEASERS}").confidence < 0.8


def test_a_paragraph_shown_twice_is_said_once() -> None:
    html = page(EN_TITLE, EN).replace(f"<p>{EN[1]}</p>", f"<p>{EN[1]}</p>" * 2)
    assert extracted(html).text.count(EN[1]) == 1


def test_only_what_is_believed_is_kept_and_a_short_line_may_come_again() -> None:
    blocks = [Block(0, [], text=text) for text in ("“No.”", "A menu", "“No.”")]
    assert assembled(blocks, np.array([0.9, 0.2, 0.5])) == "“No.”\n“No.”"


def test_a_body_deeper_than_other_parsers_go_is_found() -> None:
    html = page(EN_TITLE, EN).replace("<article>", "<div>" * 400 + "<article>")
    assert all(paragraph in extracted(html).text for paragraph in EN)


DOUBTFUL = f"<html><body><ul>{MENU}</ul><article><p>{EN[0]}</p><p>{EN[1]}</p></article>"


@pytest.mark.parametrize(
    ("html", "share", "asked"),
    [
        (DOUBTFUL, 0.0, []),
        (DOUBTFUL, 0.1, ["favor_precision"]),
        (page(EN_TITLE, EN), 0.1, []),
        (page(EN_TITLE, EN), 1.0, ["favor_precision"]),
        (DOUBTFUL + "<br>" * 13_000, 0.1, []),
        (DOUBTFUL + "<br>" * 13_000, 1.0, ["favor_precision"]),
    ],
    ids=["none", "doubted", "sure", "all", "large", "all, large"],
)
def test_the_least_sure_are_handed_over(
    html: str, share: float, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[str] = []
    known = choice._extracted

    def noted(html: str, **options: bool) -> str:
        found.extend(options)
        return known(html, **options)

    monkeypatch.setattr(choice, "_extracted", noted)
    tree = LexborHTMLParser(html)
    assert EN[0] in choice.choose_body(html, tree, read_metadata(tree, None), share)
    assert found == asked


@pytest.mark.parametrize(
    ("text", "confidence", "handed"),
    [(EN[0], 0.5, True), (EN[0], 0.99, False), (JA[0], 0.5, False), (f"{EN[0]} 会議", 0.5, True)],
)
def test_scripts_without_spaces_are_not_handed_over(
    text: str, confidence: float, handed: bool
) -> None:
    assert choice.is_handed_over(Extraction(text, confidence), 0.1) is handed


def test_the_more_is_handed_over_the_surer_one_must_be() -> None:
    levels = [sure_from(share / 100) for share in range(101)]
    assert levels == sorted(levels)
    assert levels[0] == 0
    assert levels[-1] > 1
    assert 0.5 < sure_from(0.1) < 1


def test_cost_grows_with_the_page_up_to_5_mb() -> None:
    small, large = (seconds_of(count) for count in (1_400, 14_000))
    assert large < 3 * 10 * small


def seconds_of(count: int) -> float:
    """CPU of a page of so many paragraphs, 5 MB at 14,000."""
    tree = LexborHTMLParser(f"<p class='{'x' * 290}'>{EN[0][:65]}</p>" * count)
    extract(tree, Told())
    started = time.process_time()
    extract(tree, Told())
    return time.process_time() - started


def test_the_weights_are_small_and_know_no_more_than_there_are_features() -> None:
    file = weights("service.clean.page.body", "blocks")
    assert len(file.read_bytes()) <= 200_000
    model = trees("service.clean.page.body", "blocks")
    assert model.feature.max() < len(FEATURES)
    assert np.isfinite(model.number).all()


@given(st.text(alphabet="<>/pdivlarticle \n.xあ0", max_size=400))
def test_any_page_has_one_body_twice_the_same(html: str) -> None:
    once = extracted(html)
    assert extracted(html) == once
    assert 0 <= once.confidence <= 1
