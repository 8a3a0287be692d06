"""The API's description as a file, for what is generated from it."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from cloak_local.places import Places
from cloak_local.ports import Ports
from cloak_local.system import System

_DEADLINE_S = 30.0


async def describe() -> str:
    """Return the OpenAPI document of all services, as a system of its own for the moment tells it.

    Raises what starting a system raises, and httpx.HTTPError.
    """
    with TemporaryDirectory(prefix="cloak-describe-") as folder:
        async with System(Places.under(Path(folder)), Ports.free(), workers=0) as system:
            return await described_by(system.gateway_url)


async def described_by(origin: str) -> str:
    """Return the document of a running system, always in the same order; raises httpx.HTTPError."""
    async with httpx.AsyncClient(base_url=origin, timeout=_DEADLINE_S) as http:
        answer = await http.get("/api/openapi.json")
        answer.raise_for_status()
    return json.dumps(answer.json(), indent=4, sort_keys=True) + "\n"
