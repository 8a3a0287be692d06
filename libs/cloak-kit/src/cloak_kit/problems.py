"""Problem documents (RFC 9457): every error answer is one, and OpenAPI declares every one."""

from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict
from starlette.exceptions import HTTPException

from cloak_kit.absences import away_errors
from cloak_kit.errors import (
    CloakError,
    InvalidRequest,
    InvalidUtf8,
    NotFound,
    Unauthenticated,
    Unavailable,
)
from cloak_kit.telemetry import current_request_id

log = structlog.get_logger(__name__)
MEDIA_TYPE = "application/problem+json"


class Problem(BaseModel):
    """RFC 9457 problem document; `code` is stable and what programs should look at."""

    model_config = ConfigDict(extra="allow")

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str


def problem_response(error: CloakError) -> JSONResponse:
    """Turn a fact of the domain into its HTTP answer."""
    body = error.extras | {
        "type": f"urn:image-cloak:problem:{error.code}",
        "title": error.title,
        "status": error.status,
        "detail": str(error),
        "code": error.code,
        "request_id": current_request_id(),
    }
    return JSONResponse(body, error.status, headers=error.headers, media_type=MEDIA_TYPE)


def declared(*errors: type[CloakError]) -> dict[int | str, dict[str, Any]]:
    """Build FastAPI's `responses=` for the errors a route can give, several codes to a status."""
    by_status: dict[int | str, list[type[CloakError]]] = {}
    for error in errors:
        by_status.setdefault(error.status, []).append(error)
    return {
        status: {
            "description": " · ".join(f"`{e.code}` {e.title}" for e in group),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, group in by_status.items()
    }


def install_problem_handlers(app: FastAPI) -> None:
    """Make every failure of this application a problem document.

    What no handler knows is a bug, and RequestContext's to answer.
    """
    app.add_exception_handler(CloakError, _on_cloak_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(HTTPException, _on_http)
    for away in away_errors():
        app.add_exception_handler(away, _on_away)


async def _on_cloak_error(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(
        error, CloakError
    ):  # pragma: no cover - starlette hands over what we registered
        raise error
    level = log.warning if error.status >= 500 else log.info
    level("request.refused", code=error.code, status=error.status)
    return problem_response(error)


async def _on_invalid(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):  # pragma: no cover - as above
        raise error
    # Pydantic's `input` would echo passphrases and passwords: places and reasons only.
    places = [
        {
            "at": ".".join(str(part) for part in e["loc"]),
            "reason": e["msg"].removeprefix("Value error, "),  # our own words need no such label
        }
        for e in error.errors()
    ]
    return problem_response(
        InvalidRequest(
            "; ".join(f"{p['at']}: {p['reason']}" for p in places), extras={"errors": places}
        )
    )


async def _on_away(_: Request, error: Exception) -> JSONResponse:
    # The driver's message names hosts and ports: only its kind is told, and only to the log.
    log.warning("backend.away", reason=type(error).__name__)
    return problem_response(Unavailable())


_HTTP_CODES: Mapping[int, str] = {
    404: "not_found",
    405: "method_not_allowed",
    413: "body_too_large",
    415: "unsupported_media_type",
}


async def _on_http(_: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):  # pragma: no cover - as above
        raise error
    # FastAPI answers 400 for whatever went wrong while it read the body; the cause says what.
    if isinstance(error.__cause__, CloakError):
        return await _on_cloak_error(_, error.__cause__)
    if isinstance(error.__cause__, UnicodeDecodeError):
        return problem_response(InvalidUtf8())
    if error.status_code == 400:
        return problem_response(InvalidRequest("the body cannot be read"))
    known = {401: Unauthenticated, 404: NotFound}.get(error.status_code)
    if known:
        return problem_response(known())
    code = _HTTP_CODES.get(error.status_code, f"http_{error.status_code}")
    fact = type(
        "HttpFact",
        (CloakError,),
        {"status": error.status_code, "code": code, "title": str(error.detail)},
    )
    response = problem_response(fact())
    response.headers.update(error.headers or {})
    return response
