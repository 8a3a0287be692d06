"""Every failure is a problem document that keeps what it must not tell."""

from typing import Annotated

import httpx
import pytest
from cloak_kit.errors import Conflict, NotFound, RateLimited, Unavailable
from cloak_kit.mongo import connect_mongo
from cloak_kit.problems import declared
from cloak_kit.redis import connect_redis
from fastapi import FastAPI, HTTPException
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BaseModel, Field
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ResponseError

# Whoever connects to a store has its errors known: by importing what connects.
STORES = (connect_mongo, connect_redis)


class JobNotFound(NotFound):
    code, title = "job_not_found", "There is no such job"


class Body(BaseModel):
    secret: Annotated[str, Field(max_length=5)]


def _refuse(text: str) -> str:
    raise ValueError("say it otherwise")


class Refusing(BaseModel):
    text: Annotated[str, AfterValidator(_refuse)]


def _fail_with(app: FastAPI, error: Exception) -> None:
    @app.get("/fails")
    async def fails() -> None:
        raise error


async def test_a_fact_is_told_with_its_code_and_extras(
    app: FastAPI, http: httpx.AsyncClient
) -> None:
    _fail_with(app, RateLimited("slow down", extras={"limit": 3}, retry_after_s=1.6))
    answer = await http.get("/fails", headers={"X-Request-Id": "a-known-request"})
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "2"
    assert answer.json() == {
        "type": "urn:image-cloak:problem:rate_limited",
        "title": "Too many requests",
        "status": 429,
        "detail": "slow down",
        "code": "rate_limited",
        "request_id": "a-known-request",
        "limit": 3,
    }


async def test_an_invalid_body_is_told_by_place_and_never_echoed(
    app: FastAPI, http: httpx.AsyncClient
) -> None:
    @app.post("/body")
    async def body(body: Body) -> None: ...

    answer = await http.post("/body", json={"secret": "much too long"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert answer.json()["errors"][0]["at"] == "body.secret"
    assert "much too long" not in answer.text


async def test_a_reason_of_our_own_is_told_without_a_label(
    app: FastAPI, http: httpx.AsyncClient
) -> None:
    @app.post("/refusing")
    async def refusing(body: Refusing) -> None: ...

    answer = await http.post("/refusing", json={"text": "a"})
    assert answer.json()["errors"] == [{"at": "body.text", "reason": "say it otherwise"}]


@pytest.mark.parametrize(
    "error", [ServerSelectionTimeoutError("db.internal:27017"), RedisConnectionError("10.0.0.7")]
)
async def test_a_store_that_is_away_is_no_bug_and_keeps_its_address(
    app: FastAPI, http: httpx.AsyncClient, error: Exception
) -> None:
    _fail_with(app, error)
    answer = await http.get("/fails")
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert answer.headers["retry-after"] == "2"
    assert str(error) not in answer.text


@pytest.mark.parametrize(
    "error", [KeyError("a secret"), OperationFailure("a secret"), ResponseError("a secret")]
)
async def test_a_bug_is_told_without_its_content_and_with_the_requests_id(
    app: FastAPI, http: httpx.AsyncClient, error: Exception
) -> None:
    _fail_with(app, error)
    answer = await http.get("/fails", headers={"X-Request-Id": "a-known-request"})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert answer.headers["x-request-id"] == answer.json()["request_id"] == "a-known-request"
    assert "a secret" not in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [("GET", "/nowhere", 404, "not_found"), ("POST", "/healthz", 405, "method_not_allowed")],
)
async def test_the_frameworks_own_refusals_are_problems_too(
    http: httpx.AsyncClient, method: str, path: str, status: int, code: str
) -> None:
    answer = await http.request(method, path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"] == "application/problem+json"


async def test_an_http_exception_keeps_its_headers(app: FastAPI, http: httpx.AsyncClient) -> None:
    _fail_with(app, HTTPException(415, "no such type", headers={"Accept": "image/png"}))
    answer = await http.get("/fails")
    assert (answer.json()["code"], answer.headers["accept"]) == (
        "unsupported_media_type",
        "image/png",
    )


async def test_what_is_declared_is_in_the_openapi_and_nothing_else(
    app: FastAPI, http: httpx.AsyncClient
) -> None:
    @app.post("/jobs", responses=declared(JobNotFound, Conflict, Unavailable))
    async def jobs(body: Body) -> None: ...

    document = (await http.get("/openapi.json")).json()
    responses = document["paths"]["/jobs"]["post"]["responses"]
    assert set(responses) == {"200", "404", "409", "422", "503"}
    assert "`job_not_found`" in responses["404"]["description"]
    for status in ("404", "409", "422", "503"):
        (media_type,) = responses[status]["content"]
        assert media_type == "application/problem+json"
    assert "Problem" in document["components"]["schemas"]
    assert "HTTPValidationError" not in document["components"]["schemas"]


async def test_a_validation_error_raised_by_hand_is_told_alike(
    app: FastAPI, http: httpx.AsyncClient
) -> None:
    place = {"type": "missing", "loc": ("form", "cover"), "msg": "Field required", "input": "x"}
    _fail_with(app, RequestValidationError([place]))
    answer = await http.get("/fails")
    assert answer.json()["detail"] == "form.cover: Field required"
