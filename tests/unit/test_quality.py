from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from bench import document
from bench.extraction import SUBJECTS
from bench.quality import BODIES, main

TITLE = "A library opens by the river"
LINES = (
    "The council of Example Town opened the new library by the river on Saturday, after two years.",
    "People may borrow books for nothing at the weekend, and many of them came early in the morning.",
    "The building had been closed for two years, and the talks about its cost were long and loud.",
)
BODY = "\n\n".join(LINES)
PAGE = (
    f'<html lang="en"><head><title>{TITLE}</title><meta property="og:type" content="article">'
    f'<meta property="article:published_time" content="2026-03-05T14:05:00+07:00"></head><body>'
    f"<article><h1>{TITLE}</h1>{''.join(f'<p>{line}</p>' for line in LINES)}</article></body></html>"
)
GOLD = {
    "id": "one",
    "html": "html/one.html.gz",
    "url": "https://a.example/one",
    "title": TITLE,
    "authors": [],
    "date": "2026-03-05T07:05:00+00:00",
    "body": BODY,
}


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """One case a collection, the cleanest there is."""
    for folder in ("aeb/html", "fundus/html", "dirty", "seeds", "seeds-gold"):
        (tmp_path / folder).mkdir(parents=True)
    for name in ("aeb", "fundus"):
        (tmp_path / name / "html/one.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    write(tmp_path / "aeb/ground-truth.json", {"one": {"articleBody": BODY, "url": GOLD["url"]}})
    write(tmp_path / "fundus/gold.jsonl", GOLD)
    dirty = {"id": "one", "title": TITLE, "language": "en", "body": BODY}
    labels = "obbb"
    write(tmp_path / "dirty/texts.jsonl", {**dirty, "lines": [TITLE, *LINES], "labels": labels})
    (tmp_path / "seeds/one.txt").write_text("\n\n".join((TITLE, *LINES)), "utf-8")
    facts: dict[str, Any] = {
        "captions": [],
        "attribution": [],
        "language": "en",
        "published_date": None,
    }
    write(
        tmp_path / "seeds-gold/one.json", {"title": TITLE, "body": [*LINES[:2], "Else."], **facts}
    )
    return tmp_path


def write(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value), "utf-8")


def test_every_collection_is_measured(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["--data", str(data), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert set(found) == {"seeds", "aeb", "fundus", "dirty", *BODIES}
    bodies = found["bodies-fundus"]
    assert [row["subject"] for row in bodies["bodies"]] == list(SUBJECTS)
    assert all(row["F1"] > 0.9 for row in bodies["bodies"])
    assert len(bodies["differences of F1 (paired bootstrap)"]) == 4
    ours, stock, precision = found["fundus"]["pages"]
    assert (ours["body F1"], ours["title"], ours["date"]) == (1.0, 1.0, 1.0)
    assert (stock["subject"], precision["subject"]) == ("trafilatura", "trafilatura, precision")
    assert found["aeb"]["clean text in"][0]["tokens not in the body"] == 0.0
    assert found["dirty"]["dirty texts"][0]["title"] == 1.0
    assert found["dirty"]["again"] == [{"cleaned again": 1, "changed": 0}]


def test_the_bodies_are_written_with_a_picture(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(document, "DOCS", tmp_path)
    monkeypatch.setattr(document, "PAGE", tmp_path / "page.md")
    (tmp_path / "page.md").write_text("# Benchmarks\n\n## Delivery\n\nStays.\n", "utf-8")
    for _ in range(2):
        main(["--data", str(data), "--only", ",".join(BODIES), "--write"])
    page = (tmp_path / "page.md").read_text("utf-8")
    assert page.startswith("# Benchmarks\n\n## Delivery\n\nStays.\n\n## Bodies of pages\n")
    assert page.count("## ") == 2
    assert "| Copydesk, hybrid | 0." in page
    picture = ET.fromstring((tmp_path / "extraction.svg").read_text("utf-8"))  # noqa: S314  ours
    circles = picture.findall(".//{http://www.w3.org/2000/svg}circle")
    assert len(circles) == len(BODIES) * len(SUBJECTS)


def test_an_unknown_collection_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["--only", "aeb,nothing"])
    assert "nothing: known are seeds," in capsys.readouterr().err


def test_the_first_difference_of_a_seed_is_told(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["--data", str(data), "--only", "seeds"])
    told = capsys.readouterr().out
    assert "NO" in told
    assert f"[2] '{LINES[2]}'"[:60] in told
