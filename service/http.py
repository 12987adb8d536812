"""One port for metrics and probes: /metrics, /live, /ready."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import uvicorn
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from service.errors import ConfigError
from service.health import Health, Verdict
from service.metrics import Metrics

_INDEX = "Copydesk\n/metrics  Prometheus\n/live     the loop moves\n/ready    records can flow\n"


class HttpServer:
    """Serves from a thread of its own; it never touches the stream.

    Args:
        host: Address to listen on.
        port: Port; 0 takes a free one.
        metrics: For /metrics.
        health: For /live and /ready.

    Raises:
        ConfigError: The address or port cannot be taken.
    """

    def __init__(self, host: str, port: int, metrics: Metrics, health: Health) -> None:
        self._socket = _listen(host, port)
        config = uvicorn.Config(
            _app(metrics, health), log_config=None, access_log=False, lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(
            target=self._server.run, args=([self._socket],), name="http", daemon=True
        )
        self._thread.start()

    @property
    def address(self) -> str:
        """Where it listens, as a URL."""
        host, port = self._socket.getsockname()[:2]
        return f"http://{host}:{port}"

    def close(self) -> None:
        """Stop serving."""
        self._server.should_exit = True
        self._thread.join(timeout=5)
        self._socket.close()


def _listen(host: str, port: int) -> socket.socket:
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen()  # now, not in the thread: only then is a port that is taken refused
    except OSError as error:
        raise ConfigError(
            f"COPYDESK_HTTP_PORT: cannot listen on {host}:{port} ({error.strerror or error}); "
            "choose another port, or 0 for a free one"
        ) from error
    return listener


def _app(metrics: Metrics, health: Health) -> Starlette:
    def page(_: Request) -> Response:
        metrics.set("live", health.live().ok)
        metrics.set("ready", health.ready().ok)
        return Response(metrics.page(), media_type=CONTENT_TYPE_LATEST)

    def index(_: Request) -> Response:
        return PlainTextResponse(_INDEX)

    return Starlette(
        routes=[
            Route("/", index),
            Route("/metrics", page),
            Route("/live", _probe(health.live)),
            Route("/ready", _probe(health.ready)),
        ]
    )


def _probe(ask: Callable[[], Verdict]) -> Callable[[Request], Response]:
    def probe(_: Request) -> Response:
        verdict = ask()
        return PlainTextResponse(verdict.why + "\n", status_code=200 if verdict.ok else 503)

    return probe
