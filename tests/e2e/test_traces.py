"""One trace of each job: from the request, through every service, to the notification."""

import json
from collections import Counter
from contextlib import suppress

import pytest
from cloak_client import Job, NotFound
from cloak_local.system import System

from tests.e2e.conftest import PASSPHRASE, Person
from tests.e2e.traces import HEAR_OF_ENDS, TOLD, trace_of
from tests.plugins.otlp import Collector, SeenSpan
from tests.plugins.polling import eventually

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]
STAGES = ("fetch", "decode", "predict", "encode", "verify", "store")
TAKEN = ("stego-worker", "process cloak.jobs.requested")
PREDICT = "tensorflow.serving.PredictionService/Predict"
Edge = tuple[tuple[str, str], tuple[str, str]]


def edges(spans: list[SeenSpan]) -> set[Edge]:
    """Who asked whom: (service, span) of the parent and of the child."""
    by_id = {span.id: span for span in spans}
    return {
        ((parent.service, parent.name), (span.service, span.name))
        for span in spans
        if (parent := by_id.get(span.parent))
    }


def root(spans: list[SeenSpan]) -> SeenSpan:
    """The span that the trace began with."""
    (found,) = [span for span in spans if not span.parent]
    return found


async def ended(person: Person, job: Job) -> Job:
    done = await person.cloak.wait(job.id, deadline_s=90)
    assert done.status == "succeeded", done.error
    return done


async def test_one_trace_leads_from_the_request_through_every_service_to_the_notification(
    ada: Person, cover: bytes, collector: Collector, system: System
) -> None:
    job = await ended(ada, await ada.hide(await ada.upload(cover), "follow me"))
    spans = await trace_of(collector, job)
    asked = root(spans)
    assert (asked.service, asked.name) == ("gateway", "POST /api/embed")
    assert asked.attributes["http.route"] == "/api/embed"
    assert asked.attributes["http.response.status_code"] == "202"

    request, sent = ("gateway", asked.name), ("gateway", "send cloak.jobs.requested")
    told = ("stego-worker", "send cloak.jobs.finished")
    expected: set[Edge] = {
        (request, ("gateway", "seal")),
        (request, ("gateway", "PUT /blobs/{name}")),
        (("gateway", "PUT /blobs/{name}"), ("storage", "PUT /blobs/{name}")),
        (request, sent),
        (sent, TAKEN),
        *((TAKEN, ("stego-worker", stage)) for stage in STAGES),
        (("stego-worker", "fetch"), ("stego-worker", "GET /blobs/{name}")),
        (("stego-worker", "GET /blobs/{name}"), ("storage", "GET /blobs/{name}")),
        (("stego-worker", "store"), ("stego-worker", "PUT /blobs/{name}")),
        (("stego-worker", "PUT /blobs/{name}"), ("storage", "PUT /blobs/{name}")),
        (TAKEN, told),
        *((told, (service, TOLD)) for service in HEAR_OF_ENDS),
        (("messaging", TOLD), ("messaging", "notify")),
    }
    assert expected <= edges(spans)
    assert Counter((s.service, s.name) for s in spans)[("messaging", TOLD)] == 1
    (taken,) = [span for span in spans if (span.service, span.name) == TAKEN]
    assert taken.kind == "consumer"
    assert taken.attributes["messaging.destination.name"] == "cloak.jobs.requested"
    assert taken.attributes["cloak.job.outcome"] == "succeeded"
    assert not [span for span in spans if span.has_failed]

    async def told_in_logs() -> set[str]:
        parts = ("gateway", "storage", "stego-worker-1", "messaging")
        return {part for part in parts if in_log(system, part, asked.trace)}

    await eventually(told_in_logs, lambda names: len(names) == 4, within_s=20)


async def test_the_model_server_answers_in_the_trace_of_the_job_that_asked(
    ada: Person, cover: bytes, collector: Collector
) -> None:
    # Where nothing is found at once, the networks are asked for what they may have hidden.
    job = await ended(ada, await ada.cloak.extract(await ada.upload(cover)))
    spans = await trace_of(collector, job)
    assert root(spans).name == "POST /api/extract"
    expected: set[Edge] = {
        (TAKEN, ("stego-worker", "predict")),
        (("stego-worker", "predict"), ("stego-worker", "batch")),
        (("stego-worker", "batch"), ("stego-worker", PREDICT)),
        (("stego-worker", PREDICT), ("model-server", PREDICT)),
    }
    assert expected <= edges(spans)
    answers = [span for span in spans if span.service == "model-server"]
    assert {span.kind for span in answers} == {"server"}
    assert {span.attributes["rpc.response.status_code"] for span in answers} == {"OK"}
    assert all(span.attributes["cloak.model"] for span in answers)


async def test_nothing_of_people_or_secrets_is_in_any_span(
    ada: Person, ben: Person, cover: bytes, collector: Collector, system: System
) -> None:
    text = "a text that nobody else may read"
    cover_id = await ada.upload(cover)
    job = await ended(ada, await ada.hide(cover_id, text))
    me = await ada.cloak.me()
    # Her name in a path, her id in one between services.
    with suppress(NotFound):
        await ben.cloak.add_contact(ada.username)
    await ada.cloak.verify(cover_id)
    await trace_of(collector, job)
    secrets = json.loads(system.places.secrets.read_text()).values()
    private = [text, PASSPHRASE, "cover.png", ada.username, ben.username, me.id, *secrets]
    found = [span.raw for span in collector.spans if any(word in span.raw for word in private)]
    assert found == []
    assert "Bearer" not in "".join(span.raw for span in collector.spans)


def in_log(system: System, part: str, trace: str) -> bool:
    lines = [line for line in system.log(part).read_text().splitlines() if line.startswith("{")]
    return any(json.loads(line).get("trace_id") == trace for line in lines)
