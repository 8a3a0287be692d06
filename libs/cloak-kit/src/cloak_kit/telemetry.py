"""Structured logs: one JSON object a line, one id from the first request to the notification."""

import logging
import re
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from opentelemetry import trace

REQUEST_ID_HEADER = "x-request-id"
_SAFE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}\Z")


def configure_logging(service: str, level: str) -> None:
    """Send structlog and the standard library's loggers to stderr as JSON lines."""
    shared: list[structlog.types.Processor] = [
        structlog.contextvars.merge_contextvars,
        _in_trace,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
        _named(service),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                # Local variables stay out: they hold passwords, tokens and payloads.
                structlog.processors.ExceptionRenderer(
                    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
                ),
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    # Per-request lines of the HTTP client would repeat our own access log, with full addresses.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.access").setLevel(logging.WARNING)
    logging.getLogger("aiokafka").setLevel(logging.WARNING)
    # Of a collector that is away: a line for each batch, and none for each try.
    logging.getLogger("opentelemetry.exporter").setLevel(logging.ERROR)


def _named(service: str) -> structlog.types.Processor:
    def add(
        _: structlog.types.WrappedLogger, __: str, event: structlog.types.EventDict
    ) -> structlog.types.EventDict:
        event["service"] = service
        return event

    return add


def _in_trace(
    _: structlog.types.WrappedLogger, __: str, event: structlog.types.EventDict
) -> structlog.types.EventDict:
    where = trace.get_current_span().get_span_context()
    if where.is_valid:
        event["trace_id"] = trace.format_trace_id(where.trace_id)
        event["span_id"] = trace.format_span_id(where.span_id)
    return event


def safe_request_id(offered: str | None) -> str:
    """Return the caller's request id when it is a harmless token, else a new one."""
    if offered and _SAFE_ID.match(offered):
        return offered
    return uuid.uuid4().hex


def current_request_id() -> str:
    """Return the id bound to this task, or a new one when nothing is bound."""
    bound = structlog.contextvars.get_contextvars().get("request_id")
    return bound if isinstance(bound, str) else uuid.uuid4().hex


@contextmanager
def bound_ids(**ids: str) -> Iterator[None]:
    """Put these ids on every log line of the current task while the block runs."""
    with structlog.contextvars.bound_contextvars(**ids):
        yield
