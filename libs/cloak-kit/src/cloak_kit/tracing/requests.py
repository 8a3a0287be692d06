"""Requests that are answered: a span for each, named by its route and never by its address."""

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import SpanKind
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cloak_kit.requests import METHODS, QUIET_ROUTES
from cloak_kit.tracing.context import FIELDS, arrived
from cloak_kit.tracing.spans import Traced, note_status

_TRACE = frozenset(field.encode() for field in FIELDS)


class TracedRequests:
    """ASGI middleware that makes the spans.

    FastAPI's own tracing is not used because it notes paths and queries, which have ids of people
    in them, and goes on with anybody's trace.
    """

    def __init__(self, app: ASGIApp, *, is_public: bool) -> None:
        """A public application links to its callers' traces and begins its own.

        Whoever joins one decides whether it is kept, and could mix the requests of others into it.
        """
        self._app = app
        self._is_public = is_public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in QUIET_ROUTES:
            await self._app(scope, receive, send)
            return
        method = scope["method"] if scope["method"] in METHODS else "_OTHER"
        with self._begun(scope, method) as span:

            async def noted(message: Message) -> None:
                if message["type"] == "http.response.start":
                    note_status(span, message["status"], errors_from=500)
                await send(message)

            try:
                await self._app(scope, receive, noted)
            finally:
                if route := getattr(scope.get("route"), "path", None):
                    span.update_name(f"{method} {route}")
                    span.set_attribute("http.route", route)

    def _begun(self, scope: Scope, method: str) -> Traced:
        sent = {n.decode(): v.decode("latin-1") for n, v in scope["headers"] if n in _TRACE}
        caller = arrived(sent)
        return Traced(
            "HTTP" if method == "_OTHER" else method,
            {"http.request.method": method, "url.scheme": scope["scheme"]},
            kind=SpanKind.SERVER,
            parent=Context() if self._is_public else caller,
            links=[trace.get_current_span(caller)] if self._is_public else (),
        )
