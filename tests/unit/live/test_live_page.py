from __future__ import annotations

import asyncio
import http.client
import json
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, Self

import pytest

from service.executor import Processed
from service.health import Health
from service.http import HttpServer
from service.live import Window, is_shown
from service.live.feed import MAX_VIEWERS, Feed
from service.metrics import Metrics
from service.outcome import Enriched
from service.settings import Settings
from service.transport import Message, Partition
from tests.records import as_json, record
from tests.running import await_that
from tests.stage import Stage, examples

STRANGERS = ("evil.example", "localhost.evil.example:80", "[::1", "127.0.0.1.evil.example", "")


class Viewer:
    """Follows the stream as a browser does."""

    def __init__(self, stage: Stage, method: str = "GET", **headers: str) -> None:
        port = int(stage.address.rpartition(":")[2])
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        self._connection.request(method, "/page/events", headers=headers)
        self.answer = self._connection.getresponse()

    def event(self) -> tuple[str, dict[str, Any]]:
        name = self.answer.readline().decode().removeprefix("event: ").strip()
        told = json.loads(self.answer.readline().decode().removeprefix("data: "))
        self.answer.readline()
        return name, told

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.answer.close()
        self._connection.close()


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as running:
        yield running


def ask(stage: Stage, path: str, method: str = "GET", **headers: str) -> tuple[int, str, Any]:
    port = int(stage.address.rpartition(":")[2])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(
        method, path, headers={name.replace("_", "-"): v for name, v in headers.items()}
    )
    answer = connection.getresponse()
    told = answer.read().decode()
    connection.close()
    return answer.status, told, answer.headers


def test_a_viewer_gets_all_there_is_then_the_news_of_each_second(stage: Stage) -> None:
    stage.play(examples(int(time.time() * 1000)))
    stage.metrics.set_lag({Partition("articles.raw", 0): 17})
    with Viewer(stage) as viewer:
        name, told = viewer.event()
        assert (name, told["about"]["input"]) == ("all", "articles.raw")
        assert len(told["cards"]) == 12
        name, told = viewer.event()
        assert (name, len(told["cards"]), len(told["points"])) == ("news", 2, 1)
    sums = told["sums"]
    assert sums == {"consumed": 31, "enriched": 21, "rejected": 9, "skipped": 1}
    assert told["points"][0][2] == 17
    assert sum(row["count"] for row in told["rejects"]) == 9
    assert {row["name"] for row in told["sources"]["heard"]} >= {"vov.vn", "bbc.co.uk"}


def test_pages_beyond_the_limit_are_told_so_and_a_place_is_free_again(stage: Stage) -> None:
    with ExitStack() as stack:
        viewers = [stack.enter_context(Viewer(stage)) for _ in range(MAX_VIEWERS)]
        assert all(viewer.event()[0] == "all" for viewer in viewers)
        for method in ("GET", "HEAD"):
            assert ask(stage, "/page/events", method)[0] == 503
        assert "close one" in ask(stage, "/page/events")[1]
        assert ask(stage, "/live")[0] == 200
    await_that(lambda: ask(stage, "/page/events", "HEAD")[0] == 200, "a place is free")


def test_a_stop_ends_the_streams_at_once() -> None:
    stage = Stage()
    with Viewer(stage) as viewer:
        viewer.event()
        started = time.monotonic()
        stage.http.close()
        while (event := viewer.event())[0] == "news":
            pass
    assert event[0] == "end"
    assert time.monotonic() - started < 3


def test_who_misses_a_second_gets_all_anew_and_nothing_is_queued_for_him() -> None:
    async def names() -> list[str]:
        feed = Feed({}, Window(), Metrics(), Health(60))
        following = feed.follow()
        first = await anext(following)
        got = [first]
        for missed in (1, 1, 50, 1):
            waiting = asyncio.ensure_future(anext(following))
            await asyncio.sleep(0)
            for _ in range(missed):
                feed.tick()
            got.append(await waiting)
        return [event.split()[1].decode() for event in got]

    assert asyncio.run(names()) == ["all", "news", "news", "all", "news"]


def test_a_source_is_silent_by_what_was_read_of_the_stream_not_by_the_clock() -> None:
    day = 1_772_694_300.0

    def heard(name: str, at: float) -> None:
        outcome = Enriched(Message(b"1", b"too large to be a sample" * 9_000, ()), publisher=name)
        window.observe(
            [replace(record(b"x"), timestamp_ms=int(at * 1000))], [Processed(outcome, {})]
        )

    window, metrics = Window(), Metrics()
    feed = Feed({}, window, metrics, Health(60))
    for minute in range(10):
        heard("quiet.example", day + 60 * minute)
        heard("loud.example", day + 60 * minute)
    assert told(feed)["sources"]["silent"] == []  # though its records are months old
    for minute in range(10, 30):
        heard("loud.example", day + 60 * minute)
    (silent,) = told(feed)["sources"]["silent"]
    assert (silent["name"], silent["quiet_s"], silent["longest_s"]) == ("quiet.example", 1200, 60)
    waits = replace(record(b"x"), timestamp_ms=int((day + 600) * 1000))
    metrics.set_lag({Partition("articles.raw", 0): 5}, [waits])
    assert told(feed)["sources"]["silent"] == []  # another partition is not read so far yet


