"""Coded pictures: the secret's own file, truly encrypted, in a cover that nobody sees changed."""

from __future__ import annotations

import io

import numpy as np
import pytest
from cloak_codec import (
    Answer,
    DamagedPayload,
    InvalidSealed,
    Mode,
    NeedsNewerVersion,
    NotAnImage,
    PassphraseRequired,
    PayloadTooLarge,
    Picture,
    Text,
    UnsupportedImage,
    UnsupportedPayload,
    WrongKey,
    capacity,
    capacity_of,
    embed,
    extract,
    seal,
    unseal,
)
from cloak_codec.coded_picture import coded, decoded
from cloak_codec.quality import psnr_db
from cloak_codec.saved_models import SavedModels
from cloak_codec.sealing import check_sealed
from numpy.typing import NDArray
from PIL import Image, features

from tests.unit.codec.pictures import as_file, photograph, pixels_of

SIZE = (224, 224)
PASSPHRASE = "correct horse"


def sealed_picture(
    secret: NDArray[np.uint8], passphrase: str | None = None, rate: float | None = None
) -> bytes:
    return seal(
        Picture("s.png", "image/png", as_file(secret)),
        mode=Mode.IMAGE,
        cover_size=SIZE,
        passphrase=passphrase,
        channel="lossless",
        rate=rate,
    )


def test_this_pillow_reads_and_writes_avif() -> None:
    assert features.check("avif")


@pytest.mark.parametrize(("rate", "stego_db", "secret_db"), [(1.0, 54.0, 38.0), (None, 50.3, 41.0)])
def test_a_picture_comes_back_close_to_what_it_was(
    networks: SavedModels, rate: float | None, stego_db: float, secret_db: float
) -> None:
    secret = photograph("chelsea")
    sealed = sealed_picture(secret, PASSPHRASE, rate)
    cover = as_file(photograph("coffee"))
    done = embed(cover, sealed, mode=Mode.IMAGE, channel="lossless")
    assert done.report.psnr_db > stego_db
    found = extract(done.file, networks=networks)
    assert (found.answer, found.mode, found.sealed) == (Answer.PAYLOAD, Mode.IMAGE, sealed)
    opened = unseal(sealed, PASSPHRASE)
    assert isinstance(opened, Picture)
    assert (opened.name, opened.media_type) == ("secret.png", "image/png")
    assert psnr_db(secret, pixels_of(opened.content)) > secret_db


def test_it_is_encrypted_for_good() -> None:
    secret = photograph("coffee", 64, 64)
    first, second = (sealed_picture(secret, PASSPHRASE) for _ in range(2))
    assert first != second
    assert b"ftypavif" not in first
    with pytest.raises(WrongKey):
        unseal(first, "another")
    with pytest.raises(PassphraseRequired):
        unseal(first, None)
    with pytest.raises(NeedsNewerVersion):
        unseal(bytes([0x1B]) + first[1:], PASSPHRASE)


def test_a_secret_takes_no_more_than_eyes_need() -> None:
    smooth = np.linspace(40, 200, 224 * 3).astype(np.uint8).reshape(1, 224, 3).repeat(224, axis=0)
    sealed = sealed_picture(smooth)
    assert len(sealed) < 3000
    opened = unseal(sealed, None)
    assert psnr_db(smooth, pixels_of(getattr(opened, "content", b""))) > 40


def test_a_secret_that_is_too_large_is_shown_smaller() -> None:
    secret = Picture("", "image/png", as_file(photograph("astronaut", 500, 400)))
    small = coded(secret, 5000)
    assert len(small.content) < 5000
    shown = pixels_of(decoded(small).content)
    assert shown.shape[0] < 300
    assert shown.shape[1] / shown.shape[0] == pytest.approx(1.25, abs=0.02)
    with pytest.raises(PayloadTooLarge) as refusal:
        coded(secret, 250)
    assert refusal.value.wanted_bytes > refusal.value.capacity_bytes == 250


def test_transparent_parts_lie_over_white() -> None:
    rgba = np.dstack([photograph("coffee", 64, 64), np.zeros((64, 64), np.uint8)])
    shown = decoded(coded(Picture("", "image/png", as_file(rgba)), 5000)).content
    assert pixels_of(shown).min() > 250


def test_only_pictures_are_taken() -> None:
    with pytest.raises(UnsupportedPayload):
        coded(Text("hello"), 5000)
    with pytest.raises(NotAnImage):
        coded(Picture("", "image/png", b"rubbish"), 5000)


def test_a_sealed_file_that_is_no_picture_is_damaged() -> None:
    for content in (b"", b"rubbish", as_file(photograph("coffee", 64, 64))):
        with pytest.raises(DamagedPayload):
            decoded(Picture("", "image/avif", content))
    whole = io.BytesIO()
    Image.fromarray(photograph("coffee", 64, 64)).save(whole, "AVIF")
    with pytest.raises(DamagedPayload):
        decoded(Picture("", "image/avif", whole.getvalue()[:-200]))


def test_a_grey_cover_stays_grey(networks: SavedModels) -> None:
    cover = np.repeat(photograph("rocket")[..., :1], 3, axis=2)
    room = capacity_of(as_file(cover), Mode.IMAGE, channel="lossless")
    sealed = seal(
        Picture("", "image/png", as_file(photograph("coffee"))),
        mode=Mode.IMAGE,
        cover_size=SIZE,
        passphrase=None,
        channel="lossless",
        room=room,
    )
    done = embed(as_file(cover), sealed, mode=Mode.IMAGE, channel="lossless")
    shown = pixels_of(done.file)
    assert (shown == shown[..., :1]).all()
    assert extract(done.file, networks=networks).sealed == sealed


def test_a_cover_with_less_room_than_its_size_has_names_what_fits() -> None:
    cover = as_file(np.zeros((224, 224, 3), np.uint8))
    sealed = sealed_picture(np.random.default_rng(0).integers(0, 256, (224, 224, 3), np.uint8))
    room = capacity_of(cover, Mode.IMAGE, channel="lossless", sealed=False)
    assert 0 < room.payload_bytes < capacity(*SIZE, Mode.IMAGE, channel="lossless").payload_bytes
    with pytest.raises(PayloadTooLarge) as refusal:
        embed(cover, sealed, mode=Mode.IMAGE, channel="lossless")
    assert refusal.value.capacity_bytes == room.payload_bytes


def test_jpeg_is_refused() -> None:
    sealed = sealed_picture(photograph("coffee", 64, 64))
    cover = as_file(photograph("coffee"))
    with pytest.raises(UnsupportedImage):
        embed(
            cover,
            sealed,
            mode=Mode.IMAGE,
            channel="lossless",
            output="jpeg",
        )


def test_sealed_bytes_are_checked_against_a_cover_that_is_not_at_hand() -> None:
    sealed = sealed_picture(photograph("coffee"))
    check_sealed(sealed, mode=Mode.IMAGE, cover_size=SIZE)
    for mode, size in ((Mode.IMAGE, (64, 64)), (Mode.COVERT, SIZE), (Mode.ROBUST, SIZE)):
        with pytest.raises(InvalidSealed):
            check_sealed(sealed, mode=mode, cover_size=size)
