"""A collector of traces: OTLP over HTTP, as the OpenTelemetry Collector takes it in."""

import gzip
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1 import trace_pb2 as wire


@dataclass(frozen=True, slots=True)
class SeenSpan:
    """A span as it was sent; ids are hexadecimal, `parent` is empty at the root."""

    service: str
    name: str
    kind: str
    trace: str
    id: str
    parent: str
    begun_s: float
    ended_s: float
    attributes: Mapping[str, str]
    links: frozenset[str]
    has_failed: bool
    raw: str
    """All of it as text, with what its service says of itself."""


class Collector:
    """Keeps every span that comes in."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._spans: list[SeenSpan] = []

    @property
    def spans(self) -> list[SeenSpan]:
        """What has come so far."""
        return list(self._spans)

    def trace(self, trace: str) -> list[SeenSpan]:
        """The spans of one trace, in the order in which they began."""
        return sorted((s for s in self.spans if s.trace == trace), key=lambda s: s.begun_s)

    @property
    def environment(self) -> dict[str, str]:
        """The variables that make a process send its spans here, and soon."""
        return {"OTEL_EXPORTER_OTLP_ENDPOINT": self.url, "OTEL_BSP_SCHEDULE_DELAY": "200"}

    def take(self, request: ExportTraceServiceRequest) -> None:
        """Keep what a service sent."""
        for sent in request.resource_spans:
            about = _plain(sent.resource.attributes)
            for scope in sent.scope_spans:
                self._spans += [_seen(about, span) for span in scope.spans]


@contextmanager
def collecting() -> Iterator[Collector]:
    """A collector on a port of its own, for the length of the block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.headers.get("Content-Encoding") == "gzip":
                body = gzip.decompress(body)
            known = self.path == "/v1/traces"
            if known:
                collector.take(ExportTraceServiceRequest.FromString(body))
            answer = ExportTraceServiceResponse().SerializeToString()
            self.send_response(200 if known else 404)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        collector = Collector(f"http://127.0.0.1:{server.server_address[1]}")
        serving = Thread(target=server.serve_forever, args=(0.05,), name="collector")
        serving.start()
        try:
            yield collector
        finally:
            server.shutdown()
            serving.join()


def _seen(about: Mapping[str, str], span: wire.Span) -> SeenSpan:
    return SeenSpan(
        service=about["service.name"],
        name=span.name,
        kind=wire.Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_").lower(),
        trace=span.trace_id.hex(),
        id=span.span_id.hex(),
        parent=span.parent_span_id.hex(),
        begun_s=span.start_time_unix_nano / 1e9,
        ended_s=span.end_time_unix_nano / 1e9,
        attributes=_plain(span.attributes),
        links=frozenset(link.span_id.hex() for link in span.links),
        has_failed=span.status.code == wire.Status.STATUS_CODE_ERROR,
        raw=f"{about} {span}",
    )


def _plain(attributes: Iterable[KeyValue]) -> dict[str, str]:
    return {
        pair.key: str(getattr(pair.value, pair.value.WhichOneof("value") or "string_value"))
        for pair in attributes
    }
