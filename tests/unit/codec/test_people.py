"""Sealed for people: theirs to open and nobody else's, as small as it can be, on every way."""

from __future__ import annotations

import numpy as np
import pytest
from cloak_codec import (
    Answer,
    DamagedPayload,
    File,
    InvalidRecipient,
    InvalidSealed,
    Mode,
    Payload,
    PayloadTooLarge,
    Picture,
    RecipientKeyRequired,
    Text,
    UnsupportedPayload,
    WrongKey,
    capacity,
    capacity_of,
    embed,
    extract,
    seal,
    seal_for,
    survival,
    unseal,
    unseal_with,
)
from cloak_codec.quality import psnr_db
from cloak_codec.saved_models import SavedModels
from cloak_codec.sealing import check_sealed
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from tests.unit.codec.pictures import as_file, photograph, pixels_of

COVER = (448, 448)
PRIVATE = [bytes([number]) * 32 for number in range(1, 5)]
PUBLIC = [
    X25519PrivateKey.from_private_bytes(key).public_key().public_bytes_raw() for key in PRIVATE
]


def sealed_text(text: str, people: int, mode: Mode = Mode.ROBUST) -> bytes:
    return seal_for(Text(text), PUBLIC[:people], mode=mode, cover_size=COVER)


@pytest.mark.parametrize("people", [1, 2, 3])
@pytest.mark.parametrize("payload", [Text("Grüße 👋"), File("é.bin", "a/b", bytes(9)), Text("")])
def test_each_of_them_opens_it_and_nobody_else_does(people: int, payload: Payload) -> None:
    sealed = seal_for(payload, PUBLIC[:people], mode=Mode.ROBUST, cover_size=COVER)
    for key in PRIVATE[:people]:
        assert unseal_with(sealed, key) == payload
    with pytest.raises(WrongKey):
        unseal_with(sealed, PRIVATE[people])


@pytest.mark.parametrize("passphrase", [None, "a passphrase"])
def test_no_passphrase_opens_it(passphrase: str | None) -> None:
    with pytest.raises(RecipientKeyRequired):
        unseal(sealed_text("hello", 1), passphrase)


def test_what_was_sealed_for_everybody_opens_with_any_key() -> None:
    sealed = seal(Text("open"), mode=Mode.ROBUST, cover_size=COVER, passphrase=None)
    assert unseal_with(sealed, PRIVATE[0]) == Text("open")


def test_one_person_costs_a_key_and_a_tag_and_each_of_several_a_wrapped_key() -> None:
    usual = capacity(*COVER, Mode.COVERT, sealed=False).payload_bytes
    for people, overhead in ((1, 48), (2, 1 + 2 * 80 + 16), (3, 1 + 3 * 80 + 16)):
        room = capacity(*COVER, Mode.COVERT, recipients=people).payload_bytes
        assert usual - room == overhead - 16


@pytest.mark.parametrize("mode", [Mode.ROBUST, Mode.COVERT])
@pytest.mark.parametrize("people", [1, 2])
def test_capacity_for_people_is_exact(mode: Mode, people: int) -> None:
    room = capacity(*COVER, mode, recipients=people).payload_bytes
    noise = np.random.default_rng(1).bytes(room + 1)
    fitting = File("", "", noise[: room - 2])  # two empty labels
    sealed = seal_for(fitting, PUBLIC[:people], mode=mode, cover_size=COVER)
    check_sealed(sealed, mode=mode, cover_size=COVER)
    assert unseal_with(sealed, PRIVATE[people - 1]) == fitting
    with pytest.raises(PayloadTooLarge) as refusal:
        seal_for(File("", "", noise), PUBLIC[:people], mode=mode, cover_size=COVER)
    assert refusal.value.capacity_bytes == room


def test_survival_counts_what_sealing_for_people_adds() -> None:
    for_two = survival(512, 512, 40, "chat", recipients=2)
    assert for_two == survival(512, 512, 40 + 177 - 16, "chat", sealed=False)
    assert for_two != survival(512, 512, 40, "chat", sealed=False)


@pytest.mark.parametrize("people", [1, 2])
def test_every_altered_byte_is_noticed(people: int) -> None:
    sealed = sealed_text("hello", people)
    for at in range(1, len(sealed)):
        altered = bytearray(sealed)
        altered[at] ^= 1
        with pytest.raises((WrongKey, DamagedPayload)):
            unseal_with(bytes(altered), PRIVATE[0])


