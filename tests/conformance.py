"""What every enricher is held to; one check a promise, each over one enricher's class."""

from __future__ import annotations

import builtins
import copy
import json
import os
import pickle
import random
import secrets
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from pydantic import BaseModel

from schemas.enriched_article import EnrichedArticle
from service.article import Article, Hints
from service.enrich import Enrich
from service.enrich.base import Enricher
from tests.records import BODY, TITLE

Make = type[Enricher]

ARTICLE = Article(
    paragraphs=BODY,
    title=TITLE,
    url="https://ngaynay.vn/x?utm_source=a",
    canonical_url="https://ngaynay.vn/x",
)
ODD = (
    Article(paragraphs=("1",)),
    Article(paragraphs=("\ufffd 🙂 \u200b",), title="?"),
    Article(paragraphs=("ข่าว " * 1_000,), url="http://[::1]/", canonical_url="http://[::1]/"),
    Article(paragraphs=BODY, hints=Hints(language="klingon", source="...", page_site_name=".")),
    Article(paragraphs=BODY, hints=Hints(source="https://", outlet="/" * 300)),
)
_MB_5 = 5_000_000
LARGE = {
    "one word": ("x" * _MB_5,),
    "words": ("Thư viện mới mở cửa bên bờ sông. " * (_MB_5 // 33),),
    "paragraphs": ("Một tin ngắn.",) * (_MB_5 // 13),
    "names": ("Nguyễn Văn An, " * (_MB_5 // 15),),
    "addresses": ("https://a.example/b?c=d " * (_MB_5 // 24),),
    "code": ("if (a[0] == {b: 1}) { c_d(); }\n" * (_MB_5 // 31),),
    "Han": ("图书馆在河边开放了" * (_MB_5 // 9),),
    "turns": tuple(
        ("Một tin ngắn. ", "A short piece of news. ")[n % 2] * 20 for n in range(13_000)
    ),
}
SECONDS = 2.0
"""CPU; the deadline of a record is ten times that."""
TIMES = 20


def names_a_fact_that_may_be_null(
    make: Make, contract: type[EnrichedArticle] = EnrichedArticle
) -> None:
    assert contract.model_fields[make.name].default is None


def stands_in_a_module_of_its_name(make: Make) -> None:
    assert make.__module__ == f"service.enrich.{make.name}"


def gives_the_same_fact_for_ever(make: Make) -> None:
    enricher = make()
    first = enricher(ARTICLE)
    assert first is not None, "it should find its fact in a plain article"
    assert all(enricher(ARTICLE) == first for _ in range(TIMES))
    for odd in ODD:
        enricher(odd)
    assert enricher(ARTICLE) == first, "what came before an article changes nothing"
    assert make()(ARTICLE) == first


def gives_the_same_fact_in_every_process(make: Make) -> None:
    here = [_as_json(make()(article)) for article in (ARTICLE, *ODD)]
    for seed in ("1", "2"):
        done = subprocess.run(
            [sys.executable, "-c", _ELSEWHERE, pickle.dumps(make).hex()],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        )
        assert json.loads(done.stdout) == here


_ELSEWHERE = """
import json, pickle, sys
from tests.conformance import ARTICLE, ODD, _as_json
make = pickle.loads(bytes.fromhex(sys.argv[1]))
print(json.dumps([_as_json(make()(article)) for article in (ARTICLE, *ODD)]))
"""


def changes_nothing(make: Make) -> None:
    for article in (ARTICLE, *ODD):
        before = copy.deepcopy(article)
        make()(article)
        assert article == before


def gives_a_frozen_fact_that_travels(make: Make) -> None:
    fact = make()(ARTICLE)
    assert fact is not None
    assert pickle.loads(pickle.dumps(fact)) == fact  # noqa: S301  our own bytes
    assert fact.model_config["frozen"]


def can_be_made_in_a_worker(make: Make) -> None:
    assert pickle.loads(pickle.dumps(make)) is make  # noqa: S301  our own bytes


def bears_odd_articles(make: Make) -> None:
    enricher = make()
    for odd in ODD:
        fact = enricher(odd)
        assert fact is None or isinstance(fact, BaseModel)


def has_no_clock_no_chance_no_network_no_files(make: Make) -> None:
    enricher = make()
    enricher(ARTICLE)
    with _nothing_of_the_world():
        for article in (ARTICLE, *ODD):
            enricher(article)


def takes_its_time_only_so_long(make: Make) -> None:
    enricher = make()
    for kind, paragraphs in LARGE.items():
        article = Article(paragraphs=paragraphs, title=TITLE)
        started = time.process_time()
        enricher(article)
        took = time.process_time() - started
        assert took < SECONDS, f"{took:.1f} s for 5 MB of {kind}"


def costs_only_its_own_fact_when_it_fails(make: Make) -> None:
    class Failing(make):  # type: ignore[misc, valid-type]  # any of them
        def __call__(self, article: Article) -> BaseModel | None:
            raise RuntimeError(f"cannot read {len(article.paragraphs)} paragraphs")

    article, failures = Enrich([Failing()])(ARTICLE)
    assert getattr(article, make.name) is None
    assert article.failed_enrichers == (make.name,)
    (failure,) = failures
    assert failure.enricher == make.name
    assert failure.error.endswith("RuntimeError")
    # The log gets where it happened: an error's message may quote the article.
    assert "cannot read" not in failure.error.splitlines()[-1]
    assert article.body == ARTICLE.body


CHECKS: tuple[Callable[[Make], None], ...] = (
    names_a_fact_that_may_be_null,
    stands_in_a_module_of_its_name,
    gives_the_same_fact_for_ever,
    gives_the_same_fact_in_every_process,
    changes_nothing,
    gives_a_frozen_fact_that_travels,
    can_be_made_in_a_worker,
    bears_odd_articles,
    has_no_clock_no_chance_no_network_no_files,
    takes_its_time_only_so_long,
    costs_only_its_own_fact_when_it_fails,
)


def _as_json(fact: BaseModel | None) -> Any:
    return fact and fact.model_dump(mode="json")


@contextmanager
def _nothing_of_the_world() -> Iterator[None]:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("an enricher reaches for the world")

    doors = [
        (builtins, "open"),
        (socket, "socket"),
        (time, "time"),
        (time, "monotonic"),
        (random, "random"),
        (os, "urandom"),
        (secrets, "token_bytes"),
        (uuid, "uuid4"),
    ]
    patches = [patch.object(module, name, refuse) for module, name in doors]
    for each in patches:
        each.start()
    try:
        yield
    finally:
        for each in patches:
            each.stop()
