"""Boxes that one service opens, for one purpose."""

import subprocess
import sys

import pytest
from cloak_kit.hpke import BoxClosed, PrivateKeys, PublicKey, UnusableKey

OLD = "b2xk" * 10 + "b2w="
NEW = "bmV3" * 10 + "bmU="
SECRET = b"a placement key"


def test_a_box_opens_for_its_purpose_alone() -> None:
    keys = PrivateKeys.parse(NEW)
    box = PublicKey.parse(keys.public).closed(SECRET, purpose="job 1")
    assert SECRET not in box
    assert keys.opened(box, purpose="job 1") == SECRET
    with pytest.raises(BoxClosed):
        keys.opened(box, purpose="job 2")


def test_while_keys_change_both_open() -> None:
    both = PrivateKeys.parse(f"{OLD}, {NEW}")
    for key in (OLD, NEW):
        box = PublicKey.parse(PrivateKeys.parse(key).public).closed(SECRET, purpose="a")
        assert both.opened(box, purpose="a") == SECRET
    with pytest.raises(BoxClosed):
        PrivateKeys.parse(OLD).opened(box, purpose="a")


def test_a_box_that_was_changed_stays_closed() -> None:
    keys = PrivateKeys.parse(NEW)
    box = PublicKey.parse(keys.public).closed(SECRET, purpose="a")
    for wrong in (b"", box[:-1], box[:-1] + bytes([box[-1] ^ 1]), bytes(len(box))):
        with pytest.raises(BoxClosed):
            keys.opened(wrong, purpose="a")


def test_equal_secrets_make_different_boxes() -> None:
    key = PublicKey.parse(PrivateKeys.parse(NEW).public)
    assert key.closed(SECRET, purpose="a") != key.closed(SECRET, purpose="a")


@pytest.mark.parametrize("text", ["", "c2hvcnQ=", "!" * 44, "é"])
def test_what_is_no_key_is_refused_without_showing_it(text: str) -> None:
    for read in (PublicKey.parse, PrivateKeys.parse):
        with pytest.raises(UnusableKey) as refused:
            read(text)
        assert not text or text not in str(refused.value)


def test_the_command_makes_a_pair() -> None:
    made = subprocess.run(
        [sys.executable, "-m", "cloak_kit.hpke"], check=True, capture_output=True, text=True
    ).stdout
    named = dict(line.split() for line in made.splitlines())
    assert PrivateKeys.parse(named["private"]).public == named["public"]
