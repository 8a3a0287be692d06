"""Pure ASGI middleware: request ids, RED metrics, the access log, a cap on streaming bodies."""

import time
from functools import cache
from http import HTTPMethod, HTTPStatus

import structlog
from prometheus_client import Counter, Gauge, Histogram
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cloak_kit.errors import BodyTooLarge, CloakError
from cloak_kit.problems import problem_response
from cloak_kit.telemetry import REQUEST_ID_HEADER, bound_ids, safe_request_id

log = structlog.get_logger(__name__)
QUIET_ROUTES = frozenset({"/healthz", "/readyz", "/metrics"})
METHODS = frozenset(HTTPMethod)
_LATENCY_BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class HttpMetrics:
    """Rate, errors and duration of one service, by route template and never by id."""

    def __init__(self, service: str) -> None:
        name = service.replace("-", "_")
        self.requests = Counter(
            f"cloak_{name}_http_requests_total",
            "HTTP requests by route template.",
            ["method", "route", "status"],
        )
        self.seconds = Histogram(
            f"cloak_{name}_http_request_seconds",
            "Seconds to the end of the answer, by route template; without event streams.",
            ["method", "route"],
            buckets=_LATENCY_BUCKETS_S,
        )
        self.in_flight = Gauge(
            f"cloak_{name}_http_requests_in_flight", "HTTP requests being answered, streams too."
        )


@cache
def http_metrics(service: str) -> HttpMetrics:
    """Return the service's metrics: one set a process, however many applications it builds."""
    return HttpMetrics(service)


class RequestContext:
    """Give each request an id, a place in the metrics and one line in the log.

    It is the border where a bug becomes a problem document: Starlette's own lies further out, where
    the request's id is no longer known.
    """

    def __init__(self, app: ASGIApp, metrics: HttpMetrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        offered = headers.get(REQUEST_ID_HEADER.encode(), b"").decode("latin-1")
        request_id = safe_request_id(offered)
        status = HTTPStatus.INTERNAL_SERVER_ERROR.value
        started = streams = False

        async def send_with_id(message: Message) -> None:
            nonlocal status, started, streams
            if message["type"] == "http.response.start":
                status, started = message["status"], True
                streams = _is_event_stream(message)
                message.setdefault("headers", [])
                message["headers"].append((REQUEST_ID_HEADER.encode(), request_id.encode()))
            await send(message)

        began = time.perf_counter()
        with bound_ids(request_id=request_id), self._metrics.in_flight.track_inprogress():
            try:
                await self._app(scope, receive, send_with_id)
            except Exception:
                log.exception("request.crashed")
                if started:  # half an answer is out: only a broken connection tells the truth
                    raise
                await problem_response(CloakError())(scope, receive, send_with_id)
            finally:
                self._record(scope, status, time.perf_counter() - began, streams=streams)

    def _record(self, scope: Scope, status: int, seconds: float, *, streams: bool) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        # Anyone may make up methods, and each label would stay in memory for ever.
        method = scope["method"] if scope["method"] in METHODS else "other"
        self._metrics.requests.labels(method, route, status).inc()
        if not streams:  # it lasts as long as its reader likes: no latency
            self._metrics.seconds.labels(method, route).observe(seconds)
        if route not in QUIET_ROUTES:
            log.info(
                "request.served",
                method=method,
                route=route,
                status=status,
                seconds=round(seconds, 4),
            )


def _is_event_stream(start: Message) -> bool:
    kind = dict(start.get("headers", ())).get(b"content-type", b"")
    return bool(kind.startswith(b"text/event-stream"))


class BodyLimit:
    """Refuse a body over the limit: by its declared length at once, else while it streams."""

    def __init__(
        self, app: ASGIApp, limit_bytes: int, larger: dict[str, int] | None = None
    ) -> None:
        """`larger` maps exact paths to limits of their own."""
        self._app = app
        self._limit_bytes = limit_bytes
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._larger.get(scope["path"], self._limit_bytes)
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if declared.isdigit() and int(declared) > limit:
            await problem_response(BodyTooLarge(limit_bytes=limit))(scope, receive, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise BodyTooLarge(limit_bytes=limit)
            return message

        await self._app(scope, counted, send)
