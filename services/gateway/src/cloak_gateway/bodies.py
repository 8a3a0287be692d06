"""JSON bodies, read after the caller is known: FastAPI would read them before it asks who sends."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from cloak_kit.errors import BodyTooLarge, CloakError, InvalidRequest, InvalidUtf8
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.requests import ClientDisconnect

from cloak_gateway.errors import Busy, UnsupportedMediaType

M = TypeVar("M", bound=BaseModel)
_SMALL_BYTES = 1 << 16


class BodyTooSlow(CloakError):
    """The body did not arrive in time."""

    status, code, title = 408, "body_too_slow", "The body took too long to arrive"


class BodyBrokenOff(InvalidRequest):
    """The caller went away before the body's end; nobody sees this answer."""

    code, title = "body_broken_off", "The body broke off"


@asynccontextmanager
async def turn(places: asyncio.Semaphore, *, wait_s: float) -> AsyncIterator[None]:
    """Hold one of the places for bodies for the block; raises Busy when none comes free in time."""
    try:
        async with asyncio.timeout(wait_s):
            await places.acquire()
    except TimeoutError as error:
        raise Busy from error
    try:
        yield
    finally:
        places.release()


def media_type_of(request: Request) -> str:
    """The body's media type without its parameters, in lower case."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def stream_of(request: Request, *, deadline_s: float) -> AsyncIterator[bytes]:
    """The body's bytes as they come; raises BodyTooSlow, BodyBrokenOff, BodyTooLarge."""
    ends_at = asyncio.get_running_loop().time() + deadline_s
    chunks = aiter(request.stream())
    while True:
        try:
            async with asyncio.timeout_at(ends_at):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise BodyTooSlow from error
        except ClientDisconnect as error:
            raise BodyBrokenOff from error
        yield chunk


async def read_json(
    request: Request, model: type[M], *, limit_bytes: int, deadline_s: float = 60
) -> M:
    """Parse the body into the model; an empty body is an empty object.

    Raises UnsupportedMediaType, InvalidUtf8, RequestValidationError, BodyTooLarge.
    """
    body = bytearray()
    async for chunk in stream_of(request, deadline_s=deadline_s):
        body += chunk
        if len(body) > limit_bytes:
            raise BodyTooLarge(limit_bytes=limit_bytes)
    if body and media_type_of(request) != "application/json":
        raise UnsupportedMediaType("send application/json")
    if len(body) <= _SMALL_BYTES:
        return parse_json(bytes(body), model)
    return await asyncio.to_thread(parse_json, bytes(body), model)


def parse_json(body: bytes, model: type[M]) -> M:
    """The model that these bytes say; raises InvalidUtf8, RequestValidationError."""
    try:
        # json takes lone surrogates, which no UTF-8 text has: encoding finds them.
        found: Any = json.loads(body.decode()) if body else {}
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeError as error:
        raise InvalidUtf8 from error
    except (ValueError, RecursionError) as error:
        raise InvalidRequest("the body is not JSON") from error
    return checked(model, found)


def checked(model: type[M], found: Any) -> M:
    """Validate; raises RequestValidationError, which never repeats what was sent."""
    try:
        return model.model_validate(found)
    except ValidationError as error:
        places = [{**e, "loc": ("body", *e["loc"])} for e in error.errors(include_input=False)]
        raise RequestValidationError(places) from None
