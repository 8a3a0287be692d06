"""Everything that can go wrong in a call, as one tree.

CloakClientError
  Problem                  the server refused, with a code
    Unauthenticated          401
      InvalidCredentials
    Forbidden                403
      NotAContact
    NotFound                 404
    Conflict                 409
      JobNotFinished, JobAlreadyFinished
    Gone                     410
    TooLarge                 413
    Invalid                  400, 415, 422
      WrongKey, PassphraseRequired, PayloadTooLarge
    RateLimited              429
    ServerProblem            5xx
  TransportError           no answer
    Unreachable              nothing was sent
    ConnectionLost           sent, at least in part; what became of it is unknown
  DeadlineExceeded         the call's time is over
  NotLoggedIn              the token store is empty
  UnexpectedAnswer         an answer that the API does not describe
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx

PROBLEM_FIELDS = frozenset({"type", "title", "status", "detail", "code", "request_id", "instance"})


class CloakClientError(Exception):
    """A call did not give what it promises."""


class TransportError(CloakClientError):
    """No whole answer came back."""


class Unreachable(TransportError):
    """No connection could be made: the server has seen nothing of the call."""


class ConnectionLost(TransportError):
    """The connection broke under way: the server may or may not have acted."""


class DeadlineExceeded(CloakClientError):
    """The time given to the call is over."""

    def __init__(self, doing: str, deadline_s: float) -> None:
        super().__init__(f"{doing} did not end within {deadline_s:g} s")
        self.deadline_s = deadline_s


class NotLoggedIn(CloakClientError):
    """There are no tokens: log in first."""

    def __init__(self) -> None:
        super().__init__("not logged in")


class UnexpectedAnswer(CloakClientError):
    """The server answered with something that the API does not describe."""


class Problem(CloakClientError):
    """The server refused, and says why with a stable code (RFC 9457)."""

    def __init__(
        self, *, code: str, status: int, detail: str, extras: Mapping[str, Any], request_id: str
    ) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.status = status
        self.detail = detail
        self.extras = dict(extras)
        self.request_id = request_id

    @property
    def retry_after_s(self) -> float | None:
        """Seconds the server asks to wait, or None."""
        value = self.extras.get("retry_after_s")
        return float(value) if isinstance(value, (int, float)) else None


class Unauthenticated(Problem):
    """The token is missing, expired, forged or revoked."""


class InvalidCredentials(Unauthenticated):
    """Wrong name or password."""


class Forbidden(Problem):
    """The caller may not do this."""


class NotAContact(Forbidden):
    """Messages go to accepted contacts only."""


class NotFound(Problem):
    """It does not exist, or belongs to someone else."""


class Conflict(Problem):
    """The state of the thing does not allow this."""


class JobNotFinished(Conflict):
    """The job has no result yet."""


class JobAlreadyFinished(Conflict):
    """Too late to cancel."""


class Gone(Problem):
    """There is no result, and there will be none."""


class TooLarge(Problem):
    """The body is over the server's limit."""


class Invalid(Problem):
    """The request can never succeed as it is."""


class WrongKey(Invalid):
    """The passphrase does not open this payload."""


class PassphraseRequired(Invalid):
    """The payload is sealed and no passphrase was given."""


class PayloadTooLarge(Invalid):
    """The cover cannot carry this payload."""

    @property
    def wanted_bytes(self) -> int:
        """Size of the payload after compression and sealing."""
        return int(self.extras["wanted_bytes"])

    @property
    def capacity_bytes(self) -> int:
        """What the cover carries."""
        return int(self.extras["capacity_bytes"])


class RateLimited(Problem):
    """Too many calls; ``retry_after_s`` says when to come back."""


class ServerProblem(Problem):
    """The server's fault, or that of something behind it."""


BY_CODE: Mapping[str, type[Problem]] = {
    "invalid_credentials": InvalidCredentials,
    "not_a_contact": NotAContact,
    "job_not_finished": JobNotFinished,
    "job_already_finished": JobAlreadyFinished,
    "wrong_key": WrongKey,
    "passphrase_required": PassphraseRequired,
    "payload_too_large": PayloadTooLarge,
}
BY_STATUS: Mapping[int, type[Problem]] = {
    400: Invalid,
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: Gone,
    413: TooLarge,
    415: Invalid,
    422: Invalid,
    429: RateLimited,
}


def problem_from(response: httpx.Response) -> Problem:
    """The refusal in a response that was read; without a document its code is ``http_<status>``."""
    document = _document(response)
    status = response.status_code
    code = str(document.get("code") or f"http_{status}")
    extras = {key: value for key, value in document.items() if key not in PROBLEM_FIELDS}
    retry_after = response.headers.get("retry-after", "")
    if retry_after.isdigit():
        extras.setdefault("retry_after_s", int(retry_after))  # the body may say it more exactly
    fallback = ServerProblem if status >= 500 else Problem
    return BY_CODE.get(code, BY_STATUS.get(status, fallback))(
        code=code,
        status=status,
        detail=str(document.get("detail") or document.get("title") or response.reason_phrase),
        extras=extras,
        request_id=str(document.get("request_id") or response.headers.get("x-request-id", "")),
    )


def _document(response: httpx.Response) -> dict[str, Any]:
    if "json" not in response.headers.get("content-type", ""):
        return {}
    try:
        document = response.json()
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}
