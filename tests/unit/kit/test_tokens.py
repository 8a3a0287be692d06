"""Access tokens: one algorithm, one issuer, one audience, and keys that may change."""

import asyncio
import time
from typing import Any

import jwt
import pytest
from cloak_kit import tokens
from cloak_kit.errors import TokenExpired, Unauthenticated
from cloak_kit.settings import TokenSettings
from cloak_kit.tokens import KeysUnavailable, TokenVerifier
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from jwt.algorithms import OKPAlgorithm


class Issuer:
    """An auth service in small: keys by id, which can be away."""

    def __init__(self) -> None:
        self.keys = {"first": Ed25519PrivateKey.generate()}
        self.away = False
        self.asked = 0

    async def jwks(self) -> dict[str, Any]:
        """Publish the keys."""
        self.asked += 1
        if self.away:
            raise ValueError("no answer")
        return {
            "keys": [
                OKPAlgorithm.to_jwk(key.public_key(), as_dict=True) | {"kid": key_id}
                for key_id, key in self.keys.items()
            ]
        }

    def token(self, key_id: str = "first", **changes: object) -> str:
        """Sign a good token, with changes; None takes a claim away."""
        now = int(time.time())
        claims: dict[str, object] = {
            "iss": "image-cloak-auth",
            "aud": "image-cloak",
            "sub": "ann-id",
            "username": "ann",
            "role": "user",
            "sid": "session",
            "jti": "token",
            "iat": now,
            "exp": now + 60,
        }
        kept = {name: claim for name, claim in (claims | changes).items() if claim is not None}
        return jwt.encode(kept, self.keys[key_id], algorithm="EdDSA", headers={"kid": key_id})


@pytest.fixture
def issuer() -> Issuer:
    return Issuer()


@pytest.fixture
def verifier(issuer: Issuer) -> TokenVerifier:
    return TokenVerifier(TokenSettings(), issuer.jwks)


@pytest.fixture
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys may be asked for at any time."""
    monkeypatch.setattr(tokens, "_REFETCH_PAUSE_S", -1)


async def test_a_good_token_names_its_holder(issuer: Issuer, verifier: TokenVerifier) -> None:
    caller = await verifier.verify(issuer.token(role="admin"))
    assert (caller.id, caller.username, caller.role) == ("ann-id", "ann", "admin")
    assert caller.session == "session"


async def test_a_role_nobody_knows_is_a_users(issuer: Issuer, verifier: TokenVerifier) -> None:
    assert (await verifier.verify(issuer.token(role="emperor"))).role == "user"


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody-else"},
        {"aud": "another-system"},
        {"aud": None},
        {"exp": None},
        {"sub": None},
        {"sub": 7},
        {"jti": None},
        {"sid": None},
        {"username": None},
        {"iat": int(time.time()) + 3600},
    ],
)
async def test_a_token_with_a_wrong_claim_is_refused(
    issuer: Issuer, verifier: TokenVerifier, changes: dict[str, Any]
) -> None:
    with pytest.raises(Unauthenticated):
        await verifier.verify(issuer.token(**changes))


async def test_a_token_that_was_good_is_said_to_have_expired(
    issuer: Issuer, verifier: TokenVerifier
) -> None:
    with pytest.raises(TokenExpired):
        await verifier.verify(issuer.token(exp=int(time.time()) - 10))


async def test_other_algorithms_and_other_keys_are_refused(
    issuer: Issuer, verifier: TokenVerifier
) -> None:
    public = issuer.keys["first"].public_key().public_bytes_raw()
    claims = jwt.decode(issuer.token(), options={"verify_signature": False})
    mine, header = Ed25519PrivateKey.generate(), {"kid": "first"}
    forged = [
        jwt.encode(claims, "", algorithm="none", headers=header),
        jwt.encode(claims, public, algorithm="HS256", headers=header),
        jwt.encode(claims, mine, algorithm="EdDSA", headers=header),
        jwt.encode(claims, mine, algorithm="EdDSA", headers={"kid": "unknown"}),
        jwt.encode(claims, mine, algorithm="EdDSA"),
        issuer.token() + "x",
        "not a token",
        "",
    ]
    for token in forged:
        with pytest.raises(Unauthenticated):
            await verifier.verify(token)


@pytest.mark.usefixtures("no_pause")
async def test_a_new_key_is_fetched_when_a_token_names_it(
    issuer: Issuer, verifier: TokenVerifier
) -> None:
    await verifier.verify(issuer.token())
    issuer.keys["second"] = Ed25519PrivateKey.generate()
    assert (await verifier.verify(issuer.token("second"))).id == "ann-id"
    assert issuer.asked == 2


async def test_unknown_keys_do_not_make_it_ask_each_time(
    issuer: Issuer, verifier: TokenVerifier
) -> None:
    issuer.keys["hidden"] = Ed25519PrivateKey.generate()
    token = issuer.token("hidden")
    del issuer.keys["hidden"]
    for _ in range(5):
        with pytest.raises(Unauthenticated):
            await verifier.verify(token)
    assert issuer.asked == 1


async def test_without_any_keys_it_says_so_and_asks_once_in_a_while(
    issuer: Issuer, verifier: TokenVerifier
) -> None:
    issuer.away = True
    for _ in range(5):
        with pytest.raises(KeysUnavailable):
            await verifier.verify(issuer.token())
    with pytest.raises(KeysUnavailable):
        await verifier.check()
    assert issuer.asked == 1


@pytest.mark.usefixtures("no_pause")
async def test_old_keys_serve_while_the_issuer_is_away(issuer: Issuer) -> None:
    verifier = TokenVerifier(TokenSettings(jwks_max_age_s=0), issuer.jwks)
    await verifier.verify(issuer.token())
    issuer.away = True
    assert (await verifier.verify(issuer.token())).id == "ann-id"
    await verifier.check()


@pytest.mark.usefixtures("no_pause")
async def test_a_key_that_is_withdrawn_is_forgotten(issuer: Issuer) -> None:
    verifier = TokenVerifier(TokenSettings(jwks_max_age_s=0), issuer.jwks)
    token = issuer.token()
    await verifier.verify(token)
    issuer.keys = {"second": Ed25519PrivateKey.generate()}
    with pytest.raises(Unauthenticated):
        await verifier.verify(token)


@pytest.mark.usefixtures("no_pause")
async def test_a_known_key_does_not_wait_for_an_issuer_that_hangs(issuer: Issuer) -> None:
    hangs = asyncio.Event()
    first = True

    async def jwks() -> dict[str, Any]:
        nonlocal first
        if first:
            first = False
            return await issuer.jwks()
        hangs.set()
        await asyncio.Event().wait()
        raise AssertionError("it never comes back")

    verifier = TokenVerifier(TokenSettings(jwks_max_age_s=0), jwks)
    token = issuer.token()
    await asyncio.wait_for(verifier.check(), 5)
    waiting = asyncio.create_task(verifier.verify(token))
    await asyncio.wait_for(hangs.wait(), 5)
    assert (await asyncio.wait_for(verifier.verify(token), 5)).id == "ann-id"
    waiting.cancel()
    await asyncio.wait([waiting])
