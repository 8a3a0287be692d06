"""Alive is not ready."""

import asyncio

import httpx
import pytest
from cloak_kit import health
from cloak_kit.errors import Unavailable
from fastapi import FastAPI


async def _works() -> None:
    """A part that answers."""


async def _fails() -> None:
    raise Unavailable("at an address")


async def _hangs() -> None:
    await asyncio.Event().wait()


async def test_it_is_ready_when_every_part_is(app: FastAPI, http: httpx.AsyncClient) -> None:
    app.state.readiness.add("mongo", _works)
    answer = await http.get("/readyz")
    assert (answer.status_code, answer.json()["checks"]) == (200, {"mongo": "ok"})


async def test_a_part_that_fails_or_hangs_is_named_by_its_kind_of_error(
    app: FastAPI, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_CHECK_TIMEOUT_S", 0.01)
    for name, check in (("mongo", _works), ("kafka", _fails), ("redis", _hangs)):
        app.state.readiness.add(name, check)
    answer = await http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "not_ready",
        "checks": {"mongo": "ok", "kafka": "Unavailable", "redis": "TimeoutError"},
    }
    assert (await http.get("/healthz")).status_code == 200


async def test_a_process_that_stops_is_alive_and_not_ready(
    app: FastAPI, http: httpx.AsyncClient
) -> None:
    app.state.readiness.drain()
    assert app.state.readiness.stopping.is_set()
    assert (await http.get("/readyz")).json()["checks"] == {"process": "stopping"}
    assert (await http.get("/readyz")).status_code == 503
    assert (await http.get("/healthz")).status_code == 200
