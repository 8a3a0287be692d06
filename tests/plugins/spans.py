"""Fixture: tracing turned on in this process, its spans kept."""

from collections.abc import Iterator, Mapping

import pytest
from cloak_kit.tracing.spans import used
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanContext


class Spans:
    """The spans that have ended, in that order."""

    def __init__(self) -> None:
        self.exporter = InMemorySpanExporter()

    @property
    def ended(self) -> tuple[ReadableSpan, ...]:
        """All of them."""
        return self.exporter.get_finished_spans()

    @property
    def names(self) -> list[str]:
        """What they are called."""
        return [span.name for span in self.ended]

    def one(self, name: str) -> ReadableSpan:
        """The only span of this name."""
        (found,) = [span for span in self.ended if span.name == name]
        return found


@pytest.fixture
def spans() -> Iterator[Spans]:
    """Trace what this process does, for the length of a test."""
    spans, provider = Spans(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(spans.exporter))
    with used(provider):
        yield spans


def trace_of(span: ReadableSpan) -> str:
    """The id of the span's trace, as headers and logs have it."""
    return format(_place(span).trace_id, "032x")


def id_of(span: ReadableSpan) -> str:
    """The span's own id, likewise."""
    return format(_place(span).span_id, "016x")


def parent_of(span: ReadableSpan) -> str | None:
    """The id of the span that it is a part of."""
    return format(span.parent.span_id, "016x") if span.parent else None


def told_by(headers: Mapping[str, str]) -> tuple[str, str]:
    """The ids of the trace and of the span that the headers take along."""
    _, trace, span, _ = headers["traceparent"].split("-")
    return trace, span


def _place(span: ReadableSpan) -> SpanContext:
    place = span.get_span_context()
    assert place is not None
    return place
