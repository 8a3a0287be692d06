"""How two people stand to each other: each side has a status of its own, blocking stays unseen.

What one person sees depends on their own side alone. Being blocked changes the blocker's side and
nothing else, so the blocked person can invite, accept and send as before; it only reaches nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from cloak_messaging.errors import ContactNotFound, ContactNotPending

Status = Literal["invited", "pending", "accepted", "blocked"]
News = Literal["contact_invited", "contact_accepted"]

_FACING: Final[Mapping[Status | None, Status | None]] = {
    "invited": "pending",
    "pending": "invited",
    "accepted": "accepted",
    "blocked": None,
    None: None,
}


@dataclass(frozen=True, slots=True)
class Sides:
    """The status on the acting person's side and on the other's; None is no contact."""

    mine: Status | None = None
    theirs: Status | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """Where an action leads, and what the other person is told of it."""

    sides: Sides
    news: News | None = None


def invite(now: Sides) -> Step:
    """Ask to be a contact; an invitation that crosses theirs accepts it."""
    if now.mine == "pending" or (now.mine is None and now.theirs == "invited"):
        return accept(Sides("pending", now.theirs))
    if now.mine is not None:
        return Step(now)
    if now.theirs == "blocked":
        return Step(Sides("invited", "blocked"))
    return Step(Sides("invited", "pending"), "contact_invited")


def accept(now: Sides) -> Step:
    """Take their invitation; raises ContactNotFound, ContactNotPending."""
    if now.mine is None:
        raise ContactNotFound
    if now.mine == "accepted":
        return Step(now)
    if now.mine != "pending":
        raise ContactNotPending
    if now.theirs == "blocked":
        return Step(Sides("accepted", "blocked"))
    return Step(Sides("accepted", "accepted"), "contact_accepted")


def block(now: Sides) -> Step:
    """Hear no more of them; nothing changes on their side."""
    return Step(Sides("blocked", now.theirs))


def unblock(now: Sides) -> Step:
    """Be to them again what their side says; what it says was never taken back by blocking."""
    if now.mine != "blocked":
        return Step(now)
    return Step(Sides(_FACING[now.theirs], now.theirs))


def remove(now: Sides) -> Step:
    """End it on both sides, save that a person who blocked goes on blocking."""
    return Step(Sides(None, "blocked" if now.theirs == "blocked" else None))
