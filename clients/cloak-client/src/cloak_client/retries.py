"""Which calls may be sent again, and when."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import httpx

from cloak_client.errors import Problem

SAFE_METHODS = frozenset({"GET", "HEAD", "PUT", "DELETE"})
PASSING_STATUSES = frozenset({429, 502, 503, 504})
IN_USE = "idempotency_key_in_use"
MOST_DOUBLINGS = 30
NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)

_random = secrets.SystemRandom()


@dataclass(frozen=True, slots=True)
class Retries:
    """How often a call is sent at most, and the pauses between: doubling, with jitter.

    A server that only asks to wait is asked again until the call's deadline.
    """

    attempts: int = 4
    first_pause_s: float = 0.2
    longest_pause_s: float = 5.0

    def pause_s(self, attempt: int) -> float:
        """Seconds to wait after the given attempt (1 is the first)."""
        doublings = min(attempt - 1, MOST_DOUBLINGS)
        longest = min(self.longest_pause_s, self.first_pause_s * 2.0**doublings)
        return longest * _random.uniform(0.5, 1.0)

    def pause_after_s(self, problem: Problem, attempt: int) -> float:
        """Seconds to wait after a refusal that may pass: what the server asks, if it asks."""
        asked = problem.retry_after_s
        return self.pause_s(attempt) if asked is None else max(asked, self.first_pause_s)


def asks_to_wait(problem: Problem) -> bool:
    """True where the server is well and will do it later, or is doing it now."""
    says_when = problem.status == 429 and problem.retry_after_s is not None
    return says_when or problem.code == IN_USE


def may_pass(problem: Problem) -> bool:
    """True for a refusal that the same call need not meet again."""
    return problem.status in PASSING_STATUSES or problem.code == IN_USE


def may_resend(error: httpx.RequestError, *, repeatable: bool) -> bool:
    """True if sending again cannot do the work twice."""
    return repeatable or isinstance(error, NEVER_SENT)