@pytest.mark.parametrize("first", [0x32, 0x33, 0x22, 0x23, 0x2C, 0x2D])
@pytest.mark.parametrize("rest", [b"", b"\x00", b"\x01", b"\x02" + bytes(200), bytes(47)])
def test_cut_off_bytes_never_open(first: int, rest: bytes) -> None:
    with pytest.raises((DamagedPayload, WrongKey)):
        unseal_with(bytes([first]) + rest, PRIVATE[0])


def test_the_lock_is_part_of_what_is_sealed() -> None:
    sealed = sealed_text("hello", 1)
    with pytest.raises(WrongKey):
        unseal_with(b"\x22" + sealed[1:], PRIVATE[0])


@pytest.mark.parametrize(
    "keys",
    [[], [PUBLIC[0], PUBLIC[0]], [b"short"], [bytes(32)], [PUBLIC[0], bytes(32)], PUBLIC * 64],
    ids=["nobody", "twice the same", "short", "small order", "one of small order", "a crowd"],
)
def test_what_is_nobodys_key_is_refused(keys: list[bytes]) -> None:
    with pytest.raises(InvalidRecipient):
        seal_for(Text("hello"), keys, mode=Mode.ROBUST, cover_size=COVER)


def test_sealing_again_looks_different_everywhere() -> None:
    one, other = sealed_text("hello", 2), sealed_text("hello", 2)
    assert sum(a == b for a, b in zip(one[2:], other[2:], strict=True)) < len(one) / 16


@pytest.mark.parametrize("people", [1, 2])
def test_robust_carries_it_through_a_file(networks: SavedModels, people: int) -> None:
    sealed = sealed_text("meet at nine", people)
    cover = as_file(photograph("coffee", *COVER))
    done = embed(cover, sealed, mode=Mode.ROBUST, output="jpeg")
    found = extract(done.file, networks=networks)
    assert (found.answer, found.mode, found.sealed) == (Answer.PAYLOAD, Mode.ROBUST, sealed)


def test_covert_carries_it_where_anyone_may_look(networks: SavedModels) -> None:
    sealed = sealed_text("meet at nine", 2, Mode.COVERT)
    cover = as_file(photograph("coffee", *COVER))
    done = embed(cover, sealed, mode=Mode.COVERT)
    found = extract(done.file, networks=networks)
    assert (found.answer, found.mode, found.sealed) == (Answer.PAYLOAD, Mode.COVERT, sealed)


@pytest.mark.parametrize("people", [1, 2])
def test_a_picture_is_sealed_for_people_as_a_file(networks: SavedModels, people: int) -> None:
    secret, cover = photograph("chelsea", 160, 120), as_file(photograph("coffee", *COVER))
    sealed = seal_for(
        Picture("s.png", "image/png", as_file(secret)),
        PUBLIC[:people],
        mode=Mode.IMAGE,
        cover_size=COVER,
        channel="lossless",
        room=capacity_of(cover, Mode.IMAGE, recipients=people, channel="lossless"),
    )
    check_sealed(sealed, mode=Mode.IMAGE, cover_size=COVER)
    done = embed(cover, sealed, mode=Mode.IMAGE, channel="lossless")
    found = extract(done.file, networks=networks)
    assert (found.answer, found.mode, found.sealed) == (Answer.PAYLOAD, Mode.IMAGE, sealed)
    opened = unseal_with(sealed, PRIVATE[people - 1])
    assert isinstance(opened, Picture)
    assert psnr_db(secret, pixels_of(opened.content)) > 38


def test_planes_are_not_sealed_for_people() -> None:
    secret = Picture("", "image/png", as_file(photograph("chelsea", 64, 64)))
    with pytest.raises(UnsupportedPayload):
        seal_for(secret, PUBLIC[:1], mode=Mode.IMAGE, cover_size=COVER)
    assert not capacity(*COVER, Mode.IMAGE, recipients=1).usable


def test_a_count_that_the_bytes_cannot_hold_is_refused_before_hiding() -> None:
    sealed = sealed_text("hello", 2, Mode.COVERT)
    with pytest.raises(InvalidSealed):
        check_sealed(sealed[:1] + b"\xff" + sealed[2:], mode=Mode.COVERT, cover_size=COVER)
