"""Keys of back-ups are read or refused, and a secret one is never shown."""

from pathlib import Path

import pytest
from cloak_backup.errors import UnusableKey
from cloak_backup.settings import read_identity, read_recipients
from pyrage.x25519 import Identity

IDENTITY, OTHER = Identity.generate(), Identity.generate()


def test_several_recipients_may_open_a_copy() -> None:
    given = f"{IDENTITY.to_public()}, {OTHER.to_public()}\n"
    assert list(map(str, read_recipients(given))) == [
        str(IDENTITY.to_public()),
        str(OTHER.to_public()),
    ]


@pytest.mark.parametrize(
    "text",
    ["", " , ", "age1nothing", pytest.param(str(IDENTITY), id="secret")],
)
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(UnusableKey) as refused:
        read_recipients(text)
    assert str(IDENTITY) not in str(refused.value)


def test_an_identity_is_read_with_the_comments_that_its_maker_wrote(tmp_path: Path) -> None:
    path = tmp_path / "key.txt"
    path.write_text(f"# public key: {IDENTITY.to_public()}\n\n{IDENTITY}\n")
    assert str(read_identity(path)) == str(IDENTITY)


@pytest.mark.parametrize(
    "text",
    ["", "# nothing\n", pytest.param(f"{IDENTITY}\n{OTHER}\n", id="two"), "AGE-SECRET-KEY-1X"],
)
def test_what_is_no_one_identity_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key.txt"
    path.write_text(text)
    for wrong in (path, tmp_path / "missing.txt"):
        with pytest.raises(UnusableKey) as refused:
            read_identity(wrong)
        assert "AGE-SECRET" not in str(refused.value)
