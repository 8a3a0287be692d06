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


async def test_unknown_paths_and_methods_are_problems(house: House) -> None:
    async with httpx.AsyncClient(base_url=house.url) as nobody:
        lost = await nobody.get("/api/nothing")
        assert (lost.status_code, lost.json()["code"]) == (404, "not_found")
        wrong = await nobody.put("/api/embed")
        assert (wrong.status_code, wrong.json()["code"]) == (405, "method_not_allowed")
        assert (await nobody.get("/assets/../settings.py")).status_code == 404


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
