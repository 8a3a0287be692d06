"""Passing requests on to the services behind, both ways as streams, nothing of the inside out."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from http.cookiejar import CookieJar, DefaultCookiePolicy

import httpx
import structlog
from cloak_kit.errors import Unavailable
from cloak_kit.telemetry import REQUEST_ID_HEADER, current_request_id
from cloak_kit.tracing.clients import TracedTransport
from cloak_kit.tracing.context import FIELDS
from fastapi import Request
from starlette.responses import Response

from cloak_gateway import metrics
from cloak_gateway.bodies import stream_of
from cloak_gateway.settings import GatewaySettings
from cloak_gateway.streams import OwningStream

log = structlog.get_logger(__name__)
# RFC 9110, 7.6.1, and what speaks of the connection or of who connects.
_HOP_BY_HOP = FIELDS | frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
        "host",
        "expect",
        "forwarded",
        "x-real-ip",
        REQUEST_ID_HEADER,
    }
)
_OURS = ("x-forwarded-", "cloak-")  # only services may say these
_NOT_BACK = frozenset({"connection", "keep-alive", "transfer-encoding", "trailer", "upgrade"}) | {
    "date",
    "server",
    REQUEST_ID_HEADER,
}
_COOKIES, _KEEPER_OF_COOKIES = frozenset({"cookie", "set-cookie"}), "auth"
_SSE = "text/event-stream"


class Passing:
    """A streaming reverse proxy for one request at a time."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        streams: httpx.AsyncClient,
        stopping: asyncio.Event,
        settings: GatewaySettings,
    ) -> None:
        """`stopping` ends event streams, which otherwise would outlast the process' patience.

        `streams` is their own client: many listeners must leave connections for signing in.
        """
        self._http, self._streams = http, streams
        self._stopping = stopping
        self._bases = {"auth": settings.auth_url, "messaging": settings.messaging_url}
        self._timeout_s = settings.upstream_timeout_s
        self._silence_s = settings.upstream_silence_s

    async def on(self, upstream: str, request: Request) -> Response:
        """Ask the service what was asked here and give its answer.

        Raises Unavailable, BodyTooSlow.
        """
        wants_events = _wants_events(request)
        outgoing = self._outgoing(upstream, request, wants_events=wants_events)
        client = self._streams if wants_events else self._http
        try:
            incoming = await client.send(outgoing, stream=True)
        except httpx.TransportError as error:
            raise self._away(upstream, error) from error
        source = AsyncExitStack()
        source.push_async_callback(incoming.aclose)
        headers = _headers_back(upstream, incoming)
        is_stream = incoming.headers.get("content-type", "").startswith(_SSE)
        body = self._events(upstream, incoming) if is_stream else incoming.aiter_raw()
        return OwningStream(body, incoming.status_code, headers, source)

    async def document(self, upstream: str, path: str) -> bytes:
        """A small document of the service's own; raises Unavailable."""
        url = httpx.URL(self._bases[upstream]).join(path)
        try:
            response = await self._http.get(url, timeout=5)
            response.raise_for_status()
        except httpx.HTTPError as error:
            raise self._away(upstream, error) from error
        return response.content

    def _outgoing(self, upstream: str, request: Request, *, wants_events: bool) -> httpx.Request:
        path = _path(request)
        query = request.scope.get("query_string", b"")
        url = httpx.URL(self._bases[upstream]).copy_with(
            raw_path=path + (b"?" + query if query else b"")
        )
        read_s = self._silence_s if wants_events else self._timeout_s
        timeout = httpx.Timeout(self._timeout_s, read=read_s)
        has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
        # Built by hand: the client's own defaults must not slip into someone else's request.
        return httpx.Request(
            request.method,
            url,
            headers=_headers_on(upstream, request),
            content=_body(request, deadline_s=self._timeout_s) if has_body else None,
            extensions={"timeout": timeout.as_dict()},
        )

    async def _events(self, upstream: str, incoming: httpx.Response) -> AsyncIterator[bytes]:
        """Each piece at once; an end in good order when either side stops."""
        chunks = aiter(incoming.aiter_raw())
        stop = asyncio.create_task(self._stopping.wait())
        following: asyncio.Task[bytes] | None = None
        metrics.STREAMS.labels(upstream).inc()
        try:
            while True:
                following = asyncio.create_task(_next(chunks))
                await asyncio.wait({following, stop}, return_when=asyncio.FIRST_COMPLETED)
                if not following.done():
                    return
                yield following.result()
        except StopAsyncIteration:
            return
        except httpx.TransportError as error:
            # The client comes back with Last-Event-ID and finds nothing missing.
            log.info("upstream.stream_ended", upstream=upstream, reason=type(error).__name__)
        finally:
            metrics.STREAMS.labels(upstream).dec()
            stop.cancel()
            if following is not None and not following.done():
                following.cancel()
                await asyncio.wait({following})

    def _away(self, upstream: str, error: httpx.HTTPError) -> Unavailable:
        metrics.UPSTREAM_FAILURES.labels(upstream).inc()
        log.warning("upstream.unreachable", upstream=upstream, reason=type(error).__name__)
        return Unavailable(f"{upstream} does not answer")


def upstream_client(limits: httpx.Limits) -> httpx.AsyncClient:
    """A client that keeps no cookie: it speaks for everybody, and would mix up their sessions."""
    nobody = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    transport = TracedTransport(httpx.AsyncHTTPTransport(limits=limits))
    return httpx.AsyncClient(transport=transport, cookies=nobody)


def _headers_back(upstream: str, incoming: httpx.Response) -> list[tuple[bytes, bytes]]:
    """As they came, one by one: several cookies in one header would be none."""
    kept = [(name.lower(), value) for name, value in incoming.headers.raw]
    return [(name, value) for name, value in kept if _passes(name.decode(), upstream, _NOT_BACK)]


def _passes(name: str, upstream: str, stopped: frozenset[str]) -> bool:
    return name not in stopped and (name not in _COOKIES or upstream == _KEEPER_OF_COOKIES)


def _headers_on(upstream: str, request: Request) -> list[tuple[str, str]]:
    named = {n.strip().lower() for n in request.headers.get("connection", "").split(",")}
    kept = [
        (name, value)
        for name, value in request.headers.items()
        if _passes(name, upstream, _HOP_BY_HOP) and name not in named and not name.startswith(_OURS)
    ]
    return kept + list(_vouched(request).items())


def _vouched(request: Request) -> Mapping[str, str]:
    return {
        "X-Forwarded-For": request.client.host if request.client else "unknown",
        "X-Forwarded-Proto": request.url.scheme,
        "X-Forwarded-Host": request.headers.get("host", ""),
        REQUEST_ID_HEADER: current_request_id(),
    }


async def _body(request: Request, *, deadline_s: float) -> AsyncIterator[bytes]:
    # Without a deadline whoever sends slowly keeps one of the connections that all share.
    async for chunk in stream_of(request, deadline_s=deadline_s):
        if chunk:
            yield chunk


def _path(request: Request) -> bytes:
    path: bytes = request.scope.get("raw_path") or request.url.path.encode()
    return path


def _wants_events(request: Request) -> bool:
    return _SSE in request.headers.get("accept", "") or _path(request) == b"/api/events"


async def _next(chunks: AsyncIterator[bytes]) -> bytes:
    return await anext(chunks)
