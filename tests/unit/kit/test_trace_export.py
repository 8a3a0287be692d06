"""Turning tracing on: OpenTelemetry's own variables say whereto, and without them there is none."""

import subprocess
import sys
import time

import pytest
from cloak_kit.tracing import Traced
from cloak_kit.tracing.export import exported_traces

from tests.plugins.otlp import collecting

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
NOBODY = "http://127.0.0.1:9"  # the discard port, where nobody listens


def traced() -> bool:
    """Make a span as a service does; say whether it was recorded."""
    with exported_traces("kit-test"), Traced("work") as span:
        return span.is_recording()


def test_spans_reach_the_collector_with_the_name_of_the_service(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with collecting() as collector:
        monkeypatch.setenv(ENDPOINT, collector.url)
        monkeypatch.setenv("OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=test")
        assert traced()
    (span,) = collector.spans
    assert (span.service, span.name) == ("kit-test", "work")
    assert "'deployment.environment.name': 'test'" in span.raw
    assert "'service.namespace': 'image-cloak'" in span.raw


def test_the_standard_variables_name_the_service_and_choose_what_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with collecting() as collector:
        monkeypatch.setenv(ENDPOINT, collector.url)
        monkeypatch.setenv("OTEL_SERVICE_NAME", "another")
        traced()
        monkeypatch.setenv("OTEL_TRACES_SAMPLER", "always_off")
        traced()
    assert [span.service for span in collector.spans] == ["another"]


@pytest.mark.parametrize(
    "variables",
    [
        {},
        {ENDPOINT: ""},
        {ENDPOINT: NOBODY, "OTEL_TRACES_EXPORTER": "none"},
        {ENDPOINT: NOBODY, "OTEL_SDK_DISABLED": "true"},
    ],
)
def test_without_a_collector_nothing_is_recorded(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert not traced()


def test_a_protocol_that_is_not_spoken_ends_the_start_with_its_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(ENDPOINT, NOBODY)
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")
    with pytest.raises(SystemExit, match=r"OTEL_EXPORTER_OTLP_PROTOCOL: .*http/protobuf"):
        traced()


def test_a_collector_that_is_away_holds_up_the_end_for_seconds_at_most(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(ENDPOINT, NOBODY)
    begun = time.monotonic()
    assert traced()
    assert time.monotonic() - begun < 8


def test_a_process_that_does_not_trace_loads_no_exporter_and_begins_no_thread() -> None:
    # The SDK's metrics are loaded all the same, by redis.
    code = (
        "import sys, threading\n"
        "import cloak_stego_worker.app, cloak_stego_worker.__main__\n"
        "from cloak_kit.tracing.export import exported_traces\n"
        "with exported_traces('stego-worker'):\n"
        "    heavy = {'opentelemetry.sdk.trace', 'opentelemetry.exporter', 'requests', 'urllib3'}\n"
        "    assert not heavy & sys.modules.keys(), heavy & sys.modules.keys()\n"
        "    assert threading.active_count() == 1\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], timeout=60, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
