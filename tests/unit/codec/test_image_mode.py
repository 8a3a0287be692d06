"""Image mode, end to end on the real networks and the delivered files."""

from __future__ import annotations

import numpy as np
import pytest
from cloak_codec import (
    Answer,
    DamagedPayload,
    InvalidSealed,
    Limits,
    Mode,
    NeedsNewerVersion,
    NotAnImage,
    PassphraseRequired,
    Picture,
    UnsupportedImage,
    UnsupportedPayload,
    WrongKey,
    embed,
    extract,
    inspect,
    seal,
    unseal,
)
from cloak_codec.imprint import HEADER_BYTES
from cloak_codec.lock import PLANE_VERSION, Lock, head
from cloak_codec.quality import psnr_db
from cloak_codec.saved_models import SavedModels
from numpy.typing import NDArray
from PIL import Image

from tests.unit.codec.pictures import PHOTOGRAPHS, as_file, photograph, pixels_of, saved


def hidden(
    networks: SavedModels,
    cover: bytes,
    secret: bytes,
    *,
    size: tuple[int, int] = (224, 224),
    passphrase: str | None = None,
) -> tuple[bytes, bytes]:
    """The stego file and what is extracted from it."""
    payload = Picture("s.png", "image/png", secret)
    sealed = seal(payload, mode=Mode.IMAGE, cover_size=size, passphrase=passphrase)
    done = embed(cover, sealed, mode=Mode.IMAGE, networks=networks)
    found = extract(done.file, networks=networks)
    assert (found.answer, found.mode) == (Answer.PAYLOAD, Mode.IMAGE)
    assert found.sealed is not None
    return done.file, found.sealed


def picture_in(sealed: bytes, passphrase: str | None = None) -> NDArray[np.uint8]:
    opened = unseal(sealed, passphrase)
    assert isinstance(opened, Picture)
    assert opened.media_type == "image/png"
    return pixels_of(opened.content)


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_picture_hides_in_a_picture(networks: SavedModels, name: str) -> None:
    cover, secret = photograph(name), photograph("coffee")[:, ::-1]
    stego, sealed = hidden(networks, as_file(cover), as_file(secret))
    assert psnr_db(cover, pixels_of(stego)) > 33
    assert psnr_db(np.ascontiguousarray(secret), picture_in(sealed)) > 33


def test_a_passphrase_scrambles_and_is_asked_for(networks: SavedModels) -> None:
    cover, secret = photograph("coffee"), photograph("chelsea")
    _, sealed = hidden(networks, as_file(cover), as_file(secret), passphrase="key")
    assert psnr_db(secret, picture_in(sealed, "key")) > 30
    with pytest.raises(PassphraseRequired):
        unseal(sealed, None)
    with pytest.raises(WrongKey):
        unseal(sealed, "another")


@pytest.mark.parametrize("size", [(64, 64), (230, 333), (801, 100)])
def test_any_cover_takes_any_secret_and_its_proportions_come_back(
    networks: SavedModels, size: tuple[int, int]
) -> None:
    secret = photograph("rocket", 150, 100)
    cover = as_file(photograph("astronaut", *size))
    stego, sealed = hidden(networks, cover, as_file(secret), size=size)
    assert pixels_of(stego).shape == (size[1], size[0], 3)
    shown = picture_in(sealed)
    assert shown.shape[1] / shown.shape[0] == pytest.approx(1.5, abs=0.05)


def test_transparent_parts_of_a_secret_become_white(networks: SavedModels) -> None:
    secret = Image.fromarray(photograph("coffee"))
    secret.putalpha(0)
    _, sealed = hidden(networks, as_file(photograph("chelsea")), saved(secret))
    assert picture_in(sealed).mean() > 245


def test_recompression_destroys_it_without_a_wrong_picture(networks: SavedModels) -> None:
    stego, _ = hidden(networks, as_file(photograph("chelsea")), as_file(photograph("coffee")))
    found = extract(as_file(pixels_of(stego), "JPEG", quality=60), networks=networks)
    assert found.answer in (Answer.NO_MESSAGE, Answer.DAMAGED)


def test_jpeg_output_is_refused(networks: SavedModels) -> None:
    cover = as_file(photograph("coffee"))
    sealed = seal(Picture("", "", cover), mode=Mode.IMAGE, cover_size=(224, 224), passphrase=None)
    with pytest.raises(UnsupportedImage):
        embed(cover, sealed, mode=Mode.IMAGE, networks=networks, output="jpeg")


def test_a_secret_that_is_no_picture_is_refused() -> None:
    secret = Picture("", "image/png", b"not a picture")
    with pytest.raises(NotAnImage):
        seal(secret, mode=Mode.IMAGE, cover_size=(224, 224), passphrase=None)


def test_a_plane_for_another_cover_or_of_another_version_is_refused(
    networks: SavedModels,
) -> None:
    cover = as_file(photograph("coffee"))
    secret = Picture("", "", cover)
    sealed = seal(secret, mode=Mode.IMAGE, cover_size=(320, 320), passphrase=None)
    with pytest.raises(InvalidSealed):
        embed(cover, sealed, mode=Mode.IMAGE, networks=networks)
    with pytest.raises(InvalidSealed):
        embed(cover, b"rubbish", mode=Mode.IMAGE, networks=networks)
    with pytest.raises(NeedsNewerVersion):
        unseal(b"\x28" + sealed[1:], None)


def test_a_secret_of_one_endless_row_is_refused() -> None:
    secret = Picture("s.png", "image/png", saved(Image.new("L", (17_000_000, 1))))
    with pytest.raises(UnsupportedPayload):
        seal(secret, mode=Mode.IMAGE, cover_size=(224, 224), passphrase=None)


def test_a_header_that_asks_for_an_endless_row_gets_a_bounded_one() -> None:
    header = head(Lock.PLANE_OPEN, PLANE_VERSION) + b"\x00\x00\x01" + b"\xff\xff\xff" + bytes(11)
    opened = unseal(header + saved(Image.new("RGB", (1024, 1024))), None)
    assert isinstance(opened, Picture)
    assert inspect(opened.content, Limits(least_side=1)).height == 65_535


@pytest.mark.parametrize("size", [(100, 64), (64, 100), (2048, 1024)])
def test_a_plane_of_impossible_size_is_damaged(size: tuple[int, int]) -> None:
    secret = Picture("s.png", "image/png", as_file(photograph("rocket")))
    sealed = seal(secret, mode=Mode.IMAGE, cover_size=(224, 224), passphrase="p")
    with pytest.raises(DamagedPayload):
        unseal(sealed[:HEADER_BYTES] + saved(Image.new("RGB", size)), "p")
