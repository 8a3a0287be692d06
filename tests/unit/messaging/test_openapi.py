"""The document of the API declares every answer that a route can give."""

from typing import Any

import pytest
from cloak_kit.settings import BlobSettings, MongoSettings
from cloak_messaging.app import build
from cloak_messaging.settings import MessagingSettings
from pydantic import SecretStr

ROUTES = {
    ("GET", "/api/contacts"): {200, 401, 422, 503},
    ("POST", "/api/contacts"): {200, 201, 401, 404, 422, 503},
    ("POST", "/api/contacts/{user_id}/accept"): {200, 401, 404, 409, 422, 503},
    ("POST", "/api/contacts/{user_id}/block"): {200, 401, 404, 422, 503},
    ("GET", "/api/contacts/find"): {200, 401, 404, 422, 503},
    ("POST", "/api/contacts/{user_id}/unblock"): {200, 401, 404, 422, 503},
    ("DELETE", "/api/contacts/{user_id}"): {204, 401, 422, 503},
    ("GET", "/api/conversations"): {200, 401, 422, 503},
    ("POST", "/api/conversations"): {200, 201, 401, 403, 413, 422, 503},
    ("POST", "/api/conversations/{conversation_id}/typing"): {204, 401, 403, 404, 422, 503},
    ("GET", "/api/conversations/{conversation_id}/messages"): {200, 401, 404, 422, 503},
    ("POST", "/api/conversations/{conversation_id}/read"): {204, 401, 404, 413, 422, 503},
    ("POST", "/api/messages"): {200, 201, 401, 403, 404, 413, 422, 503},
    ("GET", "/api/messages/{message_id}"): {200, 401, 404, 422, 503},
    ("GET", "/api/notifications"): {200, 401, 422, 503},
    ("POST", "/api/notifications/{notification_id}/read"): {204, 401, 404, 422, 503},
    ("GET", "/api/events"): {200, 401, 422, 429, 503},
}


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    settings = MessagingSettings(
        mongo=MongoSettings(database="unused"), blobs=BlobSettings(token=SecretStr("unused"))
    )
    return build(settings).openapi()


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method.upper(), path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_all_routes_are_there_and_no_other(document: dict[str, Any]) -> None:
    assert operations(document).keys() == ROUTES.keys()


@pytest.mark.parametrize("route", ROUTES, ids=" ".join)
def test_every_status_is_declared(document: dict[str, Any], route: tuple[str, str]) -> None:
    declared = {int(status) for status in operations(document)[route]["responses"]}
    assert ROUTES[route] <= declared


def test_every_problem_has_the_shape_of_a_problem(document: dict[str, Any]) -> None:
    for operation in operations(document).values():
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                (media_type,) = response["content"]
                assert media_type == "application/problem+json"


def test_each_operation_has_a_name_of_its_own(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for operation in operations(document).values()]
    assert len(set(names)) == len(names)


def test_each_operation_needs_a_token(document: dict[str, Any]) -> None:
    for operation in operations(document).values():
        assert operation["security"] == [{"HTTPBearer": []}]
