"""Whether OpenAPI declares what came: asked of every answer that a person of the tests gets."""

import re

import httpx
from fastapi import FastAPI


class Declared:
    """The gateway's own routes, as its document describes them."""

    def __init__(self, app: FastAPI) -> None:
        paths = app.openapi()["paths"]
        self._routes = [
            (re.compile(re.sub(r"{[^}]+}", "[^/]+", path)), answers)
            for path, answers in paths.items()
        ]

    async def check(self, response: httpx.Response) -> None:
        """Fail if the route may not give this status, or a problem of this code."""
        request = response.request
        for pattern, operations in self._routes:
            operation = operations.get(request.method.lower())
            if operation is None or not pattern.fullmatch(request.url.path):
                continue
            said = operation["responses"].get(str(response.status_code))
            place = f"{request.method} {request.url.path} {response.status_code}"
            if response.status_code == httpx.codes.INTERNAL_SERVER_ERROR:
                continue  # a bug, provoked by the test
            assert said is not None, f"{place} is not declared"
            if response.headers.get("content-type") == "application/problem+json":
                await response.aread()
                code = response.json()["code"]
                assert f"`{code}`" in said["description"], f"{place} {code} is not declared"
