"""Every refusal is one exception with the server's code."""

from __future__ import annotations

import pytest
from cloak_client import (
    CloakClient,
    Conflict,
    Forbidden,
    Gone,
    Invalid,
    JobNotFinished,
    NotAContact,
    NotFound,
    PayloadTooLarge,
    Problem,
    RateLimited,
    ServerProblem,
    TooLarge,
    UnexpectedAnswer,
    WrongKey,
)
from starlette.responses import JSONResponse, Response

from tests.unit.client.server import Server, problem


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (403, "forbidden", Forbidden),
        (403, "not_a_contact", NotAContact),
        (404, "job_not_found", NotFound),
        (409, "job_not_finished", JobNotFinished),
        (409, "a_new_code", Conflict),
        (410, "job_has_no_result", Gone),
        (413, "body_too_large", TooLarge),
        (422, "not_an_image", Invalid),
        (422, "wrong_key", WrongKey),
        (429, "rate_limited", RateLimited),
        (418, "teapot", Problem),
        (500, "internal", ServerProblem),
        (503, "queue_unavailable", ServerProblem),
    ],
)
async def test_a_problem_document_becomes_the_error_of_its_code(
    server: Server, cloak: CloakClient, status: int, code: str, kind: type[Problem]
) -> None:
    server.answers["GET /api/jobs/j-1"] = lambda *_: problem(status, code)

    with pytest.raises(Problem) as refusal:
        await cloak.job("j-1")

    assert type(refusal.value) is kind
    assert (refusal.value.code, refusal.value.status) == (code, status)
    assert (refusal.value.detail, refusal.value.request_id) == (f"it is {code}", "r-1")


async def test_a_payload_that_does_not_fit_says_how_much_would(
    server: Server, cloak: CloakClient
) -> None:
    server.answers["POST /api/embed"] = lambda *_: problem(
        422, "payload_too_large", wanted_bytes=99, capacity_bytes=60
    )

    with pytest.raises(PayloadTooLarge) as refusal:
        await cloak.embed_text("u-1", "x" * 99)

    assert (refusal.value.wanted_bytes, refusal.value.capacity_bytes) == (99, 60)


async def test_a_refusal_by_something_that_speaks_no_problem_documents_has_a_code_too(
    server: Server, cloak: CloakClient
) -> None:
    server.answers["GET /api/jobs/j-1"] = lambda *_: Response("<h1>Bad gateway</h1>", 502)

    with pytest.raises(ServerProblem) as refusal:
        await cloak.job("j-1")

    assert refusal.value.code == "http_502"


async def test_an_answer_that_is_no_job_is_told_by_its_fields_and_not_quoted(
    server: Server, cloak: CloakClient
) -> None:
    server.answers["GET /api/jobs/j-1"] = lambda *_: JSONResponse({"id": "the secret"})

    with pytest.raises(UnexpectedAnswer) as fault:
        await cloak.job("j-1")

    assert "status" in str(fault.value)
    assert "the secret" not in str(fault.value)
