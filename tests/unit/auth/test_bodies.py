"""What may be a name and a password."""

import pytest
from cloak_auth.bodies import OwnChange, Registration, display_name, new_password, username
from pydantic import SecretStr, ValidationError


@pytest.mark.parametrize("text", ["abc", "a_b", "x.y-z", "0" * 32, "Alice"])
def test_a_username_is_kept_in_lower_case(text: str) -> None:
    assert username(text) == text.lower()


# The Kelvin sign and the long s become ASCII letters when they are lowered or folded.
@pytest.mark.parametrize(
    "text", ["ab", "a" * 33, "a b", "a/b", "abc\n", "äbc", "\u212aelvin", "\u017ftop", ""]
)
def test_what_is_no_username_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="3 to 32 characters"):
        username(text)


@pytest.mark.parametrize("text", ["Ann", "李小龍", "👩‍👩‍👧 family", "O'Neil-Ünal", "x" * 64])
def test_a_shown_name_may_be_of_any_script(text: str) -> None:
    assert display_name(f"  {text} ") == text


@pytest.mark.parametrize(
    "text", ["", " ", "x" * 65, "a\nb", "a\x00", "\u202eevil", "\u2066x\u2069"]
)
def test_a_shown_name_cannot_disturb_what_is_around_it(text: str) -> None:
    with pytest.raises(ValueError, match=r"characters"):
        display_name(text)


def test_a_password_is_not_the_username_in_any_case() -> None:
    with pytest.raises(ValueError, match="must not be the username"):
        new_password(SecretStr("Some.Person"), "some.person")
    assert new_password(SecretStr("Some.Person!"), "some.person")


@pytest.mark.parametrize("password", ["short", "x" * 257])
def test_a_password_of_the_wrong_length_is_refused_in_plain_words(password: str) -> None:
    with pytest.raises(ValidationError, match="a password has 10 to 256 characters"):
        Registration.model_validate({"username": "ann", "password": password})
    with pytest.raises(ValidationError, match="a password has 10 to 256 characters"):
        OwnChange.model_validate({"current_password": "any", "new_password": password})


def test_the_schema_tells_how_long_a_password_is() -> None:
    told = Registration.model_json_schema()["properties"]["password"]
    assert (told["minLength"], told["maxLength"]) == (10, 256)
