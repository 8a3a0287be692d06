"""Refresh tokens as text."""

import secrets

import pytest
from cloak_auth.errors import InvalidRefreshToken
from cloak_auth.refresh_tokens import RefreshToken


def test_a_token_survives_being_written() -> None:
    token = RefreshToken.first()
    assert RefreshToken.parse(token.encode()) == token
    assert token.encode().startswith("icr_")


def test_a_successor_stays_in_the_session_and_depends_on_token_and_link() -> None:
    token, link = RefreshToken.first(), secrets.token_bytes(32)
    next_one = token.successor(link)
    assert next_one == token.successor(link)
    assert next_one.locator == token.locator
    others = [token.successor(secrets.token_bytes(32)), RefreshToken.first().successor(link), token]
    assert next_one.secret not in [other.secret for other in others]


def test_every_mangled_character_is_noticed() -> None:
    text = RefreshToken.first().encode()
    for place in range(len(text)):
        mangled = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        with pytest.raises(InvalidRefreshToken):
            RefreshToken.parse(mangled)


@pytest.mark.parametrize(
    "text", ["", "icr_", "icr_=", "icr_AAAA", "ünicode", "icr_ AAAA", "\ud800"]
)
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(InvalidRefreshToken):
        RefreshToken.parse(text)


def test_a_token_does_not_show_itself() -> None:
    token = RefreshToken.first()
    assert token.encode()[4:20] not in repr(token)
    assert repr(token) == "RefreshToken()"
