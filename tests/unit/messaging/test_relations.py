"""The two sides of a contact, step by step."""

from itertools import product
from typing import get_args

import pytest
from cloak_messaging.errors import ContactNotFound, ContactNotPending
from cloak_messaging.relations import Sides, Status, accept, block, invite, remove, unblock

SOME_STATUS: list[Status | None] = [None, *get_args(Status)]


def test_an_invitation_is_pending_for_the_other_who_is_told() -> None:
    step = invite(Sides())
    assert (step.sides, step.news) == (Sides("invited", "pending"), "contact_invited")


def test_an_invitation_that_crosses_theirs_is_accepted() -> None:
    step = invite(Sides("pending", "invited"))
    assert (step.sides, step.news) == (Sides("accepted", "accepted"), "contact_accepted")


@pytest.mark.parametrize("mine", ["invited", "accepted", "blocked"])
def test_inviting_again_changes_and_tells_nothing(mine: Status) -> None:
    now = Sides(mine, "pending" if mine == "invited" else "accepted")
    step = invite(now)
    assert (step.sides, step.news) == (now, None)


def test_an_invitation_to_somebody_who_blocked_me_looks_the_same_and_tells_nobody() -> None:
    step = invite(Sides(None, "blocked"))
    assert (step.sides, step.news) == (Sides("invited", "blocked"), None)


def test_accepting_makes_both_contacts() -> None:
    step = accept(Sides("pending", "invited"))
    assert (step.sides, step.news) == (Sides("accepted", "accepted"), "contact_accepted")


def test_accepting_the_invitation_of_somebody_who_blocked_me_since_tells_nobody() -> None:
    step = accept(Sides("pending", "blocked"))
    assert (step.sides, step.news) == (Sides("accepted", "blocked"), None)


def test_accepting_again_changes_nothing() -> None:
    now = Sides("accepted", "accepted")
    assert accept(now).sides == now
    assert accept(now).news is None


@pytest.mark.parametrize("mine", ["invited", "blocked"])
def test_there_is_nothing_to_accept_without_their_invitation(mine: Status) -> None:
    with pytest.raises(ContactNotPending):
        accept(Sides(mine, "pending"))


def test_a_stranger_cannot_be_accepted() -> None:
    with pytest.raises(ContactNotFound):
        accept(Sides())


@pytest.mark.parametrize("theirs", SOME_STATUS)
def test_blocking_leaves_the_other_side_as_it_is_and_tells_nobody(theirs: Status | None) -> None:
    step = block(Sides("accepted", theirs))
    assert (step.sides, step.news) == (Sides("blocked", theirs), None)


def test_removing_ends_it_on_both_sides() -> None:
    assert remove(Sides("accepted", "accepted")).sides == Sides()


def test_removing_does_not_undo_that_the_other_blocks() -> None:
    assert remove(Sides("accepted", "blocked")).sides == Sides(None, "blocked")


@pytest.mark.parametrize(
    "now",
    [
        Sides("accepted", "accepted"),
        Sides("invited", "pending"),
        Sides("pending", "invited"),
        Sides(None, None),
    ],
)
def test_unblocking_undoes_blocking_and_tells_nobody(now: Sides) -> None:
    step = unblock(block(now).sides)
    assert (step.sides, step.news) == (now, None)


@pytest.mark.parametrize("mine", [None, "invited", "pending", "accepted"])
def test_unblocking_who_is_not_blocked_changes_nothing(mine: Status | None) -> None:
    now = Sides(mine, "accepted")
    assert unblock(now).sides == now


def test_unblocking_who_blocks_too_looks_as_if_they_had_ended_it() -> None:
    assert unblock(Sides("blocked", "blocked")).sides == Sides(None, "blocked")


@pytest.mark.parametrize(("mine", "theirs"), list(product(SOME_STATUS, SOME_STATUS)))
def test_no_step_of_mine_ever_changes_that_the_other_blocks(
    mine: Status | None, theirs: Status | None
) -> None:
    for rule in (invite, accept, block, unblock, remove):
        try:
            step = rule(Sides(mine, theirs))
        except (ContactNotFound, ContactNotPending):
            continue
        assert (step.sides.theirs == "blocked") == (theirs == "blocked")
        if theirs == "blocked":
            assert step.news is None
