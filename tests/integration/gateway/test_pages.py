"""What a browser and a generator of clients get."""

import re

import httpx
import pytest

from tests.integration.gateway.house import House

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("path", ["/", "/api/docs"])
async def test_a_page_needs_nothing_from_elsewhere_and_runs_nothing_inline(
    house: House, path: str
) -> None:
    async with httpx.AsyncClient(base_url=house.url) as nobody:
        page = await nobody.get(path)
        assert page.headers["content-type"].startswith("text/html")
        policy = page.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "<script>" not in page.text
        assert "style=" not in page.text
        for address in re.findall(r'(?:src|href)="([^"]+)"', page.text):
            assert address.startswith("/"), address
            assert (await nobody.get(address)).status_code == 200, address


async def test_every_answer_has_the_headers_of_caution(house: House) -> None:
    async with httpx.AsyncClient(base_url=house.url) as nobody:
        for path in ("/", "/api/nothing", "/api/jobs", "/assets/page.css", "/healthz"):
            headers = (await nobody.get(path)).headers
            assert headers["x-content-type-options"] == "nosniff", path
            assert "content-security-policy" in headers, path


async def test_only_over_https_a_browser_is_told_to_stay_there(house: House) -> None:
    told = {}
    for scheme in ("http", "https"):
        transport = httpx.ASGITransport(house.app)
        async with httpx.AsyncClient(transport=transport, base_url=f"{scheme}://a.test") as nobody:
            told[scheme] = (await nobody.get("/")).headers.get("strict-transport-security")
    assert told == {"http": None, "https": "max-age=31536000"}


@pytest.mark.parametrize(
    "path", ["/", "/assets/page.css", "/api/docs", "/api/docs/docs.js", "/api/openapi.json"]
)
async def test_pages_can_be_asked_for_their_headers_alone(house: House, path: str) -> None:
    async with httpx.AsyncClient(base_url=house.url) as nobody:
        whole, head = await nobody.get(path), await nobody.head(path)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-type", "content-length", "cache-control", "content-security-policy"):
        assert head.headers[name] == whole.headers[name]


async def test_results_can_be_asked_for_their_headers_alone(house: House) -> None:
    ada, ben = await house.person(), await house.person()
    job = await ada.embed(await ada.upload())
    await house.embedded(job, ada.id, b"a picture", looks=False)
    result = (await ada.until(job, "succeeded"))["result"]
    paths = f"/api/jobs/{job}/result", f"/api/blobs/{result['blob']}"
    for path in paths:
        whole, head = await ada.http.get(path), await ada.http.head(path)
        assert (head.status_code, head.content) == (200, b"")
        for name in ("content-type", "etag", "cache-control", "accept-ranges"):
            assert head.headers[name] == whole.headers[name]
        assert head.headers["content-length"] == str(len(whole.content))
        named = head.headers.get("content-disposition")
        assert named == whole.headers.get("content-disposition")
        known = await ada.http.head(path, headers={"If-None-Match": whole.headers["etag"]})
        assert known.status_code == 304
        assert (await ben.http.head(path)).status_code == 404


async def test_unknown_paths_and_methods_are_problems(house: House) -> None:
    async with httpx.AsyncClient(base_url=house.url) as nobody:
        lost = await nobody.get("/api/nothing")
        assert (lost.status_code, lost.json()["code"]) == (404, "not_found")
        wrong = await nobody.put("/api/embed")
        assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
        made_up = await nobody.put("/api/nothing")
        assert (made_up.status_code, made_up.json()["code"]) == (404, "not_found")
        for path in ("/settings.py", "/assets/%2e%2e/%2e%2e/settings.py", "/..%2fdocs%2fdocs.js"):
            assert (await nobody.get(path)).status_code == 404, path


async def test_the_document_holds_the_services_behind_too(house: House) -> None:
    async with httpx.AsyncClient(base_url=house.url) as nobody:
        document = (await nobody.get("/api/openapi.json")).json()
    assert "/api/events" in document["paths"]
    embed = document["paths"]["/api/embed"]["post"]
    codes = " ".join(answer["description"] for answer in embed["responses"].values())
    for code in (
        "blob_not_found",
        "payload_too_large",
        "invalid_request",
        "invalid_utf8",
        "passphrase_too_short",
        "payload_missing",
        "payload_ambiguous",
        "not_an_image",
        "rate_limited",
        "queue_unavailable",
        "token_expired",
        "idempotency_key_reused",
        "idempotency_key_in_use",
        "body_too_large",
    ):
        assert f"`{code}`" in codes
    assert {"application/json", "multipart/form-data"} == set(embed["requestBody"]["content"])
    assert embed["security"]
    names = [op["operationId"] for path in document["paths"].values() for op in path.values()]
    assert len(names) == len(set(names))


async def test_metrics_and_health_are_told(house: House) -> None:
    ada = await house.person()
    await ada.embed(await ada.upload())
    async with httpx.AsyncClient(base_url=house.url) as nobody:
        assert (await nobody.get("/readyz")).json()["status"] == "ready"
        text = (await nobody.get("/metrics")).text
    assert 'cloak_gateway_jobs_accepted_total{kind="embed",mode="robust"}' in text
    assert 'route="/api/embed"' in text
    assert ada.id not in text
