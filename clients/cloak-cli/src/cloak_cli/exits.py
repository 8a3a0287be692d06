"""The exit status of every command: what a script may rely on.

====  ======================================================================
   0  done; for an extraction: a payload was found and opened
   1  a fault in this program
   2  the command was not understood, or a file could not be read or written
  10  the picture holds no message
  11  the passphrase is wrong, or one is needed
  12  the message is damaged beyond repair
  13  the message needs a model that is not here
  15  verify: made here, and recompressed or otherwise changed as a whole
  16  verify: made here, and altered since
  17  verify: not known here
  20  refused: the request can not be served as it is (problem codes 4xx)
  21  not logged in, or the login has ended
  22  the job was cancelled
  30  the server, or something behind it, failed or cannot be reached
  31  the deadline has passed
 130  interrupted from the keyboard
====  ======================================================================
"""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """The exit statuses."""

    OK = 0
    USAGE = 2
    NO_MESSAGE = 10
    WRONG_KEY = 11
    DAMAGED = 12
    NEEDS_MODEL = 13
    RECOMPRESSED = 15
    ALTERED = 16
    UNKNOWN = 17
    REFUSED = 20
    UNAUTHENTICATED = 21
    CANCELLED = 22
    SERVER = 30
    DEADLINE = 31
    INTERRUPTED = 130


class Refused(Exception):
    """Something that this program itself refuses, with a code as the server's refusals have."""

    def __init__(self, code: str, detail: str, **extras: int) -> None:
        super().__init__(detail)
        self.code, self.extras = code, extras


EXIT_BY_ANSWER = {
    "payload": Exit.OK,
    "no_message": Exit.NO_MESSAGE,
    "wrong_key": Exit.WRONG_KEY,
    "damaged": Exit.DAMAGED,
    "needs_model": Exit.NEEDS_MODEL,
}
EXIT_BY_VERDICT = {
    "unchanged": Exit.OK,
    "recompressed": Exit.RECOMPRESSED,
    "altered": Exit.ALTERED,
    "unknown": Exit.UNKNOWN,
}
SERVER_CODES = frozenset(
    {"internal_error", "model_unavailable", "storage_unavailable", "input_missing"}
)
DEADLINE_CODES = frozenset({"deadline_exceeded", "expired"})


def exit_for_client_error(error: Exception) -> Exit:
    """The status for an error of the client library."""
    from cloak_client import (
        DeadlineExceeded,
        NotLoggedIn,
        PassphraseRequired,
        Problem,
        ServerProblem,
        Unauthenticated,
        WrongKey,
    )

    match error:
        case NotLoggedIn() | Unauthenticated():
            return Exit.UNAUTHENTICATED
        case WrongKey() | PassphraseRequired():
            return Exit.WRONG_KEY
        case DeadlineExceeded():
            return Exit.DEADLINE
        case Problem() if not isinstance(error, ServerProblem):
            return Exit.REFUSED
        case _:
            return Exit.SERVER


def exit_for_failure(code: str) -> Exit:
    """The status for a failed job, or a refusal of the codec, by its code."""
    if code in DEADLINE_CODES:
        return Exit.DEADLINE
    return Exit.SERVER if code in SERVER_CODES else Exit.REFUSED
