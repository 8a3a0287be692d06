"""Only services get in, and a user's request sees only what is theirs."""

import socket
from urllib.parse import urlsplit

import httpx
import pytest

from tests.integration.storage.kept import PUT_HEADERS
from tests.integration.storage.service import TOKENS, Storage

pytestmark = pytest.mark.integration
ROUTES = [
    ("PUT", "/blobs/x"),
    ("GET", "/blobs/x"),
    ("HEAD", "/blobs/x"),
    ("DELETE", "/blobs/x"),
    ("GET", "/blobs/x/info"),
    ("POST", "/blobs/x/readers"),
    ("GET", "/usage"),
    ("GET", "/readers/x/results"),
]


@pytest.mark.parametrize(("method", "path"), ROUTES)
async def test_no_route_is_open(storage: Storage, method: str, path: str) -> None:
    tokens = [
        (None, "token_missing"),
        (b"x" * 32, "token_invalid"),
        ("é".encode(), "token_invalid"),
    ]
    for token, code in tokens:
        headers = [(k.encode(), v.encode()) for k, v in PUT_HEADERS.items()]
        if token is not None:
            headers.append((b"Authorization", b"Bearer " + token))
        async with storage.http(None) as http:
            answer = await http.request(method, path, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        if method != "HEAD":
            assert answer.json()["code"] == code


@pytest.mark.parametrize(("method", "path"), [("PUT", "/blobs/x"), ("POST", "/blobs/x/readers")])
def test_a_stranger_is_refused_before_the_body(storage: Storage, method: str, path: str) -> None:
    url = urlsplit(storage.url)
    head = [f"{method} {path} HTTP/1.1", f"Host: {url.netloc}", "Content-Length: 900000"]
    head += [f"{name}: {value}" for name, value in PUT_HEADERS.items()]
    with socket.create_connection((url.hostname, url.port), timeout=10) as connection:
        connection.sendall("\r\n".join([*head, "", ""]).encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 401 ")


async def test_each_service_has_its_token(storage: Storage) -> None:
    for token in TOKENS.values():
        async with storage.http(token) as http:
            assert (await http.get("/blobs/absent/info")).status_code == 404


async def test_someone_elses_blob_looks_like_none(http: httpx.AsyncClient, name: str) -> None:
    await http.put(f"/blobs/{name}", content=b"mine", headers=PUT_HEADERS)
    for suffix in ("", "/info"):
        theirs = await http.get(f"/blobs/{name}{suffix}", headers={"Cloak-Reader": "bob"})
        absent = await http.get(f"/blobs/absent{suffix}", headers={"Cloak-Reader": "bob"})
        assert theirs.status_code == absent.status_code == 404
        assert _problem(theirs) == _problem(absent)
        assert _problem(theirs)["code"] == "blob_not_found"


async def test_a_stranger_cannot_share_or_delete(http: httpx.AsyncClient, name: str) -> None:
    await http.put(f"/blobs/{name}", content=b"mine", headers=PUT_HEADERS)
    bob = {"Cloak-Reader": "bob"}
    shared = await http.post(f"/blobs/{name}/readers", json={"add": ["bob"]}, headers=bob)
    assert shared.status_code == 404
    assert (await http.delete(f"/blobs/{name}", headers=bob)).status_code == 204
    await http.post(f"/blobs/{name}/readers", json={"add": ["bob"]})
    assert (await http.delete(f"/blobs/{name}", headers=bob)).status_code == 204
    assert (await http.get(f"/blobs/{name}", headers=bob)).content == b"mine"
    assert (await http.delete(f"/blobs/{name}", headers={"Cloak-Reader": "ann"})).is_success
    assert (await http.get(f"/blobs/{name}")).status_code == 404


@pytest.mark.parametrize("wrong", ["a b", "a%2Fb", "a$b", "ä", "a" * 129, "a%00b", "a%0Ab"])
async def test_a_name_is_letters_digits_and_little_else(
    http: httpx.AsyncClient, wrong: str
) -> None:
    for method in ("GET", "PUT", "DELETE"):
        answer = await http.request(method, f"/blobs/{wrong}", headers=PUT_HEADERS)
        assert answer.status_code in {404, 422}
        assert answer.json()["code"] in {"invalid_request", "not_found"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"Cloak-Kind": "other"},
        {"Cloak-Owner": ""},
        {"Cloak-Owner": "ann\u00e9"},
        {"Content-Type": "picture"},
        {"Content-Type": "text/html\t\x01"},
        {"Cloak-Retention-S": "0"},
        {"Cloak-Retention-S": "1.5"},
        {"Cloak-Retention-S": "99999999999"},
    ],
)
async def test_a_wrong_label_is_refused(
    http: httpx.AsyncClient, name: str, wrong: dict[str, str]
) -> None:
    headers = [(k.encode(), v.encode("latin-1")) for k, v in (PUT_HEADERS | wrong).items()]
    answer = await http.put(f"/blobs/{name}", content=b"x", headers=headers)
    assert answer.status_code in {400, 422}
    assert (await http.get(f"/blobs/{name}")).status_code == 404


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"add": "bob"}', b'{"add": ["a b"]}', b"\xff", b'{"add": [1]}']
)
async def test_wrong_readers_are_refused(http: httpx.AsyncClient, name: str, body: bytes) -> None:
    await http.put(f"/blobs/{name}", content=b"mine", headers=PUT_HEADERS)
    answer = await http.post(f"/blobs/{name}/readers", content=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


async def test_a_list_of_readers_has_a_limit(http: httpx.AsyncClient, name: str) -> None:
    await http.put(f"/blobs/{name}", content=b"mine", headers=PUT_HEADERS)
    answer = await http.post(f"/blobs/{name}/readers", json={"add": ["bob"] * 20_000})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def _problem(answer: httpx.Response) -> dict[str, object]:
    problem: dict[str, object] = answer.json()
    del problem["request_id"]
    return problem
