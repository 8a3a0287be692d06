"""Requests that are made within a trace: each takes it along, and has a span."""

from collections.abc import AsyncIterator
from typing import cast

import httpx
from opentelemetry.trace import Span, SpanKind

from cloak_kit.tracing.context import carried
from cloak_kit.tracing.spans import begun, current, note_failure, note_status

TEMPLATE = "cloak.template"
"""The extension of an httpx request that names its path without the ids in it."""


class TracedTransport(httpx.AsyncBaseTransport):
    """An httpx transport whose requests go on with the current trace.

    The span lasts until the answer's body has been read. Outside of a trace nothing is noted:
    questions for readiness would make a trace each.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request with the trace's headers; raises what the transport within raises."""
        if not current().get_span_context().is_valid:
            return await self._inner.handle_async_request(request)
        span = _asking(request)
        request.headers.update(carried(span))
        try:
            response = await self._inner.handle_async_request(request)
        except BaseException as error:
            note_failure(span, type(error))
            span.end()
            raise
        note_status(span, response.status_code, errors_from=400)
        response.stream = _EndingStream(cast(httpx.AsyncByteStream, response.stream), span)
        return response

    async def aclose(self) -> None:
        """Close the connections."""
        await self._inner.aclose()


class _EndingStream(httpx.AsyncByteStream):
    """A body that ends its request's span when it is closed."""

    def __init__(self, body: httpx.AsyncByteStream, span: Span) -> None:
        self._body, self._span = body, span

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for chunk in self._body:
            yield chunk

    async def aclose(self) -> None:
        try:
            await self._body.aclose()
        finally:
            self._span.end()


def _asking(request: httpx.Request) -> Span:
    template = request.extensions.get(TEMPLATE)
    attributes: dict[str, str | int] = {
        "http.request.method": request.method,
        "server.address": request.url.host,
        "server.port": request.url.port or (443 if request.url.scheme == "https" else 80),
    }
    if template is None:
        return begun(request.method, SpanKind.CLIENT, attributes)
    attributes["url.template"] = template
    return begun(f"{request.method} {template}", SpanKind.CLIENT, attributes)
