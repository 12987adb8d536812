from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from service import connections
from tests.running import await_that
from tests.stage import Stage

SLOW = b"GET /live HTTP/1.1\r\nhost: localhost\r\n"
BODY = b"POST /live HTTP/1.1\r\nhost: localhost\r\ncontent-length: 1000000\r\n\r\n"


@pytest.fixture
def stage(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    monkeypatch.setattr(connections, "REQUEST_S", 0.3)
    monkeypatch.setattr(connections, "READ_S", 0.3)
    with Stage() as running:
        yield running


@pytest.fixture
def port(stage: Stage) -> int:
    return port_of(stage)


def port_of(stage: Stage) -> int:
    return int(stage.address.rpartition(":")[2])


def drained(client: socket.socket) -> bytes:
    """All it sends until it hangs up."""
    got = b""
    try:
        while more := client.recv(65_536):
            got += more
    except ConnectionResetError:
        pass
    return got


@pytest.mark.parametrize("sent", [b"", SLOW, BODY], ids=["nothing", "half a head", "half a body"])
def test_a_request_that_does_not_get_whole_is_cut_off(port: int, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(sent)
        drained(client)


def test_the_second_request_of_a_connection_must_get_whole_too(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(SLOW + b"\r\n")
        assert client.recv(65_536).startswith(b"HTTP/1.1 200")
        client.sendall(SLOW)
        drained(client)


def test_a_request_in_time_is_not_cut_off(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(b"GET /page/events HTTP/1.1\r\nhost: localhost\r\n\r\n")
        got = b""
        while got.count(b"event: ") < 3:
            got += client.recv(65_536)


def test_an_answer_that_nobody_reads_is_cut_off(stage: Stage) -> None:
    open_ = stage.http._server.server_state.connections
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        client.connect(("127.0.0.1", port_of(stage)))
        many = 1_000
        client.sendall(many * (b"GET /metrics" + SLOW.removeprefix(b"GET /live") + b"\r\n"))
        await_that(lambda: bool(open_), "there")
        await_that(lambda: not open_, "cut off")
        client.settimeout(10)
        assert drained(client).count(b"HTTP/1.1 200") < many
