"""The page's addresses: the page, its style and script, its stream of events. Read-only."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import structlog
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from service.live.feed import MAX_VIEWERS, Feed
from service.settings import Settings

log = structlog.get_logger()

_STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
_HEADERS = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
_LOCAL_NAMES = ("localhost", "ip6-localhost")
_OURS = ("same-origin", "none")
"""What a browser says of a request by the page itself, or by who typed the address."""


def is_local(host: str) -> bool:
    """Whether an address or name is this machine's own, heard by nobody else."""
    with suppress(ValueError):
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    return host.lower() in _LOCAL_NAMES


def is_shown(settings: Settings) -> bool:
    """Whether there is a page: article text is not for whoever reaches the port."""
    if settings.live_page == "auto":
        return is_local(settings.http_host)
    return settings.live_page == "on"


class LivePage:
    """Serves the page.

    Args:
        feed: What it shows.
        only_local: Answer only to names of this machine. Else a site in a browser here could give
            its own name this machine's address, and read the page as if it were its own.
    """

    def __init__(self, feed: Feed, *, only_local: bool) -> None:
        self.feed = feed
        self._only_local = only_local
        self._loop: asyncio.AbstractEventLoop | None = None

    def routes(self) -> list[Route]:
        """Every address; GET and HEAD, nothing else."""
        paths = [path for path in sorted(_STATIC.iterdir()) if path.suffix in _TYPES]
        files = [Route(f"/page/{p.name}", self._guarded(_file(p, _TYPES[p.suffix]))) for p in paths]
        return [
            Route("/", self._guarded(_file(_STATIC / "page.html", "text/html"))),
            Route("/page/events", self._guarded(self._events)),
            *files,
        ]

    @asynccontextmanager
    async def lifespan(self, _: Starlette) -> AsyncIterator[None]:
        """Keep the feed going while the server runs."""
        self._loop = asyncio.get_running_loop()
        ticking = self._loop.create_task(self.feed.run())
        ticking.add_done_callback(_tell)
        yield
        ticking.cancel()

    def close(self) -> None:
        """End all streams, so that the server can end. From any thread."""
        if self._loop and not self._loop.is_closed():
            with suppress(RuntimeError):  # it ended meanwhile
                self._loop.call_soon_threadsafe(self.feed.close)

    def _guarded(self, answer: Callable[[Request], Response]) -> Callable[[Request], Response]:
        async def guarded(request: Request) -> Response:
            response = self._refusal(request) or answer(request)
            response.headers.update(_HEADERS)
            return response

        return guarded  # type: ignore[return-value]

    def _refusal(self, request: Request) -> Response | None:
        if self._only_local and not is_local(_name(request.headers.get("host", ""))):
            return PlainTextResponse(
                "The page answers to localhost only. COPYDESK_LIVE_PAGE=on lets it answer to "
                "any name, for example behind a proxy that asks who is there.\n",
                status_code=403,
            )
        if request.headers.get("sec-fetch-site", "none") not in _OURS and request.url.path != "/":
            return PlainTextResponse("Not for other sites.\n", status_code=403)
        return None

    def _events(self, request: Request) -> Response:
        if self.feed.is_full:
            return PlainTextResponse(
                f"{MAX_VIEWERS} pages are open already; close one.\n",
                status_code=503,
                headers={"retry-after": "10"},
            )
        if request.method == "HEAD":
            return Response(media_type="text/event-stream")
        return StreamingResponse(self.feed.follow(), media_type="text/event-stream")


def _name(host: str) -> str:
    """Of a ``Host`` header, which may be anything, what stands before the port."""
    if host.startswith("["):
        return host[: host.find("]") + 1]
    return host.partition(":")[0]


def _file(path: Path, media_type: str) -> Callable[[Request], Response]:
    content = path.read_bytes()

    def file(_: Request) -> Response:
        return Response(content, media_type=media_type)

    return file


def _tell(ticking: asyncio.Task[None]) -> None:
    if not ticking.cancelled() and (error := ticking.exception()):
        log.error("the live page stands still; the stream goes on", exc_info=error)
