"""One connection to a server: tokens, deadlines and repeats for every call."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

import httpx
from pydantic import BaseModel, ValidationError

from cloak_client.calls import Call, post
from cloak_client.deadlines import deadline
from cloak_client.errors import (
    ConnectionLost,
    Problem,
    TransportError,
    UnexpectedAnswer,
    Unreachable,
    problem_from,
)
from cloak_client.login import Login
from cloak_client.models import Tokens
from cloak_client.retries import NEVER_SENT, Retries, asks_to_wait, may_pass, may_resend
from cloak_client.tokens import TokenStore

M = TypeVar("M", bound=BaseModel)

TOKEN_CODES = frozenset({"token_missing", "token_invalid", "token_expired", "http_401"})


class Session:
    """Sends calls and gives their answers, or raises one error of the tree.

    Every call ends within its deadline, repeats included. A call is sent again after a transport
    error or a passing refusal only if it is repeatable, and once more after a token has expired.
    """

    def __init__(
        self, http: httpx.AsyncClient, tokens: TokenStore, *, retries: Retries, deadline_s: float
    ) -> None:
        self.login = Login(tokens, self._refresh)
        self.has_answered = False
        self._http = http
        self._retries = retries
        self._deadline_s = deadline_s

    async def send(self, call: Call) -> httpx.Response:
        """The whole answer, read; raises Problem, TransportError, DeadlineExceeded, NotLoggedIn."""
        deadline_s, ends_at = self._time_for(call)
        async with deadline(deadline_s, f"{call.method} {call.path}"):
            return await self._perform(call, ends_at, whole=True)

    async def receive(self, call: Call, model: type[M]) -> M:
        """The answer as a value; raises UnexpectedAnswer besides what ``send`` raises."""
        return parsed((await self.send(call)).content, model)

    @asynccontextmanager
    async def stream(self, call: Call) -> AsyncIterator[httpx.Response]:
        """An answer whose body is still to be read; the deadline ends where the body begins."""
        deadline_s, ends_at = self._time_for(call)
        async with deadline(deadline_s, f"{call.method} {call.path}"):
            response = await self._perform(call, ends_at, whole=False)
        try:
            yield response
        except httpx.RequestError as error:
            raise _failure(call, error) from error
        finally:
            await response.aclose()

    def _time_for(self, call: Call) -> tuple[float, float]:
        seconds = self._deadline_s if call.deadline_s is None else call.deadline_s
        return seconds, asyncio.get_running_loop().time() + seconds

    async def _perform(self, call: Call, ends_at: float, *, whole: bool) -> httpx.Response:
        request_id = uuid.uuid4().hex
        is_renewed = False
        attempt = 0
        while True:
            attempt += 1
            bearer = (await self.login.credentials()).access_token if call.authenticated else None
            try:
                response = await self._attempt(call, bearer, request_id, whole=whole)
            except httpx.RequestError as error:
                if attempt >= self._retries.attempts or not may_resend(
                    error, repeatable=call.may_repeat
                ):
                    raise _failure(call, error) from error
                await asyncio.sleep(self._retries.pause_s(attempt))
                continue
            if response.is_success or response.status_code in call.accepted:
                return response
            problem = problem_from(response)
            if bearer is not None and problem.code in TOKEN_CODES and not is_renewed:
                await self.login.renewed(bearer)
                is_renewed = True
                continue
            pause_s = self._retries.pause_after_s(problem, attempt)
            is_in_time = asyncio.get_running_loop().time() + pause_s < ends_at
            if not (self._is_worth_repeating(call, problem, attempt) and is_in_time):
                raise problem
            await asyncio.sleep(pause_s)

    def _is_worth_repeating(self, call: Call, problem: Problem, attempt: int) -> bool:
        has_attempts = attempt < self._retries.attempts or asks_to_wait(problem)
        return may_pass(problem) and call.may_repeat and has_attempts

    async def _attempt(
        self, call: Call, bearer: str | None, request_id: str, *, whole: bool
    ) -> httpx.Response:
        headers = {"X-Request-Id": request_id, **call.headers}
        if bearer is not None:
            headers["Authorization"] = f"Bearer {bearer}"
        request = self._http.build_request(
            call.method,
            call.path,
            params=call.params,
            headers=headers,
            content=call.content() if callable(call.content) else call.content,
        )
        if call.read_timeout_s is not None:
            request.extensions["timeout"]["read"] = call.read_timeout_s
        response = await self._http.send(request, stream=True)
        self.has_answered = True
        if whole or not (response.is_success or response.status_code in call.accepted):
            try:
                await response.aread()
            finally:
                await response.aclose()
        return response

    async def _refresh(self, refresh_token: str) -> Tokens:
        call = post("/api/auth/refresh", refresh_token=refresh_token)
        return await self.receive(call.without_login(), Tokens)


def parsed(content: bytes | str, model: type[M]) -> M:
    """The value in a JSON body; raises UnexpectedAnswer if it is not one.

    The validation error itself quotes the body, which may hold tokens: it is not passed on.
    """
    try:
        return model.model_validate_json(content)
    except ValidationError as error:
        wrong = ", ".join(".".join(map(str, fault["loc"])) or "body" for fault in error.errors())
        raise UnexpectedAnswer(f"the answer is no {model.__name__}: {wrong}") from None


def _failure(call: Call, error: httpx.RequestError) -> TransportError:
    reason = str(error) or type(error).__name__
    kind = Unreachable if isinstance(error, NEVER_SENT) else ConnectionLost
    return kind(f"{call.method} {call.path}: {reason}")
