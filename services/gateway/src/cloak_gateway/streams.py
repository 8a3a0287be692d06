"""Answers that are streamed from somewhere, which is let go in every case."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send


class OwningStream(StreamingResponse):
    """Closes its source at the end, also when the caller left before the first byte."""

    def __init__(
        self,
        body: AsyncIterator[bytes],
        status: int,
        headers: Iterable[tuple[bytes, bytes]],
        source: AsyncExitStack,
    ) -> None:
        """`headers` as they go out: names in lower case, and repeated where they are repeated."""
        super().__init__(body, status)
        self.raw_headers = list(headers)
        self._source = source

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with self._source:
            await super().__call__(scope, receive, send)
