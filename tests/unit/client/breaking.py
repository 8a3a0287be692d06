"""A connection that breaks when it is told to."""

from __future__ import annotations

import httpx


class Breaking(httpx.AsyncBaseTransport):
    """Passes requests on; raises the errors in ``before`` or, after the server acted, ``after``."""

    def __init__(self, inner: httpx.AsyncBaseTransport) -> None:
        self._inner = inner
        self.before: list[httpx.TransportError] = []
        self.after: list[httpx.TransportError] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if self.before:
            raise self.before.pop(0)
        response = await self._inner.handle_async_request(request)
        if self.after:
            raise self.after.pop(0)
        return response
