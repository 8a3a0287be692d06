"""Robust mode, end to end on the delivered files."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from cloak_codec import (
    Answer,
    CoverUnsuitable,
    File,
    InvalidChannel,
    InvalidSealed,
    Mode,
    ModelUnavailable,
    Payload,
    Picture,
    Text,
    UnsupportedImage,
    WrongKey,
    capacity,
    embed,
    extract,
    inspect,
    seal,
    unseal,
)
from cloak_codec.saved_models import SavedModels
from numpy.typing import NDArray
from PIL import Image, ImageCms, ImageFilter

from tests.unit.codec.pictures import (
    PHOTOGRAPHS,
    as_file,
    photograph,
    pixels_of,
    recompressed,
    rescaled,
    saved,
)

MESSAGE = Text("Meet at nine: ☕ 🥐!")


def sealed_for(
    cover: bytes,
    payload: Payload = MESSAGE,
    passphrase: str | None = "key",  # noqa: S107  # opens nothing but these tests' pictures
) -> bytes:
    info = inspect(cover)
    size = (info.width, info.height)
    return seal(payload, mode=Mode.ROBUST, cover_size=size, passphrase=passphrase)


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_message_survives_its_file_recompression_and_rescaling(
    networks: SavedModels, name: str
) -> None:
    cover = as_file(photograph(name))
    sealed = sealed_for(cover)
    assert len(sealed) == 1 + 48
    done = embed(cover, sealed, mode=Mode.ROBUST)
    assert done.media_type == "image/png"
    assert done.report.psnr_db > 36
    for file in (done.file, recompressed(done.file, 50), rescaled(done.file, 0.75)):
        found = extract(file, networks=networks)
        assert (found.answer, found.mode) == (Answer.PAYLOAD, Mode.ROBUST)
        assert found.sealed == sealed
        assert found.corrected_share is not None
        assert found.corrected_share < 0.2
        assert unseal(found.sealed, "key") == MESSAGE
    with pytest.raises(WrongKey):
        unseal(sealed, "another")


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_short_message_survives_what_chat_applications_do(
    networks: SavedModels, name: str
) -> None:
    cover = as_file(photograph(name))
    sealed = sealed_for(cover)
    done = embed(cover, sealed, mode=Mode.ROBUST)
    picture = Image.open(io.BytesIO(done.file))
    ways = (
        recompressed(done.file, 30),
        saved(picture, "WEBP", quality=50),
        rescaled(done.file, 0.5),
        saved(picture.filter(ImageFilter.GaussianBlur(1))),
        recompressed(saved(picture.resize((168, 168), Image.Resampling.BICUBIC)), 75),
    )
    for file in ways:
        assert extract(file, networks=networks).sealed == sealed


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_untouched_pictures_hold_no_message(networks: SavedModels, name: str) -> None:
    cover = as_file(photograph(name))
    for file in (cover, recompressed(cover, 50), rescaled(cover, 0.75)):
        assert extract(file, networks=networks).answer is Answer.NO_MESSAGE


def test_a_damaged_message_is_told_from_none(networks: SavedModels) -> None:
    cover = as_file(photograph("chelsea", 320, 320))
    # So much that all of it is needed: from 130 rows to 230 the message shows, and cannot be read.
    full = sealed_for(cover, File("", "", np.random.default_rng(0).bytes(180)))
    done = embed(cover, full, mode=Mode.ROBUST)
    pixels = pixels_of(done.file).copy()
    pixels[180:] = 128
    found = extract(as_file(pixels), networks=networks)
    assert (found.answer, found.mode, found.sealed) == (Answer.DAMAGED, Mode.ROBUST, None)


def test_a_message_of_which_too_little_is_left_is_damaged_and_not_none(
    networks: SavedModels,
) -> None:
    original = photograph("coffee")
    cover = as_file(original)
    done = embed(cover, sealed_for(cover), mode=Mode.ROBUST)
    pixels = pixels_of(done.file).copy()
    pixels[:105] = original[:105]
    assert extract(as_file(pixels), networks=networks).answer is Answer.DAMAGED


def test_a_short_message_outlasts_the_loss_of_half_its_picture(networks: SavedModels) -> None:
    cover = as_file(photograph("chelsea", 400, 400))
    sealed = sealed_for(cover)
    done = embed(cover, sealed, mode=Mode.ROBUST)
    pixels = pixels_of(done.file).copy()
    pixels[200:] = 128
    found = extract(as_file(pixels), networks=networks)
    assert found.sealed == sealed
    assert found.corrected_share is not None
    assert 0.1 < found.corrected_share < 0.4


@pytest.mark.parametrize(
    "payload",
    [
        Text(""),
        Text("שלום 你好 नमस्ते 🏳️‍🌈"),
        File("", "", b""),
        File("notes.txt", "text/plain", b"short and sweet"),
        Picture("dot.png", "image/png", b"\x89PNG not really, but bytes are bytes"),
    ],
)
@pytest.mark.parametrize("passphrase", [None, "key"])
def test_every_kind_of_payload_arrives(
    networks: SavedModels, payload: Payload, passphrase: str | None
) -> None:
    cover = as_file(photograph("coffee", 400, 320))
    sealed = sealed_for(cover, payload, passphrase)
    done = embed(cover, sealed, mode=Mode.ROBUST)
    found = extract(done.file, networks=networks)
    assert found.sealed is not None
    assert unseal(found.sealed, passphrase) == payload


@pytest.mark.parametrize(("width", "height"), [(192, 192), (225, 233), (300, 199), (777, 215)])
def test_any_size_carries_all_that_its_capacity_promises(
    networks: SavedModels, width: int, height: int
) -> None:
    cover = as_file(photograph("astronaut", width, height))
    room = capacity(width, height, Mode.ROBUST).payload_bytes
    letters = np.random.default_rng(0).integers(33, 127, room).astype(np.uint8)
    sealed = sealed_for(cover, Text(bytes(letters).decode()))
    done = embed(cover, sealed, mode=Mode.ROBUST)
    assert pixels_of(done.file).shape == (height, width, 3)
    assert extract(recompressed(done.file, 50), networks=networks).sealed == sealed


@pytest.mark.parametrize(("quality", "sampling"), [(60, "4:2:0"), (85, "4:2:2"), (95, "4:4:4")])
def test_a_jpeg_stays_one_of_its_own_quality_and_is_verified_as_such(
    networks: SavedModels, quality: int, sampling: str
) -> None:
    cover = as_file(photograph("coffee"), "JPEG", quality=quality, subsampling=sampling)
    sealed = sealed_for(cover)
    done = embed(cover, sealed, mode=Mode.ROBUST, output="jpeg")
    assert (done.media_type, inspect(done.file).format) == ("image/jpeg", "jpeg")
    before, after = Image.open(io.BytesIO(cover)), Image.open(io.BytesIO(done.file))
    assert after.quantization == before.quantization  # type: ignore[attr-defined]  # of JPEG files
    assert len(done.file) < 1.1 * len(cover)
    assert extract(done.file, networks=networks).sealed == sealed


def test_a_channel_in_steps_is_survived_and_an_unknown_one_refused(networks: SavedModels) -> None:
    cover = as_file(photograph("coffee", 320, 320))
    sealed = sealed_for(cover)
    mild = embed(cover, sealed, mode=Mode.ROBUST, channel="jpeg:90")
    harsh = embed(cover, sealed, mode=Mode.ROBUST, channel="resize:0.5,jpeg:40")
    assert mild.report.psnr_db > harsh.report.psnr_db + 2
    half = Image.open(io.BytesIO(harsh.file)).resize((160, 160), Image.Resampling.BICUBIC)
    assert (
        extract(as_file(np.asarray(half), "JPEG", quality=40), networks=networks).sealed == sealed
    )
    with pytest.raises(InvalidChannel):
        embed(cover, sealed, mode=Mode.ROBUST, channel="fax")


def test_a_lossless_channel_changes_less(networks: SavedModels) -> None:
    cover = as_file(photograph("coffee", 320, 320))
    sealed = sealed_for(cover)
    chat = embed(cover, sealed, mode=Mode.ROBUST)
    lossless = embed(cover, sealed, mode=Mode.ROBUST, channel="lossless")
    assert lossless.report.psnr_db > chat.report.psnr_db + 2
    assert extract(lossless.file, networks=networks).sealed == sealed


def test_transparency_and_colour_profile_are_kept_and_exif_is_not(networks: SavedModels) -> None:
    picture = Image.fromarray(photograph("coffee", 240, 300))
    picture.putalpha(Image.linear_gradient("L").resize(picture.size))
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    exif = Image.Exif()
    exif[0x010F] = "a camera that should not be named"
    exif[0x0112] = 6
    cover = saved(picture, "PNG", icc_profile=profile, exif=exif)
    sealed = sealed_for(cover)
    done = embed(cover, sealed, mode=Mode.ROBUST)
    result = Image.open(io.BytesIO(done.file))
    assert result.size == (300, 240)
    assert result.info["icc_profile"] == profile
    assert not result.getexif()
    upright = picture.transpose(Image.Transpose.ROTATE_270)
    assert np.array_equal(np.asarray(result)[..., 3], np.asarray(upright)[..., 3])
    assert extract(done.file, networks=networks).sealed == sealed


def test_a_transparent_cover_cannot_become_a_jpeg() -> None:
    picture = Image.fromarray(photograph("coffee"))
    picture.putalpha(100)
    cover = saved(picture)
    with pytest.raises(UnsupportedImage, match="transparency"):
        embed(cover, sealed_for(cover), mode=Mode.ROBUST, output="jpeg")


def test_a_cover_that_cannot_hold_it_is_refused_with_a_reason() -> None:
    cover = as_file(photograph("rocket"))
    sealed = sealed_for(cover)
    with pytest.raises(CoverUnsuitable, match=r"does not keep|show"):
        embed(cover, sealed, mode=Mode.ROBUST, channel="blur:2,jpeg:10")


def test_sealed_bytes_for_another_cover_are_refused() -> None:
    large, small = as_file(photograph("coffee", 640, 640)), as_file(photograph("coffee"))
    sealed = sealed_for(large, File("", "", bytes(np.random.default_rng(0).bytes(1000))))
    with pytest.raises(InvalidSealed):
        embed(small, sealed, mode=Mode.ROBUST)


def test_a_later_format_is_named_not_guessed(networks: SavedModels) -> None:
    cover = as_file(photograph("coffee"))
    sealed = sealed_for(cover)
    later = bytes([0x41]) + sealed[1:]
    done = embed(cover, later, mode=Mode.ROBUST)
    found = extract(done.file, networks=networks)
    assert (found.answer, found.needs_model) == (Answer.NEEDS_MODEL, "robust-4")
    assert found.sealed is None


def test_a_check_can_stop_the_work_between_stages() -> None:
    class Cancelled(Exception):
        pass

    seen: list[str] = []

    def check(stage: str) -> None:
        seen.append(stage)
        if stage == "verify":
            raise Cancelled

    cover = as_file(photograph("coffee"))
    with pytest.raises(Cancelled):
        embed(cover, sealed_for(cover), mode=Mode.ROBUST, check=check)
    assert seen == ["decode", "predict", "encode", "verify"]


def test_unreachable_networks_are_told() -> None:
    class Unreachable:
        def run(self, model: str, inputs: Mapping[str, NDArray[Any]]) -> Mapping[str, Any]:
            raise ModelUnavailable(model, "no connection")

    cover = as_file(photograph("coffee"))
    with pytest.raises(ModelUnavailable):
        extract(cover, networks=Unreachable())


def test_timings_name_the_stages() -> None:
    cover = as_file(photograph("coffee"))
    done = embed(cover, sealed_for(cover), mode=Mode.ROBUST)
    assert set(done.timings) == {"decode", "predict", "encode", "verify"}
    assert all(seconds >= 0 for seconds in done.timings.values())
