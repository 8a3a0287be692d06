"""The interface description names every answer a route can give."""

import base64
from typing import Any

import pytest
from cloak_kit.settings import MongoSettings
from cloak_storage.app import build
from cloak_storage.settings import StorageSettings
from pydantic import SecretStr


@pytest.fixture(scope="module")
def paths() -> Any:
    settings = StorageSettings(
        tokens={"gateway": (SecretStr("token-of-the-gateway"),)},
        master_keys=(SecretStr(base64.b64encode(bytes(32)).decode()),),
        mongo=MongoSettings(database="described"),
    )
    return build(settings).openapi()["paths"]


def test_every_route_of_the_contract_is_there(paths: Any) -> None:
    assert {path: set(operations) for path, operations in paths.items()} == {
        "/blobs/{name}": {"put", "get", "head", "delete"},
        "/blobs/{name}/info": {"get"},
        "/blobs/{name}/readers": {"post"},
        "/readers/{reader}/results": {"get"},
        "/usage": {"get"},
    }


@pytest.mark.parametrize(
    ("path", "method", "statuses"),
    [
        ("/blobs/{name}", "put", {"200", "201", "401", "408", "413", "422", "503"}),
        ("/blobs/{name}", "get", {"200", "206", "304", "401", "404", "416", "422", "500", "503"}),
        ("/blobs/{name}", "head", {"200", "304", "401", "404", "422", "503"}),
        ("/blobs/{name}", "delete", {"204", "401", "422", "503"}),
        ("/blobs/{name}/info", "get", {"200", "401", "404", "422", "503"}),
        ("/blobs/{name}/readers", "post", {"200", "401", "404", "413", "422", "503"}),
        ("/readers/{reader}/results", "get", {"200", "401", "422", "503"}),
        ("/usage", "get", {"200", "401", "503"}),
    ],
)
def test_every_answer_is_declared(paths: Any, path: str, method: str, statuses: set[str]) -> None:
    operation = paths[path][method]
    assert set(operation["responses"]) == statuses
    assert operation["security"] == [{"ServiceToken": []}]
    if method in {"put", "post"}:
        assert operation["requestBody"]["required"]
