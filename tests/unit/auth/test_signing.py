"""Signing keys as the environment gives them."""

import base64
from datetime import UTC, datetime

import jwt
import pytest
from cloak_auth.signing import Keyring, UnusableSigningKey
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from pydantic import SecretStr

# RFC 8037, appendix A: the key, its public half and its thumbprint.
RFC_SEED = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"
RFC_X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
RFC_THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


def _pem(key: Ed25519PrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def test_the_published_key_is_that_of_the_rfc() -> None:
    (key,) = Keyring.read(SecretStr(RFC_SEED)).jwks()["keys"]
    assert key == {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": RFC_X,
        "kid": RFC_THUMBPRINT,
        "use": "sig",
        "alg": "EdDSA",
    }


def test_a_seed_may_be_written_in_either_alphabet_and_a_key_as_pem() -> None:
    seed = base64.urlsafe_b64decode(RFC_SEED + "=")
    pem = _pem(Ed25519PrivateKey.from_private_bytes(seed))
    for text in (RFC_SEED + "=", base64.b64encode(seed).decode(), pem, f"\n {pem}\n"):
        assert Keyring.read(SecretStr(text)).jwks()["keys"][0]["kid"] == RFC_THUMBPRINT


@pytest.mark.parametrize("separator", [",", " ", "\n", ", "])
def test_the_first_signs_and_all_are_published(separator: str) -> None:
    fresh = Ed25519PrivateKey.generate()
    for parts in ([RFC_SEED, _pem(fresh)], [_pem(fresh), RFC_SEED]):
        keyring = Keyring.read(SecretStr(separator.join(parts)))
        token = keyring.sign({"sub": "ann"})
        published = [key["kid"] for key in keyring.jwks()["keys"]]
        assert len(published) == 2
        assert (published[0] == RFC_THUMBPRINT) == (parts[0] == RFC_SEED)
        assert jwt.get_unverified_header(token)["kid"] == published[0]
        keys = jwt.PyJWKSet.from_dict(keyring.jwks())
        assert jwt.decode(token, keys[published[0]], algorithms=["EdDSA"]) == {"sub": "ann"}


def test_a_key_may_say_since_when_it_exists() -> None:
    pem = _pem(Ed25519PrivateKey.generate())
    for key in (RFC_SEED, pem):
        dated = f"2026-11-23T21:40:00Z={key}"
        keyring = Keyring.read(SecretStr(f"{dated} {RFC_SEED}"))
        assert keyring.signing_since == datetime(2026, 11, 23, 21, 40, tzinfo=UTC)
        assert len(keyring.jwks()["keys"]) == 2
        assert Keyring.read(SecretStr(f"{key}, {dated}")).signing_since is None


def _elliptic() -> str:
    key = generate_private_key(SECP256R1())
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _encrypted() -> str:
    key = Ed25519PrivateKey.generate()
    hidden = BestAvailableEncryption(b"passphrase")
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, hidden).decode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no signing key"),
        (" , ", "there is no signing key"),
        (RFC_SEED[:-3], "a seed has 30 bytes instead of 32"),
        ("not/base64!", "a seed is not base64"),
        (f"{RFC_SEED},oops", "a seed has 3 bytes"),
        (f"2026-99-23T21:40:00Z={RFC_SEED}", "the time before a key is none"),
        (_elliptic(), "a PEM block is not an Ed25519 key"),
        (_encrypted(), "a PEM block is not an unencrypted private key"),
    ],
)
def test_what_is_no_key_is_refused_without_showing_it(text: str, said: str) -> None:
    with pytest.raises(UnusableSigningKey) as refused:
        Keyring.read(SecretStr(text))
    assert said in str(refused.value)
    assert RFC_SEED[:20] not in str(refused.value)
