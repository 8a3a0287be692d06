"""The current trace as headers: W3C Trace Context, on requests and messages and in stored work."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import context, trace
from opentelemetry.context import Context
from opentelemetry.trace import Span
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

# Baggage is left alone: it would carry whatever anybody puts in, to everybody.
_W3C = TraceContextTextMapPropagator()
FIELDS = frozenset({"traceparent", "tracestate", "baggage"})


def carried(span: Span | None = None) -> dict[str, str]:
    """The headers that take a trace along, the current one's by default; none outside of one."""
    headers: dict[str, str] = {}
    _W3C.inject(headers, None if span is None else trace.set_span_in_context(span))
    return headers


def arrived(headers: Mapping[str, str]) -> Context:
    """The context that these headers took along; an empty one when they say none."""
    return _W3C.extract(headers, Context())


@contextmanager
def resumed(headers: Mapping[str, str]) -> Iterator[None]:
    """Go on with a trace that was put by, for the length of the block."""
    token = context.attach(arrived(headers))
    try:
        yield
    finally:
        context.detach(token)
