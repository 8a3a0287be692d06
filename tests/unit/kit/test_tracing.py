"""Tracing: what spans say and do not say, and how a trace goes on from one process to the next."""

import json

import httpx
import pytest
from aiokafka import ConsumerRecord
from cloak_kit.tracing import Traced, carried, resumed
from cloak_kit.tracing.clients import TEMPLATE, TracedTransport
from cloak_kit.tracing.messages import processing, sending
from cloak_kit.web import create_app
from fastapi import FastAPI

from tests.plugins.spans import Spans, id_of, parent_of, told_by, trace_of
from tests.unit.kit.conftest import Connect, nothing

CALLER = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
ITS_TRACE, ITS_SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def with_a_thing(app: FastAPI) -> FastAPI:
    """The application with a route that takes an id and tells the trace that it is in."""

    @app.get("/things/{thing}")
    async def thing(thing: str) -> dict[str, str]:
        return carried()

    return app


async def test_a_request_is_named_by_its_route_and_says_nothing_of_who_or_what(
    app: FastAPI, http: httpx.AsyncClient, spans: Spans
) -> None:
    with_a_thing(app)
    await http.get("/things/adas-id?name=ada", headers={"Authorization": "Bearer secret"})
    (span,) = spans.ended
    assert span.name == "GET /things/{thing}"
    assert span.kind.name == "SERVER"
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "http.route": "/things/{thing}",
        "http.response.status_code": 200,
        "url.scheme": "http",
    }


async def test_a_service_goes_on_with_the_trace_of_its_caller(
    app: FastAPI, http: httpx.AsyncClient, spans: Spans
) -> None:
    with_a_thing(app)
    told = (await http.get("/things/1", headers=CALLER)).json()
    (span,) = spans.ended
    assert (trace_of(span), parent_of(span)) == (ITS_TRACE, ITS_SPAN)
    assert told_by(told) == (ITS_TRACE, id_of(span))


async def test_a_public_service_begins_its_own_trace_and_links_the_callers(
    connect: Connect, spans: Spans
) -> None:
    app = with_a_thing(create_app("kit_test", title="Test", open_parts=nothing, is_public=True))
    async with connect(app) as http:
        await http.get("/things/1", headers=CALLER)
    (span,) = spans.ended
    assert trace_of(span) != ITS_TRACE
    assert span.parent is None
    assert [format(link.context.trace_id, "032x") for link in span.links] == [ITS_TRACE]


async def test_questions_for_health_are_not_traced(http: httpx.AsyncClient, spans: Spans) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        await http.get(path, headers=CALLER)
    assert spans.ended == ()


async def test_a_crash_fails_the_span_and_keeps_its_message_inside(
    app: FastAPI, http: httpx.AsyncClient, spans: Spans
) -> None:
    @app.get("/crash")
    async def crash() -> None:
        with Traced("step"):
            raise KeyError("correct horse battery")

    assert (await http.get("/crash")).status_code == 500
    assert (spans.one("step").attributes or {})["error.type"] == "KeyError"
    assert (spans.one("GET /crash").attributes or {})["error.type"] == "500"
    assert "correct horse" not in "".join(span.to_json() for span in spans.ended)


async def test_made_up_methods_are_named_as_one(http: httpx.AsyncClient, spans: Spans) -> None:
    await http.request("BREW", "/no/such/place")
    (span,) = spans.ended
    assert span.name == "HTTP"
    assert (span.attributes or {})["http.request.method"] == "_OTHER"


async def test_a_request_to_another_service_takes_the_trace_along(spans: Spans) -> None:
    got: list[httpx.Headers] = []

    def answer(request: httpx.Request) -> httpx.Response:
        got.append(request.headers)
        return httpx.Response(404, stream=httpx.ByteStream(b"nothing"))

    transport = TracedTransport(httpx.MockTransport(answer))
    async with httpx.AsyncClient(transport=transport, base_url="http://storage:8102") as asking:
        with Traced("job") as job:
            await asking.get("/blobs/j-1.stego", extensions={TEMPLATE: "/blobs/{name}"})
        await asking.get("/healthz")
    span, _ = spans.ended
    assert span.name == "GET /blobs/{name}"
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "server.address": "storage",
        "server.port": 8102,
        "url.template": "/blobs/{name}",
        "http.response.status_code": 404,
        "error.type": "404",
    }
    assert parent_of(span) == format(job.get_span_context().span_id, "016x")
    assert told_by(got[0]) == (trace_of(span), id_of(span))
    assert "traceparent" not in got[1], "outside of a trace nothing is said"


async def test_a_service_that_is_away_fails_the_span(spans: Spans) -> None:
    def away(_: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("storage:8102 is away")

    async with httpx.AsyncClient(transport=TracedTransport(httpx.MockTransport(away))) as asking:
        with Traced("job"), pytest.raises(httpx.ConnectError):
            await asking.get("http://storage/blobs/1")
    assert (spans.one("GET").attributes or {})["error.type"] == "ConnectError"


def test_a_message_is_handled_in_the_trace_of_who_sent_it(spans: Spans) -> None:
    with Traced("request") as request, sending("cloak.users.changed"):
        headers = carried()
    with processing(record("cloak.users.changed", "adas-id", headers)):
        pass
    sent, handled = spans.one("send cloak.users.changed"), spans.one("process cloak.users.changed")
    assert parent_of(sent) == format(request.get_span_context().span_id, "016x")
    assert (trace_of(handled), parent_of(handled)) == (trace_of(sent), id_of(sent))
    assert (sent.kind.name, handled.kind.name) == ("PRODUCER", "CONSUMER")
    assert dict(handled.attributes or {}) == {
        "messaging.system": "kafka",
        "messaging.operation.type": "process",
        "messaging.operation.name": "process",
        "messaging.destination.name": "cloak.users.changed",
        "messaging.destination.partition.id": "3",
        "messaging.kafka.offset": 7,
    }


def test_work_that_was_put_by_goes_on_with_its_trace(spans: Spans) -> None:
    with Traced("request"):
        stored = json.loads(json.dumps(carried()))
    with Traced("sweep"), resumed(stored), Traced("again"):
        pass
    request, again = spans.one("request"), spans.one("again")
    assert (trace_of(again), parent_of(again)) == (trace_of(request), id_of(request))
    with Traced("sweep of old work"), resumed({}), Traced("untraced"):
        pass
    assert spans.one("untraced").parent is None


def test_turned_off_nothing_is_made_and_nothing_is_said() -> None:
    with Traced("request") as span, sending("cloak.users.changed"):
        assert carried() == {}
    assert not span.is_recording()


def record(topic: str, key: str, headers: dict[str, str]) -> ConsumerRecord:
    return ConsumerRecord(
        topic=topic,
        partition=3,
        offset=7,
        timestamp=0,
        timestamp_type=0,
        key=key.encode(),
        value=b"",
        checksum=None,
        serialized_key_size=len(key),
        serialized_value_size=0,
        headers=tuple((name, value.encode()) for name, value in headers.items()),
    )
