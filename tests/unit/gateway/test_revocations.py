"""How long it is remembered that a session has ended."""

import httpx
import pytest
from cloak_gateway.revocations import LiveTokens
from cloak_kit.contracts.cloak.v1.events_pb2 import SessionsEnded
from cloak_kit.errors import Unauthenticated
from cloak_kit.settings import KafkaSettings, TokenSettings
from cloak_kit.tokens import TokenVerifier

from tests.plugins.keys import Keys


def live_tokens(keys: Keys, *, token_life_s: float) -> LiveTokens:
    async def published() -> dict[str, object]:
        transport = httpx.ASGITransport(keys.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://keys.test") as http:
            document: dict[str, object] = (await http.get("/.well-known/jwks.json")).json()
        return document

    verifier = TokenVerifier(TokenSettings(), published)
    return LiveTokens(verifier, KafkaSettings(), token_life_s=token_life_s)


async def test_a_token_of_an_ended_session_is_refused() -> None:
    keys = Keys()
    tokens = live_tokens(keys, token_life_s=900)
    tokens.note_ends(SessionsEnded(user_id="ada", session_ids=["first", "second"]))
    tokens.note_ends(SessionsEnded(user_id="ben", session_ids=["third"]))
    for session in ("first", "second", "third"):
        with pytest.raises(Unauthenticated, match="the session is over"):
            await tokens.verify(keys.token("ada", session=session))
    assert (await tokens.verify(keys.token("ada", session="fourth"))).session == "fourth"


async def test_what_no_token_can_be_of_any_more_is_forgotten() -> None:
    keys = Keys()
    tokens = live_tokens(keys, token_life_s=0)
    tokens.note_ends(SessionsEnded(user_id="ada", session_ids=["long ago"]))
    tokens.note_ends(SessionsEnded(user_id="ada", session_ids=["now"]))
    assert (await tokens.verify(keys.token("ada", session="long ago"))).id == "ada"
