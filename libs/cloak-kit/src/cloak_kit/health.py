"""Alive is not ready: /healthz says the process runs, /readyz that it can do its work now."""

import asyncio
from collections.abc import Awaitable, Callable
from functools import cache

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, Gauge, generate_latest

Check = Callable[[], Awaitable[None]]
_CHECK_TIMEOUT_S = 3.0
_WATCH_S = 10.0


class Readiness:
    """The checks that must pass before traffic comes, and the switch that ends it.

    A check returns when its part works and raises when it does not. `drain()` makes readiness
    fail first, and `stopping` tells streams to end.
    """

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}
        self.stopping = asyncio.Event()

    def add(self, name: str, check: Check) -> None:
        """Ask this check on every /readyz."""
        self._checks[name] = check

    def drain(self) -> None:
        """Fail readiness from now on and end the streams."""
        self.stopping.set()

    async def report(self) -> dict[str, str]:
        """Return "ok" or the error's name for each check; all run at once, each with a deadline."""
        names = list(self._checks)
        results = await asyncio.gather(
            *(asyncio.wait_for(self._checks[n](), _CHECK_TIMEOUT_S) for n in names),
            return_exceptions=True,
        )
        found = {
            n: "ok" if r is None else type(r).__name__ for n, r in zip(names, results, strict=True)
        }
        return found | ({"process": "stopping"} if self.stopping.is_set() else {})


@cache
def readiness_gauge(service: str) -> Gauge:
    """Return the service's metric of its checks: one a process."""
    return Gauge(
        f"cloak_{service.replace('-', '_')}_ready",
        "1 while this check of readiness passes; `process` is 0 once the service drains.",
        ["check"],
    )


async def watch_readiness(service: str, readiness: Readiness) -> None:
    """Export for ever what readiness says, asked or not; cancel it to end it."""
    gauge = readiness_gauge(service)
    while True:
        for name, result in ({"process": "ok"} | await readiness.report()).items():
            gauge.labels(name).set(result == "ok")
        await asyncio.sleep(_WATCH_S)


router = APIRouter(include_in_schema=False)


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The event loop answers."""
    return {"status": "alive"}


@router.get("/readyz")
async def readyz(request: Request) -> JSONResponse:
    """Every part this service needs answers too."""
    readiness: Readiness = request.app.state.readiness
    checks = await readiness.report()
    ready = all(result == "ok" for result in checks.values())
    body = {"status": "ready" if ready else "not_ready", "checks": checks}
    return JSONResponse(body, 200 if ready else 503)


@router.get("/metrics")
async def metrics() -> Response:
    """Prometheus' text format."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
