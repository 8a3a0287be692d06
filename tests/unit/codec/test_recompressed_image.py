"""Pictures hidden through recompression, end to end on the delivered files."""

from __future__ import annotations

import numpy as np
import pytest
from cloak_codec import (
    Answer,
    CoverUnsuitable,
    InvalidSealed,
    Mode,
    NotAnImage,
    PassphraseRequired,
    PayloadTooLarge,
    Picture,
    UnsupportedPayload,
    WrongKey,
    capacity,
    embed,
    extract,
    seal,
    unseal,
)
from cloak_codec.quality import psnr_db
from cloak_codec.saved_models import SavedModels
from cloak_codec.sealing import check_sealed
from numpy.typing import NDArray
from PIL import Image

from tests.unit.codec.pictures import PHOTOGRAPHS, as_file, photograph, pixels_of, saved

SIZE = (224, 224)
CHANNEL = "jpeg:80"


def sealed_picture(
    secret: NDArray[np.uint8],
    *,
    size: tuple[int, int] = SIZE,
    passphrase: str | None = None,
    channel: str = CHANNEL,
) -> bytes:
    return seal(
        Picture("s.png", "image/png", as_file(secret)),
        mode=Mode.IMAGE,
        cover_size=size,
        passphrase=passphrase,
        channel=channel,
    )


def hidden(cover: NDArray[np.uint8], sealed: bytes, channel: str = CHANNEL) -> bytes:
    return embed(as_file(cover), sealed, mode=Mode.IMAGE, channel=channel).file


def compressed(file: bytes, quality: int) -> bytes:
    return as_file(pixels_of(file), "JPEG", quality=quality, subsampling="4:2:0")


def shown(sealed: bytes | None, passphrase: str | None = None) -> NDArray[np.uint8]:
    assert sealed is not None
    opened = unseal(sealed, passphrase)
    assert isinstance(opened, Picture)
    assert opened.media_type == "image/png"
    return pixels_of(opened.content)


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_picture_comes_through_jpeg_byte_for_byte(networks: SavedModels, name: str) -> None:
    cover, secret = photograph(name), photograph("coffee")[:, ::-1]
    sealed = sealed_picture(np.ascontiguousarray(secret))
    stego = hidden(cover, sealed)
    assert psnr_db(cover, pixels_of(stego)) > 32
    for arrived in (stego, compressed(stego, 80), compressed(stego, 95)):
        found = extract(arrived, networks=networks)
        assert (found.answer, found.mode, found.sealed) == (Answer.PAYLOAD, Mode.IMAGE, sealed)
    assert psnr_db(np.ascontiguousarray(secret), shown(sealed)) > 28


def test_colour_sampling_does_not_matter(networks: SavedModels) -> None:
    sealed = sealed_picture(photograph("rocket"))
    stego = pixels_of(hidden(photograph("coffee"), sealed))
    for sampling in ("4:4:4", "4:2:2"):
        arrived = as_file(stego, "JPEG", quality=80, subsampling=sampling)
        assert extract(arrived, networks=networks).sealed == sealed


def test_it_is_encrypted_for_good(networks: SavedModels) -> None:
    secret = photograph("chelsea")
    sealed = sealed_picture(secret, passphrase="key")
    stego = hidden(photograph("coffee"), sealed)
    found = extract(compressed(stego, 80), networks=networks).sealed
    assert psnr_db(secret, shown(found, "key")) > 28
    assert found is not None
    with pytest.raises(PassphraseRequired):
        unseal(found, None)
    with pytest.raises(WrongKey):
        unseal(found, "another")


def test_too_much_compression_is_damage_and_never_a_wrong_picture(
    networks: SavedModels,
) -> None:
    stego = hidden(photograph("chelsea"), sealed_picture(photograph("coffee")))
    found = extract(compressed(stego, 50), networks=networks)
    assert (found.answer, found.mode, found.sealed) == (Answer.DAMAGED, Mode.IMAGE, None)
    found = extract(compressed(stego, 10), networks=networks)
    assert found.answer in (Answer.DAMAGED, Answer.NO_MESSAGE)


@pytest.mark.parametrize("quality", [50, 70, 90])
def test_other_qualities_take_what_they_leave_room_for(networks: SavedModels, quality: int) -> None:
    channel = f"jpeg:{quality}"
    cover, secret = photograph("astronaut"), photograph("coffee")
    sealed = sealed_picture(secret, channel=channel)
    stego = hidden(cover, sealed, channel)
    assert psnr_db(cover, pixels_of(stego)) > 32
    assert extract(compressed(stego, quality), networks=networks).sealed == sealed
    assert len(sealed) <= capacity(*SIZE, Mode.IMAGE, channel=channel).payload_bytes + 26


