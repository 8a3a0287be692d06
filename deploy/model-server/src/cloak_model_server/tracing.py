"""A span for each Predict, in the trace of whoever asks; sent away where OTLP is told whereto."""

import os
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import grpc
from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

PREDICT = "tensorflow.serving.PredictionService/Predict"
_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_TRACER = trace.get_tracer("image-cloak")
_W3C = TraceContextTextMapPropagator()
_LAST_WORDS_S = 3.0


@contextmanager
def exported_traces() -> Iterator[None]:
    """Trace for the length of the block if OpenTelemetry's variables name a collector."""
    is_wanted = os.environ.get("OTEL_TRACES_EXPORTER", "otlp") != "none"
    if not is_wanted or not any(os.environ.get(name) for name in _ENDPOINTS):
        yield
        return
    # Here, as nobody who does not trace need pay for it.
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    about = {
        "service.name": os.environ.get("OTEL_SERVICE_NAME") or "model-server",
        "service.namespace": "image-cloak",
        "service.instance.id": str(uuid.uuid4()),
    }
    provider = TracerProvider(resource=Resource.create(about), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        # In a thread of its own: a collector that is away would hold up the end for half a minute.
        closing = threading.Thread(target=provider.shutdown, name="last-spans", daemon=True)
        closing.start()
        closing.join(_LAST_WORDS_S)


@contextmanager
def answering(metadata: grpc.aio.Metadata | None) -> Iterator[Span]:
    """The span of answering one Predict, in the trace that its metadata took along."""
    headers = {name: value for name, value in metadata or () if isinstance(value, str)}
    with _TRACER.start_as_current_span(
        PREDICT,
        context=_W3C.extract(headers),
        kind=SpanKind.SERVER,
        attributes={"rpc.system.name": "grpc", "rpc.method": PREDICT},
        record_exception=False,  # its message would say what was asked
        set_status_on_exception=False,
    ) as span:
        yield span


def note(span: Span, model: str, outcome: grpc.StatusCode) -> None:
    """Put down which model answered and how."""
    span.set_attributes({"cloak.model": model, "rpc.response.status_code": outcome.name})
    if outcome is not grpc.StatusCode.OK:
        span.set_attribute("error.type", outcome.name)
        span.set_status(StatusCode.ERROR)