def told(feed: Feed) -> dict[str, Any]:
    async def first() -> bytes:
        return await anext(feed.follow())

    feed.tick()
    made: dict[str, Any] = json.loads(asyncio.run(first()).partition(b"data: ")[2])
    return made


def test_all_viewers_are_told_by_the_same_bytes() -> None:
    async def told() -> list[bytes]:
        feed = Feed({}, Window(), Metrics(), Health(60))
        return [await anext(feed.follow()) for _ in range(2)]

    one, other = asyncio.run(told())
    assert one is other


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
@pytest.mark.parametrize("path", ["/", "/page/events", "/page/page.js"])
def test_nothing_can_be_changed(stage: Stage, path: str, method: str) -> None:
    assert ask(stage, path, method)[0] == 405


@pytest.mark.parametrize("path", ["/", "/page/page.js", "/page/page.css", "/page/events"])
def test_a_browser_is_told_to_trust_nothing_but_our_own_files(stage: Stage, path: str) -> None:
    _, told, headers = ask(stage, path, "HEAD")
    assert told == ""
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert headers["set-cookie"] is None
    assert headers["access-control-allow-origin"] is None


def test_the_page_has_no_script_or_style_of_its_own_and_asks_nobody_else(stage: Stage) -> None:
    _, page, _ = ask(stage, "/")
    assert "<style" not in page
    assert " style=" not in page
    assert " on" not in page.partition("<body>")[0]
    for path in ("/", "/page/page.css", *(f"/page/{n}.js" for n in ("page", "articles", "draw"))):
        told = ask(stage, path)[1]
        outside = told.replace("http://www.w3.org/2000/svg", "")
        assert "http://" not in outside
        assert "https://" not in outside
        assert "innerHTML" not in told


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("127.0.0.1", 200),
        ("[::1]:8080", 200),
        *((name, 403) for name in STRANGERS),
    ],
)
def test_by_default_only_this_machines_names_are_answered(
    stage: Stage, host: str, status: int
) -> None:
    for path in ("/", "/page/events"):
        assert ask(stage, path, "HEAD", Host=host)[0] == status
    assert ask(stage, "/live", Host=host)[0] == 200


def test_where_it_is_switched_on_any_name_is_answered() -> None:
    with Stage(live_page="on") as stage:
        assert ask(stage, "/", Host="copydesk.example")[0] == 200


def test_other_sites_get_nothing(stage: Stage) -> None:
    assert ask(stage, "/page/events", "HEAD", Sec_Fetch_Site="cross-site")[0] == 403
    assert ask(stage, "/", Sec_Fetch_Site="cross-site")[0] == 200  # a link that leads here


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({}, True),
        ({"http_host": "::1"}, True),
        ({"http_host": "0.0.0.0"}, False),  # noqa: S104  the case in question
        ({"http_host": "0.0.0.0", "live_page": "on"}, True),  # noqa: S104
        ({"live_page": "off"}, False),
    ],
)
def test_text_of_articles_is_shown_where_only_this_machine_hears(
    given: dict[str, str], shown: bool
) -> None:
    assert is_shown(Settings.model_validate(given)) is shown


def test_without_a_page_its_addresses_are_not_there() -> None:
    server = HttpServer("127.0.0.1", 0, Metrics(), Health(60))
    try:
        port = int(server.address.rpartition(":")[2])
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        connection.request("GET", "/page/events")
        assert connection.getresponse().status == 404
        connection.close()
    finally:
        server.close()


def test_at_a_high_rate_articles_are_sampled_and_sums_are_whole(stage: Stage) -> None:
    records = [as_json(url=f"https://vov.vn/{n}.vov", text="A b c.\n\nD e f.") for n in range(500)]
    with Viewer(stage) as viewer:
        viewer.event()
        stage.play(records)
        news = [viewer.event()[1]]
        while news[-1]["sums"]["consumed"] < 500:
            news.append(viewer.event()[1])
    assert news[-1]["rates"]["consumed"] > 0
    assert all(len(told["cards"]) <= 2 for told in news)


def test_many_idle_connections_do_not_keep_a_probe_waiting(stage: Stage) -> None:
    port = int(stage.address.rpartition(":")[2])
    with ExitStack() as stack:
        for _ in range(250):
            idle = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            idle.sendall(b"GET / HT")
        assert ask(stage, "/live")[0] == 200


def test_a_head_beyond_its_limit_is_refused(stage: Stage) -> None:
    with socket.create_connection(("127.0.0.1", int(stage.address.rpartition(":")[2]))) as client:
        client.settimeout(10)
        client.sendall(b"GET / HTTP/1.1\r\nhost: localhost\r\nx: " + b"y" * 200_000)
        assert client.recv(100).startswith(b"HTTP/1.1 400")
