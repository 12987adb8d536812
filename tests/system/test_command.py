"""The installed command as a stranger uses it; nothing of ours is imported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "examples" / "articles"
COMMAND = Path(sys.executable).with_name("copydesk")


def copydesk(
    *arguments: str, stdin: bytes = b"", environment: dict[str, str] | None = None
) -> tuple[int, bytes, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("COPYDESK_")}
    done = subprocess.run(
        [COMMAND, *arguments],
        input=stdin,
        capture_output=True,
        env=clean | (environment or {}),
        timeout=180,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr.decode()


@pytest.mark.integration
def test_the_demo_moves_the_samples_and_the_sums_add_up() -> None:
    code, out, err = copydesk("demo")
    told = out.decode()
    assert code == 0, out.decode() + err
    assert "31 published = 31 consumed = 21 enriched + 9 rejected + 1 skipped: adds up" in told
    for said in ("Ngày Nay", "Le Monde", "invalid_utf8", "not_an_article", "before", "after"):
        assert said in told


@pytest.mark.integration
def test_the_demo_takes_ones_own_articles(tmp_path: Path) -> None:
    (tmp_path / "own.jsonl").write_text(
        '{"text": "A headline\\n\\nThe council opened the new library on Friday."}\n[]\n', "utf-8"
    )
    code, out, err = copydesk("demo", str(tmp_path))
    assert code == 0, out.decode() + err
    assert "2 published = 2 consumed = 1 enriched + 1 rejected + 0 skipped" in out.decode()


@pytest.mark.integration
def test_the_demo_goes_on_for_who_looks_at_the_live_page() -> None:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("COPYDESK_")}
    command = [str(COMMAND), "demo", "--keep"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=clean) as demo:
        assert demo.stdout
        said = iter(demo.stdout.readline, "")
        address = next(line for line in said if "Live page" in line).split()[-1]
        with urllib.request.urlopen(f"{address}page/events", timeout=60) as events:
            sums = (json.loads(line[6:])["sums"] for line in events if line.startswith(b"data: "))
            beyond = next(told for told in sums if told["consumed"] > 31)
        assert beyond["consumed"] == sum(beyond[k] for k in ("enriched", "rejected", "skipped"))
        demo.send_signal(signal.SIGTERM)
        assert demo.wait(60) == 0
        assert list(said)[-1] == "stopping\n"


def test_process_gives_the_same_bytes_twice_one_line_a_record() -> None:
    first, second = (copydesk("process", str(SAMPLES)) for _ in range(2))
    assert first == second
    lines = [json.loads(line) for line in first[1].splitlines()]
    assert [line["outcome"] for line in lines] == ["enriched"] * 21 + ["rejected"] * 9
    for line in lines:
        keys = (
            {"outcome", "article"}
            if "article" in line
            else {"outcome", "stage", "reason", "detail"}
        )
        assert set(line) == keys


def test_process_reads_json_lines_from_standard_input() -> None:
    article = '{"text": "A headline\\n\\nThe council opened the new library on Friday."}'
    code, out, err = copydesk("process", "-", stdin=f"{article}\n\n[1]\n".encode())
    assert code == 0
    assert [json.loads(line)["outcome"] for line in out.splitlines()] == ["enriched", "rejected"]
    assert "2 records: 1 enriched, 1 rejected, 0 skipped" in err


def test_two_articles_are_compared_by_file_or_fingerprint(tmp_path: Path) -> None:
    page, text = SAMPLES / "04-vi-page.html", SAMPLES / "01-vi-dirty-text.txt"
    assert copydesk("compare", str(page), str(page))[:2] == (0, b"1.00\n")
    assert float(copydesk("compare", str(page), str(text))[1]) < 0.1
    article = json.loads(copydesk("process", str(page))[1])["article"]
    assert copydesk("compare", article["fingerprint"]["near"], str(page))[1] == b"1.00\n"
    empty = tmp_path / "empty.txt"
    empty.write_text(" ", "utf-8")
    code, _, err = copydesk("compare", str(page), str(empty))
    assert code == 2
    assert "empty.txt: no_text" in err.replace("\n", "")


@pytest.mark.parametrize(("strict", "code"), [((), 0), (("--strict",), 1)])
def test_rejects_fail_only_where_asked_to(strict: tuple[str, ...], code: int) -> None:
    assert copydesk("process", "-", *strict, stdin=b"[1]\n")[0] == code


@pytest.mark.parametrize(
    ("arguments", "environment", "told"),
    [
        (["process", "nowhere"], {}, "nowhere: no such file or folder"),
        (["process", str(ROOT / "Makefile")], {}, "unknown kind of file"),
        (["process", str(SAMPLES), "-o", "/nowhere/x"], {}, "/nowhere/x: cannot be written"),
        (["run"], {"COPYDESK_GROUPID": "x"}, "did you mean COPYDESK_GROUP_ID?"),
        (["run"], {"COPYDESK_BATCH_MAX_RECORDS": "0"}, "COPYDESK_BATCH_MAX_RECORDS: "),
        (["run"], {"COPYDESK_OUTPUT_TOPIC": "articles.raw"}, "must differ"),
        (["run"], {"COPYDESK_SECURITY_PROTOCOL": "SASL_SSL"}, "needs sasl_mechanism"),
        (["--config", "nowhere.toml", "run"], {}, "there is no file nowhere.toml"),
        (["demo", "nowhere"], {}, "nowhere: no such file or folder"),
        (["feed", "nowhere"], {}, "nowhere: no such file or folder"),
        (["feed", str(SAMPLES), "--rate", "0"], {}, "'--rate'"),
        (["topics", "--partitions", "0"], {}, "'--partitions'"),
        (["replay", "--since", "soon"], {}, "soon: give 2026-03-05T14:05Z"),
        (["replay", "--reason", "no_reason"], {}, "'no_reason' is not one of"),
        (["replay", "--max-replays", "0"], {}, "'--max-replays'"),
        (["replay", "--limit", "none"], {}, "'--limit'"),
        (["dead", "show", "17"], {}, "give partition:offset"),
        (["dead", "list", "--stage", "print"], {}, "'--stage'"),
        (["dead", "export"], {}, "Missing argument"),
    ],
)
def test_what_a_user_can_cure_is_said_in_words(
    arguments: list[str], environment: dict[str, str], told: str
) -> None:
    code, _, err = copydesk(*arguments, environment=environment)
    assert code == 2
    assert told in err
    assert "Traceback" not in err


def test_settings_are_printed_with_their_source_and_without_secrets(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text('group_id = "from-file"\ninput_topic = "from-file"\n', "utf-8")
    code, out, _ = copydesk(
        "--config",
        str(file),
        "check",
        "--print",
        environment={
            "COPYDESK_INPUT_TOPIC": "from-environment",
            "COPYDESK_SECURITY_PROTOCOL": "SASL_SSL",
            "COPYDESK_SASL_MECHANISM": "PLAIN",
            "COPYDESK_SASL_USERNAME": "desk",
            "COPYDESK_SASL_PASSWORD": "hush",
        },
    )
    told = out.decode()
    assert code == 0
    assert "COPYDESK_GROUP_ID=from-file  # file" in told
    assert "COPYDESK_INPUT_TOPIC=from-environment  # environment" in told
    assert "COPYDESK_DELIVERY=exactly_once  # default" in told
    assert "hush" not in told


@pytest.mark.parametrize(
    "command",
    [
        "run",
        "process",
        "check",
        "topics",
        "feed",
        "replay",
        "dead list",
        "dead show",
        "dead export",
        "demo",
        "schema",
    ],
)
def test_every_command_has_help(command: str) -> None:
    code, out, _ = copydesk(*command.split(), "--help")
    assert code == 0
    assert f"Usage: copydesk {command}" in out.decode()


def test_the_help_of_replay_says_what_filters_and_kills_do() -> None:
    told = " ".join(copydesk("replay", "--help")[1].decode().split())
    assert "A letter is replayed once, whatever the filters" in told
    assert "stays in the backlog for a later run" in told
    assert "a run that was killed goes on where it stopped" in told


@pytest.mark.parametrize("name", ["raw-article", "enriched-article", "dead-letter"])
def test_a_contract_is_printed_as_json_schema(name: str) -> None:
    _, out, _ = copydesk("schema", name)
    assert json.loads(out)["$id"] == f"urn:copydesk:{name}:v1"