@pytest.mark.parametrize("size", [(64, 64), (71, 100), (230, 333), (801, 100)])
def test_any_cover_takes_any_secret_in_its_proportions(
    networks: SavedModels, size: tuple[int, int]
) -> None:
    cover = photograph("astronaut", *size)
    sealed = sealed_picture(photograph("rocket", 150, 100), size=size)
    stego = hidden(cover, sealed)
    assert pixels_of(stego).shape == cover.shape
    found = extract(compressed(stego, 80), networks=networks)
    assert found.sealed == sealed
    picture = shown(found.sealed)
    assert picture.shape[1] / picture.shape[0] == pytest.approx(1.5, abs=0.1)


def test_what_fills_no_whole_block_stays_as_it_was() -> None:
    cover = photograph("coffee", 230, 227)
    sealed = sealed_picture(photograph("rocket"), size=(230, 227))
    stego = pixels_of(hidden(cover, sealed))
    assert np.array_equal(stego[224:], cover[224:])
    assert np.array_equal(stego[:, 224:], cover[:, 224:])
    assert not np.array_equal(stego[:224, :224], cover[:224, :224])


def test_a_grey_cover_stays_grey(networks: SavedModels) -> None:
    cover = np.repeat(photograph("rocket")[..., :1], 3, axis=2)
    sealed = sealed_picture(photograph("coffee", 100, 100))
    stego = hidden(cover, sealed)
    pixels = pixels_of(stego)
    assert (pixels == pixels[..., :1]).all()
    assert extract(compressed(stego, 80), networks=networks).sealed == sealed


def test_where_pictures_are_scaled_a_smaller_one_comes_through(networks: SavedModels) -> None:
    size = (640, 480)
    cover, secret = photograph("astronaut", *size), photograph("coffee")
    sealed = sealed_picture(secret, size=size, passphrase="key", channel="chat")
    stego = hidden(cover, sealed, "chat")
    picture = Image.fromarray(pixels_of(stego)).resize((480, 360), Image.Resampling.BICUBIC)
    found = extract(saved(picture, "JPEG", quality=75), networks=networks)
    assert (found.answer, found.mode, found.sealed) == (Answer.PAYLOAD, Mode.IMAGE, sealed)
    small = shown(sealed, "key")
    assert 40 <= small.shape[0] < 224


def test_a_picture_may_be_delivered_as_jpeg(networks: SavedModels) -> None:
    cover = photograph("coffee")
    sealed = sealed_picture(photograph("rocket"))
    done = embed(
        as_file(cover),
        sealed,
        mode=Mode.IMAGE,
        channel=CHANNEL,
        output="jpeg",
    )
    assert done.media_type == "image/jpeg"
    assert extract(done.file, networks=networks).sealed == sealed


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_an_untouched_cover_holds_nothing(networks: SavedModels, name: str) -> None:
    for file in (as_file(photograph(name)), as_file(photograph(name), "JPEG", quality=80)):
        assert extract(file, networks=networks).answer is Answer.NO_MESSAGE


def test_a_cover_that_is_all_white_is_refused() -> None:
    sealed = sealed_picture(photograph("rocket"))
    with pytest.raises(CoverUnsuitable):
        hidden(np.full((224, 224, 3), 255, np.uint8), sealed)


def test_a_channel_without_room_says_what_there_is() -> None:
    with pytest.raises(PayloadTooLarge) as refusal:
        sealed_picture(photograph("rocket"), size=(80, 80), channel="resize:0.5,jpeg:50")
    assert refusal.value.wanted_bytes > refusal.value.capacity_bytes
    assert not capacity(64, 64, Mode.IMAGE, channel="resize:0.5").usable


def test_what_was_sealed_for_more_room_is_refused() -> None:
    large = sealed_picture(photograph("rocket"), size=(448, 448))
    for sealed in (large, b"rubbish", b"", sealed_picture(photograph("rocket"))[:10]):
        with pytest.raises(InvalidSealed):
            hidden(photograph("coffee"), sealed)
        with pytest.raises(InvalidSealed):
            check_sealed(sealed, mode=Mode.IMAGE, cover_size=(100, 100))
    with pytest.raises(InvalidSealed):
        hidden(photograph("coffee"), sealed_picture(photograph("rocket")), "chat")


def test_transparent_parts_of_a_secret_become_white() -> None:
    rgba = Image.fromarray(photograph("coffee"))
    rgba.putalpha(0)
    secret = Picture("s.png", "image/png", saved(rgba))
    sealed = seal(secret, mode=Mode.IMAGE, cover_size=SIZE, passphrase=None, channel=CHANNEL)
    assert shown(sealed).min() > 245


def test_a_secret_that_is_no_picture_is_refused() -> None:
    for content, refusal in (
        (b"not a picture", NotAnImage),
        (saved(Image.new("L", (17_000_000, 1))), UnsupportedPayload),
    ):
        with pytest.raises(refusal):
            seal(
                Picture("", "image/png", content),
                mode=Mode.IMAGE,
                cover_size=SIZE,
                passphrase=None,
                channel=CHANNEL,
            )
