"""The error tree of the services: each leaf states a fact and carries a stable code.

CloakError
├── InvalidRequest 422        what was asked makes no sense (subclass it with an own code)
│   └── InvalidUtf8
├── Unauthenticated 401       token_missing, token_invalid, token_expired
├── Forbidden 403
├── NotFound 404              subclass it: blob_not_found, job_not_found, ...
├── Conflict 409
├── BodyTooLarge 413
├── RateLimited 429
├── Unavailable 503           a back end is away; the same request may succeed later
└── PoisonMessage             a Kafka record that no retry will cure
"""

from typing import ClassVar


class CloakError(Exception):
    """A fact that a caller may be told: `detail` and `extras` hold nothing secret."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(
        self, detail: str = "", *, extras: dict[str, object] | None = None, retry_after_s: float = 0
    ) -> None:
        super().__init__(detail or self.title)
        self.extras = extras or {}
        self.retry_after_s = retry_after_s

    @property
    def headers(self) -> dict[str, str]:
        """HTTP headers that belong to this fact."""
        return {"Retry-After": str(max(1, round(self.retry_after_s)))} if self.retry_after_s else {}


class InvalidRequest(CloakError):
    """The request is well-formed HTTP and makes no sense."""

    status, code, title = 422, "invalid_request", "The request is not valid"


class InvalidUtf8(InvalidRequest):
    """Text that should be UTF-8 is not."""

    code, title = "invalid_utf8", "The text is not valid UTF-8"


class Unauthenticated(CloakError):
    """There is no valid access token."""

    status, code, title = 401, "token_invalid", "The access token is not valid"

    @property
    def headers(self) -> dict[str, str]:
        """RFC 6750: say which scheme is wanted, and why the token did not do."""
        return {
            "WWW-Authenticate": f'Bearer error="invalid_token", error_description="{self.code}"'
        }


class TokenMissing(Unauthenticated):
    """No bearer token was sent."""

    code, title = "token_missing", "Sign in first"

    @property
    def headers(self) -> dict[str, str]:
        """RFC 6750: no error code when no token was sent."""
        return {"WWW-Authenticate": "Bearer"}


class TokenExpired(Unauthenticated):
    """The token was good once; refresh it."""

    code, title = "token_expired", "The access token has expired"


class Forbidden(CloakError):
    """The caller is known and may not do this."""

    status, code, title = 403, "forbidden", "This is not allowed for your role"


class NotFound(CloakError):
    """There is no such thing, or it is not the caller's."""

    status, code, title = 404, "not_found", "There is no such thing"


class BlobNotFound(NotFound):
    """No blob of that name that the caller may read."""

    code, title = "blob_not_found", "There is no such picture, or it is not yours"


class Conflict(CloakError):
    """The thing's present state does not allow this."""

    status, code, title = 409, "conflict", "This cannot be done now"


class BodyTooLarge(CloakError):
    """The request's body is over the limit of its route."""

    status, code, title = 413, "body_too_large", "The body is too large"

    def __init__(self, *, limit_bytes: int) -> None:
        super().__init__(f"at most {limit_bytes} bytes", extras={"limit_bytes": limit_bytes})


class RateLimited(CloakError):
    """Too many requests of this kind from this caller."""

    status, code, title = 429, "rate_limited", "Too many requests"


class Unavailable(CloakError):
    """A service behind this one is away; the same request may succeed later."""

    status, code, title = 503, "unavailable", "A part of the system is away for the moment"

    def __init__(
        self,
        detail: str = "",
        *,
        extras: dict[str, object] | None = None,
        retry_after_s: float = 2,
    ) -> None:
        super().__init__(detail, extras=extras, retry_after_s=retry_after_s)


class PoisonMessage(CloakError):
    """A record that no retry will cure: it goes to the dead letters with this reason."""

    code, title = "poison_message", "The message cannot be handled"

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
