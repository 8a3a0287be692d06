"""Spans: what took how long within a trace; no person, payload, token or name of a file in them."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType

from opentelemetry import context, trace
from opentelemetry.context import Context
from opentelemetry.trace import Link, Span, SpanKind, StatusCode, Tracer, TracerProvider

Attributes = Mapping[str, str | int | float | bool]
_OFF = trace.NoOpTracer()


class _Sink:
    """Where spans go; nowhere until a provider is in use."""

    tracer: Tracer = _OFF


@contextmanager
def used(provider: TracerProvider) -> Iterator[None]:
    """Make spans with this provider for the length of the block.

    It is ours and not OpenTelemetry's global one: what libraries would tell of themselves then has
    addresses, queries and messages of errors in it, and so the ids and names of people.
    """
    _Sink.tracer = provider.get_tracer("image-cloak")
    try:
        yield
    finally:
        _Sink.tracer = _OFF


def begun(
    name: str,
    kind: SpanKind,
    attributes: Attributes,
    *,
    parent: Context | None = None,
    links: Collection[Span] = (),
) -> Span:
    """Begin a span that is not made the current one; whoever asked for it ends it."""
    places = [linked.get_span_context() for linked in links]
    joined = [Link(place) for place in places if place.is_valid]
    return _Sink.tracer.start_span(name, parent, kind, attributes, joined)


def note_failure(span: Span, error: type[BaseException]) -> None:
    """Mark a span as failed, by the kind of the error: its message may hold what it is about."""
    span.set_attribute("error.type", error.__name__)
    span.set_status(StatusCode.ERROR)


def note_status(span: Span, status: int, *, errors_from: int) -> None:
    """Put down how a request was answered, and that it failed if the status says so."""
    span.set_attribute("http.response.status_code", status)
    if status >= errors_from:
        span.set_attribute("error.type", str(status))
        span.set_status(StatusCode.ERROR)


def current() -> Span:
    """The span of this task or thread; outside of a trace one that notes nothing."""
    return trace.get_current_span()


class Traced:
    """A span that is the current one for the length of a block, and fails when the block does."""

    __slots__ = ("_attributes", "_kind", "_links", "_name", "_parent", "_span", "_token")

    def __init__(
        self,
        name: str,
        attributes: Attributes | None = None,
        *,
        kind: SpanKind = SpanKind.INTERNAL,
        parent: Context | None = None,
        links: Collection[Span] = (),
    ) -> None:
        """`parent` is the current span unless told otherwise; an empty context begins a trace."""
        self._name, self._attributes, self._kind = name, attributes or {}, kind
        self._parent, self._links = parent, links

    def __enter__(self) -> Span:
        self._span = begun(
            self._name, self._kind, self._attributes, parent=self._parent, links=self._links
        )
        self._token = context.attach(trace.set_span_in_context(self._span))
        return self._span

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        context.detach(self._token)
        if kind is not None:
            note_failure(self._span, kind)
        self._span.end()
