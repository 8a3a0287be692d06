"""The OpenAPI document says everything that the routes can answer."""

import httpx
import pytest

pytestmark = pytest.mark.integration
BODY, TOKEN = {"413", "422", "503"}, {"401", "403", "503"}
ANSWERS = {
    "post /api/auth/register": {"201", "409", *BODY},
    "post /api/auth/login": {"200", "401", "403", "429", *BODY},
    "post /api/auth/refresh": {"200", "401", *BODY},
    "post /api/auth/logout": {"204", *BODY},
    "post /api/auth/session": {"200", "401", "403", "429", *BODY},
    "delete /api/auth/session": {"204", "403", "422", "503"},
    "post /api/auth/session/refresh": {"200", "401", "403", "422", "503"},
    "get /api/auth/sessions": {"200", *TOKEN},
    "delete /api/auth/sessions": {"204", *TOKEN},
    "delete /api/auth/sessions/{session_id}": {"204", "404", "422", *TOKEN},
    "get /api/auth/me": {"200", *TOKEN},
    "patch /api/auth/me": {"200", "404", "429", *TOKEN, *BODY},
    "put /api/auth/me/key": {"200", *TOKEN, *BODY},
    "get /api/auth/me/key": {"200", "404", *TOKEN},
    "get /api/auth/keys/{username}": {"200", "404", "422", *TOKEN},
    "get /api/auth/users": {"200", "422", *TOKEN},
    "patch /api/auth/users/{user_id}": {"200", "404", "409", *TOKEN, *BODY},
    "get /.well-known/jwks.json": {"200"},
}


async def test_every_answer_is_declared(http: httpx.AsyncClient) -> None:
    document = (await http.get("/api/auth/openapi.json")).json()
    declared = {
        f"{method} {path}": set(operation["responses"])
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    }
    assert declared == ANSWERS


async def test_every_refusal_is_declared_as_a_problem_with_its_codes(
    http: httpx.AsyncClient,
) -> None:
    document = (await http.get("/api/auth/openapi.json")).json()
    for operations in document["paths"].values():
        for operation in operations.values():
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert set(response["content"]) == {"application/problem+json"}
    refresh = document["paths"]["/api/auth/refresh"]["post"]["responses"]["401"]["description"]
    assert "`invalid_refresh_token`" in refresh
    assert "`refresh_token_reused`" in refresh


async def test_protected_routes_say_how_to_sign_in(http: httpx.AsyncClient) -> None:
    document = (await http.get("/api/auth/openapi.json")).json()
    protected = {
        path
        for path, operations in document["paths"].items()
        for operation in operations.values()
        if "security" in operation
    }
    assert protected == {
        "/api/auth/keys/{username}",
        "/api/auth/me",
        "/api/auth/me/key",
        "/api/auth/sessions",
        "/api/auth/sessions/{session_id}",
        "/api/auth/users",
        "/api/auth/users/{user_id}",
    }
