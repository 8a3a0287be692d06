"""Sealing: exact, bounded by the cover, and a tag decides whatever happens to the bytes."""

from __future__ import annotations

import numpy as np
import pytest
from cloak_codec import (
    DamagedPayload,
    File,
    InvalidPassphrase,
    InvalidSealed,
    Mode,
    NeedsNewerVersion,
    PassphraseRequired,
    Payload,
    PayloadTooLarge,
    Picture,
    Text,
    UnsupportedPayload,
    WrongKey,
    capacity,
    seal,
    unseal,
)
from cloak_codec.sealing import check_sealed

from tests.unit.codec.pictures import as_file, photograph

COVER = (224, 224)


def sealed_text(text: str, passphrase: str | None) -> bytes:
    return seal(Text(text), mode=Mode.ROBUST, cover_size=COVER, passphrase=passphrase)


@pytest.mark.parametrize("passphrase", [None, "p", "Grüße 👋", "x" * 1024])
def test_the_right_passphrase_opens(passphrase: str | None) -> None:
    assert unseal(sealed_text("hello", passphrase), passphrase) == Text("hello")


def test_a_passphrase_is_one_however_its_accents_are_typed() -> None:
    assert unseal(sealed_text("hi", "e\u0301"), "\u00e9") == Text("hi")


def test_a_wrong_passphrase_is_told() -> None:
    with pytest.raises(WrongKey):
        unseal(sealed_text("hello", "right"), "wrong")


def test_a_missing_passphrase_is_told() -> None:
    with pytest.raises(PassphraseRequired):
        unseal(sealed_text("hello", "right"), None)


def test_a_needless_passphrase_is_ignored() -> None:
    assert unseal(sealed_text("open", None), "anything") == Text("open")


def test_the_same_text_never_looks_the_same_under_a_passphrase() -> None:
    assert sealed_text("hello", "p") != sealed_text("hello", "p")


def test_every_single_altered_bit_of_an_open_message_is_noticed() -> None:
    sealed = sealed_text("hello", None)
    for bit in range(8, 8 * len(sealed)):
        altered = bytearray(sealed)
        altered[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DamagedPayload):
            unseal(bytes(altered), None)


def test_altered_bytes_under_a_passphrase_never_open() -> None:
    sealed = sealed_text("hello", "p")
    for at in (1, 9, len(sealed) - 1):
        altered = bytearray(sealed)
        altered[at] ^= 1
        with pytest.raises(WrongKey):
            unseal(bytes(altered), "p")


@pytest.mark.parametrize("rest", [b"", b"x", bytes(16), bytes(24)])
@pytest.mark.parametrize("first", [0x10, 0x11, 0x18, 0x19])
def test_cut_off_bytes_are_damaged_or_not_opened(first: int, rest: bytes) -> None:
    with pytest.raises((DamagedPayload, WrongKey)):
        unseal(bytes([first]) + rest, "p")


@pytest.mark.parametrize("first", [0x00, 0x40, 0xF0, 0x12, 0x1F, 0x1A, 0x28])
def test_an_unknown_version_or_lock_needs_a_newer_version(first: int) -> None:
    with pytest.raises(NeedsNewerVersion):
        unseal(bytes([first]) + bytes(48), "p")


@pytest.mark.parametrize("passphrase", ["", "x" * 1025, "\ud800"])
def test_impossible_passphrases_are_refused(passphrase: str) -> None:
    with pytest.raises(InvalidPassphrase):
        sealed_text("hello", passphrase)


@pytest.mark.parametrize("size", [(192, 192), COVER, (333, 500), (512, 512)])
@pytest.mark.parametrize("passphrase", [None, "p"])
def test_capacity_is_exact_for_what_does_not_compress(
    size: tuple[int, int], passphrase: str | None
) -> None:
    room = capacity(*size, Mode.ROBUST, sealed=passphrase is not None).payload_bytes
    letters = np.random.default_rng(0).integers(33, 127, room + 1).astype(np.uint8)
    fitting = Text(bytes(letters[:room]).decode())
    sealed = seal(fitting, mode=Mode.ROBUST, cover_size=size, passphrase=passphrase)
    assert unseal(sealed, passphrase) == fitting
    noise = np.random.default_rng(1).bytes(room + 1)
    with pytest.raises(PayloadTooLarge) as refusal:
        seal(File("", "", noise), mode=Mode.ROBUST, cover_size=size, passphrase=passphrase)
    assert refusal.value.capacity_bytes == room
    assert refusal.value.wanted_bytes == room + 3  # two empty labels


def test_sealed_bytes_have_few_lengths_so_that_lengths_tell_little() -> None:
    lengths = {len(sealed_text("x" * n, None)) for n in range(20)}
    assert len(lengths) <= 3


def test_a_cover_that_carries_nothing_says_so() -> None:
    room = capacity(64, 64, Mode.ROBUST)
    assert (room.usable, room.payload_bytes, room.characters) == (False, 0, 0)
    with pytest.raises(PayloadTooLarge):
        seal(Text(""), mode=Mode.ROBUST, cover_size=(64, 64), passphrase=None)


def test_image_mode_takes_pictures_only() -> None:
    with pytest.raises(UnsupportedPayload):
        seal(Text("hello"), mode=Mode.IMAGE, cover_size=COVER, passphrase=None)
    room = capacity(230, 333, Mode.IMAGE)
    assert room.payload_bytes > 4000
    assert room.characters == 0
    assert room.picture is not None
    assert room.picture[1] / room.picture[0] == pytest.approx(333 / 230, abs=0.01)


@pytest.mark.parametrize(
    "payload",
    [Text("é" * (9 << 20)), File("n", "t", bytes(16 << 20))],
    ids=["text of many bytes", "file and its name"],
)
def test_what_no_reader_would_unpack_is_refused_however_well_it_compresses(
    payload: Payload,
) -> None:
    with pytest.raises(PayloadTooLarge):
        seal(payload, mode=Mode.ROBUST, cover_size=(1024, 1024), passphrase=None)


@pytest.mark.parametrize("mode", [Mode.ROBUST, Mode.IMAGE])
def test_sealed_bytes_are_checked_against_a_cover_that_is_not_at_hand(mode: Mode) -> None:
    secret = (
        Text("hello") if mode is Mode.ROBUST else Picture("", "", as_file(photograph("coffee")))
    )
    sealed = seal(secret, mode=mode, cover_size=(512, 512), passphrase="p")
    check_sealed(sealed, mode=mode, cover_size=(512, 512))
    for wrong in (b"", b"rubbish", sealed[:11]):
        with pytest.raises(InvalidSealed):
            check_sealed(wrong, mode=mode, cover_size=(512, 512))
    with pytest.raises(InvalidSealed):
        check_sealed(sealed, mode=mode, cover_size=(64, 64))
