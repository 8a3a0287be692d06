"""Tracing: one trace from a request to the notification, through HTTP, Kafka and gRPC."""

from opentelemetry.trace import Span

from cloak_kit.tracing.context import carried, resumed
from cloak_kit.tracing.spans import Traced, current, note_failure

__all__ = ["Span", "Traced", "carried", "current", "note_failure", "resumed"]
