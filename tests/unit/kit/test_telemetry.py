"""Logs: one JSON object a line, with the ids of the request and without local variables."""

import io
import json
import logging
import sys
from collections.abc import Callable, Iterator

import pytest
import structlog
from cloak_kit.telemetry import bound_ids, configure_logging, current_request_id
from cloak_kit.tracing import Traced

from tests.plugins.spans import Spans, id_of, trace_of


@pytest.fixture
def logged(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """What was logged since, by the service's logging; the former one is back afterwards."""
    stderr, root = io.StringIO(), logging.getLogger()
    monkeypatch.setattr(sys, "stderr", stderr)
    handlers, level = root.handlers[:], root.level
    configure_logging("kit-test", "info")
    yield stderr.getvalue
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def test_a_line_has_its_service_and_the_ids_that_are_bound(logged: Callable[[], str]) -> None:
    with bound_ids(request_id="the-request", job="j-1"):
        structlog.get_logger("own").info("job.done", seconds=1)
        assert current_request_id() == "the-request"
    line = json.loads(logged())
    assert line["event"] == "job.done"
    assert (line["service"], line["request_id"], line["job"]) == ("kit-test", "the-request", "j-1")
    assert current_request_id() != "the-request"


def test_a_line_has_the_trace_that_it_was_written_in(
    logged: Callable[[], str], spans: Spans
) -> None:
    with Traced("work"):
        structlog.get_logger("own").info("job.done")
        logging.getLogger("theirs").warning("odd")
    structlog.get_logger("own").info("job.idle")
    own, theirs, idle = [json.loads(line) for line in logged().splitlines()]
    (work,) = spans.ended
    assert (own["trace_id"], own["span_id"]) == (trace_of(work), id_of(work))
    assert theirs["trace_id"] == trace_of(work)
    assert "trace_id" not in idle


def test_a_traceback_shows_no_local_variables(logged: Callable[[], str]) -> None:
    def fail(password: str) -> None:
        raise KeyError(len(password))

    try:
        fail("correct horse battery")
    except KeyError:
        structlog.get_logger("own").exception("request.crashed")
        logging.getLogger("theirs").exception("crashed")
    lines = logged()
    kinds = [json.loads(line)["exception"][0]["exc_type"] for line in lines.splitlines()]
    assert kinds == ["KeyError", "KeyError"]
    assert "correct horse" not in lines
