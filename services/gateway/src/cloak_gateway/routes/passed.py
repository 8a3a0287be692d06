"""What other services answer, under this one origin; their own documents describe it."""

from cloak_gateway.parts import Gateway
from cloak_kit.tokens import authenticate
from fastapi import APIRouter, Request
from starlette.responses import Response

router = APIRouter(include_in_schema=False)
_METHODS = ["GET", "POST", "PATCH", "PUT", "DELETE"]


@router.post("/api/auth/login")
@router.post("/api/auth/register")
@router.post("/api/auth/session")
async def sign_in(request: Request, gateway: Gateway) -> Response:
    """Guessing passwords and making accounts is slowed down by address."""
    address = request.client.host if request.client else "unknown"
    await gateway.rates.take("sign_in", address)
    return await gateway.passing.on("auth", request)


@router.api_route("/api/auth/{path:path}", methods=_METHODS)
@router.get("/.well-known/jwks.json")
async def to_auth(request: Request, gateway: Gateway) -> Response:
    """Accounts."""
    return await gateway.passing.on("auth", request)


@router.api_route("/api/contacts", methods=_METHODS)
@router.api_route("/api/contacts/{path:path}", methods=_METHODS)
@router.api_route("/api/conversations", methods=_METHODS)
@router.api_route("/api/conversations/{path:path}", methods=_METHODS)
@router.api_route("/api/messages", methods=_METHODS)
@router.api_route("/api/messages/{path:path}", methods=_METHODS)
@router.api_route("/api/notifications", methods=_METHODS)
@router.api_route("/api/notifications/{path:path}", methods=_METHODS)
@router.get("/api/events")
async def to_messaging(request: Request, gateway: Gateway) -> Response:
    """People and what they write; who has been shut out is out here too."""
    # Messaging verifies each token on its own, and is not told of those that ended early.
    if "authorization" in request.headers:
        await authenticate(request, None)
    return await gateway.passing.on("messaging", request)
