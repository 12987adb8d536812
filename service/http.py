"""One port for metrics, probes and the live page: /metrics, /live, /ready, /."""

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

from service.connections import IDLE_S, MAX_CONNECTIONS, MAX_HEAD_BYTES, Connection
from service.errors import ConfigError
from service.health import Health, Verdict
from service.live import LivePage
from service.metrics import Metrics

_GRACE_S = 1
_INDEX = "Copydesk\n/metrics  Prometheus\n/live     the loop moves\n/ready    records can flow\n"


class HttpServer:
    """Serves from a thread of its own; it never touches the stream.

    Args:
        host: Address to listen on.
        port: Port; 0 takes a free one.
        metrics: For /metrics.
        health: For /live and /ready.
        page: For /; None shows a list of addresses there.

    Raises:
        ConfigError: The address or port cannot be taken.
    """

    def __init__(
        self,
        host: str,
        port: int,
        metrics: Metrics,
        health: Health,
        page: LivePage | None = None,
    ) -> None:
        self._socket = _listen(host, port)
        self._page = page
        config = uvicorn.Config(
            _app(metrics, health, page),
            http=Connection,
            ws="none",
            log_config=None,
            log_level="error",  # what clients send is not for the log: a line each fills a disk
            access_log=False,
            lifespan="on" if page else "off",
            limit_concurrency=2 * MAX_CONNECTIONS,
            timeout_keep_alive=IDLE_S,
            timeout_graceful_shutdown=_GRACE_S,
            h11_max_incomplete_event_size=MAX_HEAD_BYTES,
            proxy_headers=False,
            server_header=False,
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
        if self._page:
            self._page.close()
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


def _app(metrics: Metrics, health: Health, live: LivePage | None) -> Starlette:
    def page(_: Request) -> Response:
        metrics.set("live", health.live().ok)
        metrics.set("ready", health.ready().ok)
        return Response(metrics.page(), media_type=CONTENT_TYPE_LATEST)

    def index(_: Request) -> Response:
        return PlainTextResponse(_INDEX)

    return Starlette(
        routes=[
            *(live.routes() if live else [Route("/", index)]),
            Route("/metrics", page),
            Route("/live", _probe(health.live)),
            Route("/ready", _probe(health.ready)),
        ],
        lifespan=live.lifespan if live else None,
    )


def _probe(ask: Callable[[], Verdict]) -> Callable[[Request], Response]:
    def probe(_: Request) -> Response:
        verdict = ask()
        return PlainTextResponse(verdict.why + "\n", status_code=200 if verdict.ok else 503)

    return probe
