"""A private key that a browser wrapped opens with its password, and with nothing else."""

from __future__ import annotations

import json
import unicodedata
from base64 import b64decode
from pathlib import Path

import pytest
from cloak_codec import NeedsNewerVersion, WrongKey, unwrapped_key, wrapped_key
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

KEPT = json.loads((Path(__file__).parent / "vectors" / "wrapped_key.json").read_text())
PUBLIC, WRAPPED = b64decode(KEPT["public_key"]), b64decode(KEPT["wrapped"])


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_its_password_opens_it_however_it_is_typed(form: str) -> None:
    password = unicodedata.normalize(form, KEPT["password"])  # type: ignore[arg-type]  # parametrised
    key = X25519PrivateKey.from_private_bytes(unwrapped_key(WRAPPED, PUBLIC, password))
    assert key.public_key().public_bytes_raw() == PUBLIC


@pytest.mark.parametrize(
    ("wrapped", "public", "password"),
    [
        (WRAPPED, PUBLIC, "another password"),
        (WRAPPED, bytes(32), KEPT["password"]),
        (WRAPPED[:-1], PUBLIC, KEPT["password"]),
        (WRAPPED[:1], PUBLIC, KEPT["password"]),
        (WRAPPED[:-1] + bytes([WRAPPED[-1] ^ 1]), PUBLIC, KEPT["password"]),
    ],
    ids=["another password", "another key", "cut off", "nothing", "altered"],
)
def test_nothing_else_does(wrapped: bytes, public: bytes, password: str) -> None:
    with pytest.raises(WrongKey):
        unwrapped_key(wrapped, public, password)


def test_what_a_later_version_wrapped_is_said_to_be_that() -> None:
    with pytest.raises(NeedsNewerVersion):
        unwrapped_key(b"\x02" + WRAPPED[1:], PUBLIC, KEPT["password"])


def test_a_new_password_takes_the_place_of_the_old_one() -> None:
    private = unwrapped_key(WRAPPED, PUBLIC, KEPT["password"])
    wrapped = wrapped_key(private, PUBLIC, "another password")
    assert unwrapped_key(wrapped, PUBLIC, "another password") == private
    with pytest.raises(WrongKey):
        unwrapped_key(wrapped, PUBLIC, KEPT["password"])
