"""The routes that the client's behaviour is tried against, in the same process."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

NOW = "2026-01-02T03:04:05Z"
ADA = {
    "id": "1",
    "username": "ada",
    "display_name": "Ada",
    "role": "user",
    "disabled": False,
    "created_at": NOW,
}
BEN = {"id": "2", "username": "ben", "display_name": "Ben"}


def job(status: str, **fields: Any) -> dict[str, Any]:
    """A job document in this status."""
    return {"id": "j-1", "kind": "embed", "status": status, "created_at": NOW, **fields}


def message(text: str, seq: int = 1) -> dict[str, Any]:
    """A message document from Ben to Ada."""
    return {
        "id": f"m-{seq}",
        "seq": seq,
        "conversation": "c-1",
        "from": BEN,
        "to": ADA,
        "text": text,
        "created_at": NOW,
    }


def problem(
    status: int, code: str, headers: dict[str, str] | None = None, **extras: Any
) -> Response:
    """A problem document."""
    body = {"status": status, "code": code, "detail": f"it is {code}", "request_id": "r-1"}
    return Response(
        json.dumps({**body, **extras}),
        status,
        headers=headers,
        media_type="application/problem+json",
    )


def stream(*events: tuple[str, str, Any]) -> Response:
    """An event stream of (id, event, data) that ends after the last."""
    text = "".join(
        f"id: {event_id}\nevent: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"
        for event_id, name, data in events
    )
    return Response(text, media_type="text/event-stream")


@dataclass
class Server:
    """Accounts with rotating tokens, and for every other path what a test puts there."""

    answers: dict[str, Callable[[Request, bytes], Response]] = field(default_factory=dict)
    requests: list[tuple[Request, bytes]] = field(default_factory=list)
    refreshes: int = 0
    refresh_began: asyncio.Event = field(default_factory=asyncio.Event)
    hold_refresh: asyncio.Event | None = None
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _access: str = ""
    _refresh: str = ""

    def transport(self) -> httpx.ASGITransport:
        """Reach this server without a socket."""
        return httpx.ASGITransport(self.app())

    def app(self) -> Starlette:
        """The server as an ASGI application."""
        methods = ["GET", "POST", "PATCH", "DELETE"]
        routes = [
            Route("/api/auth/login", self._login, methods=["POST"]),
            Route("/api/auth/refresh", self._rotate, methods=["POST"]),
            Route("/{path:path}", self._other, methods=methods),
        ]
        return Starlette(routes=routes)

    def expire(self) -> None:
        """Let the access token end."""
        self._access = "ended"

    def end_login(self) -> None:
        """Revoke both tokens."""
        self._access = self._refresh = "ended"

    def paths(self) -> list[str]:
        """The method and path of each request but those for tokens."""
        return [f"{request.method} {request.url.path}" for request, _ in self.requests]

    async def _login(self, request: Request) -> Response:
        return self._tokens()

    async def _rotate(self, request: Request) -> Response:
        self.refreshes += 1
        self.refresh_began.set()
        if self.hold_refresh is not None:
            await self.hold_refresh.wait()
        if (await request.json())["refresh_token"] != self._refresh:
            return problem(401, "refresh_token_reused")
        return self._tokens()

    async def _other(self, request: Request) -> Response:
        body = await request.body()
        self.requests.append((request, body))
        is_open = request.url.path == "/api/auth/register"
        if not is_open and request.headers.get("authorization") != f"Bearer {self._access}":
            return problem(401, "token_expired")
        answer = self.answers.get(f"{request.method} {request.url.path}")
        return problem(404, "not_found") if answer is None else answer(request, body)

    def _tokens(self) -> Response:
        number = next(self._numbers)
        self._access, self._refresh = f"access-{number}", f"refresh-{number}"
        return JSONResponse(
            {
                "access_token": self._access,
                "refresh_token": self._refresh,
                "expires_in": 900,
                "user": ADA,
            }
        )


def always(
    document: Any, status: int = 200, **headers: str
) -> Callable[[Request, bytes], Response]:
    """Answer every request with this JSON document."""
    return lambda request, body: JSONResponse(document, status, headers)


def in_turn(*responses: Response) -> Callable[[Request, bytes], Response]:
    """Answer with these, one after the other, then with the last."""
    left = list(responses)
    return lambda request, body: left.pop(0) if len(left) > 1 else left[0]
