"""Which service is calling: bearer tokens of services, compared in constant time."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Annotated

from cloak_kit.errors import TokenMissing
from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from fastapi.security.utils import get_authorization_scheme_param
from pydantic import SecretStr

from cloak_storage.errors import ServiceTokenInvalid


class Clients:
    """The services that may call, by digests of their tokens."""

    def __init__(self, tokens: Mapping[str, Sequence[SecretStr]]) -> None:
        self._digests = [
            (name, _digest(token.get_secret_value()))
            for name, several in tokens.items()
            for token in several
        ]

    def identify(self, token: str) -> str:
        """Return the service that holds this token; raises ServiceTokenInvalid."""
        offered = _digest(token)
        # All are compared, and digests have one length: time tells neither which nor how much.
        holders = [n for n, kept in self._digests if hmac.compare_digest(kept, offered)]
        if not holders:
            raise ServiceTokenInvalid
        return holders[0]


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


_documented_scheme = HTTPBearer(
    auto_error=False, scheme_name="ServiceToken", description="Token of the calling service"
)


async def authenticate(request: Request, _: Annotated[object, Depends(_documented_scheme)]) -> str:
    """FastAPI dependency: the calling service, known before a byte of the body is read."""
    scheme, token = get_authorization_scheme_param(request.headers.get("authorization"))
    if scheme.lower() != "bearer" or not token:
        raise TokenMissing
    clients: Clients = request.app.state.clients
    return clients.identify(token)
