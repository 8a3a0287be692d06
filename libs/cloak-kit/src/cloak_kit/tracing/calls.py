"""gRPC: a span for each call; its metadata are to be taken within."""

from opentelemetry.trace import SpanKind

from cloak_kit.tracing.spans import Traced


def calling(path: str) -> Traced:
    """The span of a call; `path` is gRPC's: `/package.Service/Method`."""
    method = path.removeprefix("/")
    return Traced(method, {"rpc.system.name": "grpc", "rpc.method": method}, kind=SpanKind.CLIENT)
