"""The command line: run, process, check, topics, feed, replay, dead, demo, compare, schema."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from service import NAME, VERSION
from service.dead import command as dead
from service.errors import ConfigError, CopydeskError, ExitCode, TransportError
from service.settings import PREFIX, Settings, load, sources_of

app = typer.Typer(
    name=NAME,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    help="Raw scraped news articles in, clean, typed, enriched articles out, on Apache Kafka.\n\n"
    "Settings come from COPYDESK_* variables or a TOML file: see "
    "[bold]copydesk check --print[/bold].",
    epilog="Exit codes: "
    + " · ".join(f"{code.value} {code.name.lower()}" for code in ExitCode)
    + " (docs/reasons.md)",
)
_told = Console(stderr=True)


class SchemaName(StrEnum):
    """The contracts that can be printed."""

    RAW = "raw-article"
    ENRICHED = "enriched-article"
    DEAD_LETTER = "dead-letter"


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"{NAME} {VERSION}")
        raise typer.Exit


@app.callback()
def _common(
    config: Annotated[
        Path | None,
        typer.Option(
            help="TOML file with settings (lower case, without COPYDESK_); the environment wins.",
            envvar="COPYDESK_CONFIG_FILE",
        ),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    del version
    if config is not None:
        os.environ["COPYDESK_CONFIG_FILE"] = str(config)


@app.command()
def run() -> None:
    """Run the service until SIGTERM or Ctrl-C; the batch in hand is finished and committed."""
    from service.signals import leave_on_signals

    leave_on_signals()
    settings = load()
    if settings.workers:
        from service import forks

        forks.start()
    from service.app import serve

    serve(settings)


@app.command()
def process(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="Files (*.jsonl with one raw article a line, *.json, *.html, *.txt), folders of "
            "them, or - for JSON Lines from standard input.",
            allow_dash=True,
        ),
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write here instead of standard output.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 when a record was rejected.")
    ] = False,
) -> None:
    """Process files without a broker: JSON Lines out, one line a record, in order."""
    from service import progress

    rejected = progress.process(paths, output, load(), _told)
    if strict and rejected:
        raise typer.Exit(ExitCode.FAILED)


@app.command()
def check(
    show: Annotated[
        bool,
        typer.Option("--print", help="Only show every setting with its source; secrets masked."),
    ] = False,
) -> None:
    """Check the settings, then the cluster: topics, sizes, rights. Changes nothing."""
    settings = load()
    if show:
        _print_settings(settings)
        return
    from service import kafka
    from service.sources import SourcesFile
    from service.tracing import require

    require(settings.tracing)
    if settings.sources_file:
        SourcesFile(settings.sources_file)
    for risk in settings.risks:
        _told.print(f"[yellow]warning:[/yellow] {risk}", soft_wrap=True, highlight=False)
    cluster = kafka.inspect(settings)
    Console().print(_topics_table(cluster))
    cluster.require()
    for warning in cluster.warnings(settings.max_output_bytes):
        _told.print("[yellow]warning:[/yellow] ", end="")
        _told.print(warning, markup=False, highlight=False, soft_wrap=True)
    _told.print(f"[green]Ready to run[/green] on {settings.bootstrap_servers}.")


@app.command()
def topics(
    partitions: Annotated[
        int,
        typer.Option(
            min=1, help="Of each topic; those of the input bound how many replicas share the work."
        ),
    ] = 6,
) -> None:
    """Make the three topics, as large as the contract wants them; those that exist stay as they are.

    Copies of each are as many as the cluster's default.replication.factor says.
    """
    from service.feed import make_topics

    settings = load()
    make_topics(settings, partitions)
    names = (settings.input_topic, settings.output_topic, settings.dead_letter_topic)
    _told.print(f"[green]Ready to run[/green]: {', '.join(names)}.", highlight=False)


@app.command()
def feed(
    paths: Annotated[
        list[Path],
        typer.Argument(help="Raw articles: files or folders as in process.", allow_dash=True),
    ],
    rate: Annotated[
        float | None,
        typer.Option(min=0.01, help="Records a second; without it as fast as the cluster takes."),
    ] = None,
    rounds: Annotated[
        int, typer.Option(min=0, help="How often all are published; 0 until Ctrl-C or SIGTERM.")
    ] = 1,
) -> None:
    """Publish raw articles from files to the input topic: to try the service, or to move an archive.

    A round that was stopped begins anew the next time: the input may then hold a record twice.
    """
    from service import feed as feeding
    from service import log
    from service.signals import stop_on_signals

    settings = load()
    log.configure(settings.log_level, settings.log_format)
    stop = stop_on_signals(settings.stop_timeout_s)
    written = feeding.feed(settings, paths, rate, rounds, stop.wait)
    _told.print(f"{written} records published to {settings.input_topic}", highlight=False)


app.command("replay", help=dead.REPLAY_HELP)(dead.replay_command)
app.add_typer(dead.app, name="dead")


@app.command()
def demo(
    path: Annotated[
        Path | None, typer.Argument(help="Your own raw articles: a file or folder as in process.")
    ] = None,
    keep: Annotated[
        bool, typer.Option("--keep", help="Have them come again and again, for the live page.")
    ] = False,
) -> None:
    """See it work: Apache Kafka on loopback, articles in, articles out, the sums."""
    from service.demo import show

    if not show(path, keep=keep):
        raise typer.Exit(ExitCode.FAILED)


@app.command()
def compare(
    one: Annotated[str, typer.Argument(help="A file with one raw article, or a fingerprint.near.")],
    other: Annotated[str, typer.Argument(help="Another.")],
) -> None:
    """Print how much of their text two articles share: 0 to 1, give or take .09."""
    from service.compare import compare as estimate

    typer.echo(f"{estimate(one, other, load()):.2f}")


@app.command()
def schema(
    name: Annotated[SchemaName, typer.Argument(help="Which contract.")],
) -> None:
    """Print a contract as JSON Schema."""
    from schemas.generate import render

    sys.stdout.write(render(name.value))


def _print_settings(settings: Settings) -> None:
    """One line each, in the form the environment takes; secrets are masked by their type."""
    origin = sources_of(settings)
    for name in type(settings).model_fields:
        value: Any = getattr(settings, name)
        shown = "" if value is None else str(value)
        typer.echo(f"{PREFIX}{name.upper()}={shown}  # {origin[name]}")


def _topics_table(cluster: Any) -> Table:
    table = Table("setting", "topic", "partitions", "max.message.bytes", "rights", box=None)
    for topic in cluster.topics:
        missing = ", ".join(topic.missing_rights)
        table.add_row(
            topic.setting,
            topic.name,
            "missing" if topic.partitions is None else str(topic.partitions),
            "unknown" if topic.max_message_bytes is None else str(topic.max_message_bytes),
            f"lacks {missing}" if missing else "ok" if topic.partitions else "-",
        )
    return table


def main() -> None:
    """Run a command; what a user can cure is told in words, not as a traceback."""
    try:
        app()
    except ConfigError as error:
        _fail(error, ExitCode.CONFIGURATION)
    except TransportError as error:
        _fail(error, error.exit_code)


def _fail(error: CopydeskError, code: ExitCode) -> None:
    for line in str(error).splitlines():
        _told.print(f"[bold red]{NAME}:[/bold red] ", end="")
        _told.print(line, markup=False, highlight=False, soft_wrap=True)
    sys.exit(code)
