"""What may be a person's key."""

import base64

import pytest
from cloak_auth.bodies import OwnChange
from cloak_auth.key_bodies import OwnKey, public_key
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from pydantic import ValidationError


def made() -> str:
    raw = X25519PrivateKey.generate().public_key().public_bytes_raw()
    return base64.b64encode(raw).decode()


def test_an_x25519_key_in_base64_is_one() -> None:
    key = made()
    assert public_key(key) == key


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not base64!",
        "é",
        base64.b64encode(bytes(range(31))).decode(),
        base64.b64encode(bytes(range(33))).decode(),
        base64.b64encode(b"\xff" * 32).decode().replace("/", "_"),
        base64.b64encode(bytes(range(32))).decode().rstrip("="),
        base64.b64encode(bytes(range(32))).decode() + "\n",
        base64.b64encode(bytes(range(32))).decode()[:-2] + "9=",  # the same bytes, told otherwise
    ],
)
def test_what_is_no_key_in_base64_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="base64"):
        public_key(text)


@pytest.mark.parametrize("raw", [bytes(32), b"\x01" + bytes(31)])
def test_a_key_that_agrees_with_everybody_on_the_same_secret_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match="keeps a secret"):
        public_key(base64.b64encode(raw).decode())


@pytest.mark.parametrize("wrapped", ["", "x" * 2049, "é", "a\nb", "\x00"])
def test_a_wrapped_key_is_short_and_printable(wrapped: str) -> None:
    with pytest.raises(ValidationError):
        OwnKey.model_validate({"public_key": made(), "wrapped": wrapped})


def test_a_key_is_wrapped_anew_only_with_a_new_password() -> None:
    with pytest.raises(ValidationError, match="goes with a new password"):
        OwnChange.model_validate({"display_name": "Ann", "wrapped": "opaque"})


def test_a_wrapped_key_is_not_in_what_is_logged() -> None:
    assert "opaque" not in repr(OwnKey(public_key=made(), wrapped="opaque"))
