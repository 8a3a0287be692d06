"""OpenAPI documents put together."""

import asyncio
from typing import Any

import httpx
from cloak_gateway.documents import ApiDocument, merged, with_our_answers
from cloak_gateway.passing import Passing
from cloak_gateway.settings import GatewaySettings
from cloak_kit.settings import BlobSettings
from pydantic import SecretStr

from tests.plugins import worker_keys


def document(paths: list[str], schemas: dict[str, Any], ref: str) -> dict[str, Any]:
    operation = {"get": {"schema": {"$ref": f"#/components/schemas/{ref}"}}}
    return {"paths": dict.fromkeys(paths, operation), "components": {"schemas": schemas}}


def test_paths_and_schemas_of_both_are_there() -> None:
    ours = document(["/api/jobs"], {"Job": {"a": 1}}, "Job")
    theirs = document(["/api/users", "/readyz"], {"User": {"b": 1}}, "User")
    whole = merged(ours, theirs, prefix="Auth")
    assert set(whole["paths"]) == {"/api/jobs", "/api/users"}
    assert set(whole["components"]["schemas"]) == {"Job", "User"}


def test_a_name_that_means_two_things_is_told_apart() -> None:
    ours = document(["/api/jobs"], {"Page": {"of": "jobs"}, "Problem": {}}, "Page")
    theirs = document(["/api/users"], {"Page": {"of": "users"}, "Problem": {}}, "Page")
    whole = merged(ours, theirs, prefix="Auth")
    assert whole["components"]["schemas"] == {
        "Page": {"of": "jobs"},
        "AuthPage": {"of": "users"},
        "Problem": {},
    }
    paths = whole["paths"]
    assert paths["/api/users"]["get"]["schema"]["$ref"] == "#/components/schemas/AuthPage"
    assert paths["/api/jobs"]["get"]["schema"]["$ref"] == "#/components/schemas/Page"


def test_our_own_paths_are_not_replaced() -> None:
    ours = document(["/api/jobs"], {"Job": {}}, "Job")
    theirs = document(["/api/jobs"], {"Other": {}}, "Other")
    whole = merged(ours, theirs, prefix="Auth")
    assert whole["paths"]["/api/jobs"] == ours["paths"]["/api/jobs"]


def test_what_the_gateway_answers_for_a_service_is_declared_too() -> None:
    theirs: dict[str, Any] = {
        "paths": {
            "/api/auth/login": {"post": {"requestBody": {}, "responses": {"200": {}}}},
            "/api/auth/me": {"get": {"responses": {"503": {"description": "`keys_away` Gone"}}}},
        }
    }
    paths = with_our_answers(theirs)["paths"]
    assert set(paths["/api/auth/login"]["post"]["responses"]) == {
        "200",
        "408",
        "413",
        "429",
        "503",
    }
    said = paths["/api/auth/me"]["get"]["responses"]["503"]["description"]
    assert said.startswith("`keys_away` Gone · `unavailable`")


async def test_readers_who_wait_for_a_service_that_is_away_do_not_ask_it_each() -> None:
    asked: list[str] = []

    async def away(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        raise httpx.ConnectTimeout("away")

    settings = GatewaySettings(
        workers_key=worker_keys.PUBLIC,
        fingerprint_key=SecretStr("0" * 32),
        blobs=BlobSettings(token=SecretStr("0" * 32)),
    )
    async with httpx.AsyncClient(transport=httpx.MockTransport(away)) as http:
        read = ApiDocument(
            lambda: document(["/api/jobs"], {}, "Job"),
            Passing(http, http, asyncio.Event(), settings),
        ).read
        whole = await asyncio.gather(*(read() for _ in range(5)))
    assert [set(each["paths"]) for each in whole] == [{"/api/jobs"}] * 5
    assert sorted(asked) == ["/api/auth/openapi.json", "/api/openapi.json"]
