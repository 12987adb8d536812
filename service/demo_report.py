"""What the demo shows: one article before and after, what came out, what did not, the sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from schemas.dead_letter import DeadLetter
from schemas.enriched_article import EnrichedArticle
from service.clean.unicode import tidy
from service.transport import Message, Record

if TYPE_CHECKING:
    from service.demo import Ran

_SHOWN_LINES = 24


def show(console: Console, ran: Ran, messages: Sequence[Message], seconds: float) -> None:
    """Print the report.

    Args:
        console: Where to.
        ran: What happened.
        messages: What went in, in order.
        seconds: From the first record sent to the last outcome committed.
    """
    articles = [EnrichedArticle.model_validate_json(r.value or b"") for r in ran.enriched]
    _before_and_after(console, articles, messages)
    if articles:
        console.print(_articles(articles))
    if ran.dead:
        console.print(_letters(ran.dead))
    _sum(console, ran, seconds)


def _before_and_after(
    console: Console,
    articles: Sequence[EnrichedArticle],
    messages: Sequence[Message],
) -> None:
    """Show the article from which the most was cut, among those that came as text."""
    texts = [m.value for m in messages if ("content-type", b"text/plain") in m.headers]
    plain = [tidy(text.decode("utf-8", "replace")) for text in texts if text]
    both = [(text, a) for text in plain for a in articles if a.title and text.startswith(a.title)]
    if not both:
        return
    text, article = max(both, key=lambda pair: len(pair[1].removed))
    kept = Counter([article.title, *article.body.split("\n\n")])
    before = []
    for line in filter(None, text.split("\n")):
        kept[line] -= 1
        before.append((line, "" if kept[line] >= 0 else "red strike"))
    after = [(article.title or "", "bold"), *((p, "") for p in article.body.split("\n\n"))]
    pair = Table.grid(expand=True)
    pair.add_column(ratio=1)
    pair.add_column(ratio=1)
    pair.add_row(
        Panel(_lines(before), title="before (what is cut is struck through)"),
        Panel(_lines(after), title="after"),
    )
    console.print(pair)


def _lines(lines: Sequence[tuple[str, str]]) -> Text:
    """One screen line a line, its end cut off; of many lines the first ones."""
    text = Text(no_wrap=True, overflow="ellipsis")
    for line, style in lines[:_SHOWN_LINES]:
        text.append(line + "\n", style=style)
    if len(lines) > _SHOWN_LINES:
        text.append(f"… {len(lines) - _SHOWN_LINES} more lines", style="dim")
    return text


def _articles(articles: Sequence[EnrichedArticle]) -> Table:
    table = Table(title=f"articles.enriched: {len(articles)}", title_justify="left")
    table.add_column("title", max_width=44, no_wrap=True, overflow="ellipsis")
    table.add_column("lang")
    table.add_column("source", max_width=18, no_wrap=True, overflow="ellipsis")
    table.add_column("published", no_wrap=True)
    table.add_column("paragraphs", justify="right")
    table.add_column("cut", justify="right")
    for article in articles:
        language = article.language
        table.add_row(
            escape(article.title or "-"),
            language.value if language else "-",
            escape(article.source.name) if article.source else "-",
            f"{article.published_at.value:%Y-%m-%d}" if article.published_at else "-",
            str(article.quality.paragraphs),
            str(len(article.removed)),
        )
    return table


def _letters(dead: Sequence[Record]) -> Table:
    table = Table(title=f"articles.dead: {len(dead)}", title_justify="left")
    table.add_column("reason", no_wrap=True)
    table.add_column("stage")
    table.add_column("detail", max_width=52, overflow="ellipsis", no_wrap=True)
    table.add_column("bytes", justify="right")
    for record in dead:
        letter = DeadLetter.from_headers(record.headers)
        size = str(len(record.value or b""))
        table.add_row(letter.reason, letter.stage, escape(letter.detail), size)
    return table


def _sum(console: Console, ran: Ran, seconds: float) -> None:
    counted = ran.counted
    verdict = "[green]adds up[/green]" if ran.adds_up else "[bold red]DOES NOT ADD UP[/bold red]"
    console.print(
        f"{ran.published} published = {counted['consumed']} consumed = "
        f"{counted['enriched']} enriched + {counted['rejected']} rejected + "
        f"{counted['skipped']} skipped: {verdict} ({seconds:.1f} s)",
        highlight=False,
    )
