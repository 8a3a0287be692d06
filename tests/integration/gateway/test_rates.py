"""Rates: a burst passes, more waits, each caller for itself."""

import asyncio

import httpx
import pytest
from cloak_gateway.settings import Rate

from tests.integration.gateway.house import House

pytestmark = pytest.mark.integration
SLOW = Rate(burst=2, per_second=0.01)


async def test_more_than_a_burst_is_put_off(house: House) -> None:
    strict = await house.another(job_rate=SLOW, upload_rate=SLOW, open_rate=SLOW)
    ada, ben = await strict.person(), await strict.person()
    cover = await ada.upload()
    jobs = [await ada.embed(cover) for _ in range(2)]
    for path, body in (
        ("/api/embed", {"cover": cover, "mode": "robust", "text": "hello"}),
        ("/api/extract", {"image": cover}),
    ):
        answer = await ada.http.post(path, json=body)
        assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
        assert 1 <= int(answer.headers["retry-after"]) <= 100
    opened = [await ada.http.post(f"/api/jobs/{jobs[0]}/open") for _ in range(3)]
    assert [answer.status_code for answer in opened] == [409, 409, 429]
    assert await ben.embed(await ben.upload()), "another caller is not concerned"


async def test_signing_in_is_slowed_down_by_address(house: House) -> None:
    strict = await house.another(sign_in_rate=SLOW)
    async with httpx.AsyncClient(base_url=strict.url) as nobody:
        headers = {"X-Forwarded-For": "9.9.9.9"}
        paths = ("/api/auth/login", "/api/auth/session", "/api/auth/register")
        answers = [await nobody.post(path, headers=headers) for path in paths]
    assert [answer.status_code for answer in answers] == [200, 200, 429]


async def test_two_hundred_jobs_at_once_pass(house: House) -> None:
    ada = await house.person()
    cover = await ada.upload()
    answers = await asyncio.gather(
        *(
            ada.http.post("/api/embed", json={"cover": cover, "mode": "robust", "text": str(n)})
            for n in range(200)
        )
    )
    assert {answer.status_code for answer in answers} == {202}
