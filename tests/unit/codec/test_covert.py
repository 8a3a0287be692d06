"""Covert messages: exact, nothing without the key, and refused before anything is written."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from cloak_codec import (
    LIMITS,
    Answer,
    DamagedPayload,
    File,
    ImageTooSmall,
    InvalidRate,
    InvalidSealed,
    Mode,
    PayloadTooLarge,
    Text,
    UnsupportedImage,
    WrongKey,
    advise,
    capacity,
    capacity_of,
    embed,
    extract,
    placement_key,
    seal,
    unseal,
)
from cloak_codec.covert import read_covert
from cloak_codec.inlay import header_places, write_inlay
from cloak_codec.layout import Layout, values_of
from cloak_codec.placement import Placement
from cloak_codec.saved_models import SavedModels
from cloak_codec.sealing import check_sealed
from numpy.typing import NDArray
from PIL import Image

from tests.unit.codec.pictures import PHOTOGRAPHS, as_file, photograph, pixels_of, recompressed

SIZE = (224, 224)
PASSPHRASE = "correct horse"
KEY = placement_key(PASSPHRASE)
OTHER_KEY = placement_key("another")
Rgb = NDArray[np.uint8]


def grey(name: str, side: int) -> Rgb:
    return np.repeat(photograph(name, side, side)[..., 1:2], 3, axis=2)


NOISE = File("", "", np.random.default_rng(5).bytes(900))


def hidden(
    networks: SavedModels,
    cover: Rgb,
    payload: Text | File,
    passphrase: str | None = PASSPHRASE,
    rate: float | None = None,
) -> bytes:
    size = (cover.shape[1], cover.shape[0])
    sealed = seal(payload, mode=Mode.COVERT, cover_size=size, passphrase=passphrase, rate=rate)
    key = None if passphrase is None else KEY
    done = embed(as_file(cover), sealed, mode=Mode.COVERT, placement=key, rate=rate)
    assert extract(done.file, networks=networks, placement=key).sealed == sealed
    return done.file


@pytest.mark.parametrize("name", PHOTOGRAPHS)
@pytest.mark.parametrize("passphrase", [None, PASSPHRASE])
@pytest.mark.parametrize("rate", [None, 0.2, 1.0, 1.58])
def test_all_that_there_is_room_for_comes_back_exact(
    networks: SavedModels, name: str, passphrase: str | None, rate: float | None
) -> None:
    cover = photograph(name, 130, 99)
    room = capacity_of(as_file(cover), Mode.COVERT, sealed=passphrase is not None, rate=rate)
    payload = File("", "", np.random.default_rng(0).bytes(room.payload_bytes - 2))
    sealed = seal(
        payload,
        mode=Mode.COVERT,
        cover_size=(130, 99),
        passphrase=passphrase,
        rate=rate,
        room=room,
    )
    key = None if passphrase is None else KEY
    done = embed(as_file(cover), sealed, mode=Mode.COVERT, placement=key, rate=rate)
    found = extract(done.file, networks=networks, placement=key)
    assert (found.answer, found.mode) == (Answer.PAYLOAD, Mode.COVERT)
    assert unseal(found.sealed or b"", passphrase) == payload
    assert done.report.psnr_db > {None: 60, 0.2: 53.5, 1.0: 53.5, 1.58: 49.5}[rate]


def test_pixels_move_whole_and_some_in_one_colour(networks: SavedModels) -> None:
    cover = photograph("coffee")
    moved = pixels_of(hidden(networks, cover, NOISE, rate=0.1)).astype(int) - cover
    green = moved[..., 1:2]
    beside = (moved - green)[..., [0, 2]]
    whole, alone = np.count_nonzero(green), np.count_nonzero(beside)
    assert whole < 10 * alone < 10 * whole
    assert abs(green).max() == abs(beside).max() == 1
    assert not moved[((cover == 0) | (cover == 255)).any(axis=2)].any()


def test_colours_move_where_they_vary_already(networks: SavedModels) -> None:
    cover = photograph("chelsea")
    rng = np.random.default_rng(0)
    cover = np.clip(cover, 8, 247)
    cover[:112] += rng.integers(0, 8, cover[:112].shape, np.uint8)
    moved = pixels_of(hidden(networks, cover, NOISE, rate=0.1)).astype(int) - cover
    alone = (moved != moved[..., 1:2]).any(axis=2)
    assert np.count_nonzero(alone[:112]) > 5 * np.count_nonzero(alone[112:])


@pytest.mark.parametrize("levels", [(0, 1), (254, 255), (1, 254)])
def test_a_picture_at_the_ends_of_the_range_keeps_to_it(
    networks: SavedModels, levels: tuple[int, int]
) -> None:
    cover = photograph("coffee").copy()
    rng = np.random.default_rng(1)
    ends = rng.random(cover.shape) < 0.1
    cover[ends] = rng.choice(np.array(levels, np.uint8), np.count_nonzero(ends))
    moved = pixels_of(hidden(networks, cover, NOISE, rate=0.1)).astype(int) - cover
    assert abs(moved).max() <= 2


def test_neighbours_move_the_same_way(networks: SavedModels) -> None:
    cover = photograph("coffee")
    moved = pixels_of(hidden(networks, cover, Text("x" * 600), rate=0.1))[..., 1].astype(int)
    moved -= cover[..., 1]
    beside = np.concatenate(
        [(moved[1:] * moved[:-1]).ravel(), (moved[:, 1:] * moved[:, :-1]).ravel()]
    )
    assert np.count_nonzero(beside > 0) > 2 * np.count_nonzero(beside < 0)


@pytest.mark.parametrize("rate", [None, 1.0])
def test_a_grey_picture_stays_grey(networks: SavedModels, rate: float | None) -> None:
    for kind in ("L", "RGB"):
        cover = Image.fromarray(grey("coffee", 128)).convert(kind)
        file = io.BytesIO()
        cover.save(file, "PNG")
        payload = Text("y" * (20 if rate is None else 1500))
        sealed = seal(payload, mode=Mode.COVERT, cover_size=(128, 128), passphrase=None, rate=rate)
        done = embed(file.getvalue(), sealed, mode=Mode.COVERT, rate=rate)
        shown = pixels_of(done.file)
        assert (shown == shown[..., :1]).all()
        assert extract(done.file, networks=networks).sealed == sealed


def test_there_is_no_message_without_the_key(networks: SavedModels) -> None:
    rgb = pixels_of(hidden(networks, photograph("chelsea", 60, 60), Text("s"), rate=0.2))
    assert read_covert(rgb, KEY) is not None
    assert read_covert(rgb, None) is None
    assert read_covert(rgb, OTHER_KEY) is None
    found = extract(as_file(rgb), networks=networks, placement=OTHER_KEY)
    assert found.answer is Answer.NO_MESSAGE


def test_wrong_keys_are_never_taken_for_the_right_one() -> None:
    rgb = photograph("rocket")
    rng = np.random.default_rng(3)
    assert not any(read_covert(rgb, rng.bytes(32)) for _ in range(300))


def test_a_wrong_passphrase_is_told_where_anyone_finds_the_message(networks: SavedModels) -> None:
    sealed = seal(Text("hi"), mode=Mode.COVERT, cover_size=SIZE, passphrase=PASSPHRASE)
    done = embed(as_file(photograph("coffee")), sealed, mode=Mode.COVERT)
    found = extract(done.file, networks=networks, placement=OTHER_KEY)
    assert found.sealed == sealed
    with pytest.raises(WrongKey):
        unseal(sealed, "another")


def test_the_same_message_lies_elsewhere_under_another_key() -> None:
    first, second = Placement.of(KEY).order(1000, 1000), Placement.of(OTHER_KEY).order(1000, 1000)
    assert sorted(first) == sorted(second) == list(range(1000))
    assert np.mean(first == second) < 0.02
    assert np.array_equal(Placement.of(KEY).order(1000, 10), first[:10])


def test_the_order_of_a_large_picture_begins_alike_however_much_of_it_is_asked_for() -> None:
    placement = Placement.of(KEY)
    few, many = placement.order(3_000_000, 2048), placement.order(3_000_000, 4096)
    assert np.array_equal(few, many[:2048])
    assert len(set(many.tolist())) == 4096


def test_altered_pixels_give_damage_or_nothing_and_never_a_wrong_text(
    networks: SavedModels,
) -> None:
    whole = pixels_of(hidden(networks, photograph("astronaut"), Text("the very text"), None))
    rng = np.random.default_rng(4)
    seen = set()
    for changes in (0, 1, 3, 10, 100, 1000, 10_000) * 8:
        rgb = whole.copy()
        rgb.reshape(-1)[rng.integers(0, rgb.size, changes)] ^= np.uint8(1)
        reading = read_covert(rgb, None)
        if reading is None or reading.sealed is None:
            seen.add("nothing" if reading is None else "damaged")
            continue
        seen.add("whole")
        assert unseal(reading.sealed, None) == Text("the very text")
    assert seen == {"nothing", "damaged", "whole"}


def test_differences_beside_free_values_are_of_a_later_version(networks: SavedModels) -> None:
    cover = photograph("coffee", 96, 96)
    values = np.repeat(values_of(cover, Layout.FREE), 3, axis=1)
    costs = np.ones(values.shape, np.float32)
    moved = write_inlay(values, costs, b"later", Placement.of(KEY), reach=1)
    assert moved is not None
    found = extract(as_file(moved[:, 0].reshape(cover.shape)), networks=networks, placement=KEY)
    assert (found.answer, found.mode) == (Answer.NEEDS_MODEL, Mode.COVERT)


def test_damage_is_told_apart_from_a_wrong_key(networks: SavedModels) -> None:
    rgb = pixels_of(hidden(networks, photograph("astronaut"), Text("z" * 200))).copy()
    order = Placement.of(KEY).order(224 * 224, 224 * 224)
    body = order[header_places(len(order)) :]
    rgb.reshape(-1, 3)[body[:200], 1] ^= np.uint8(1)
    found = extract(as_file(rgb), networks=networks, placement=KEY)
    assert (found.answer, found.mode) == (Answer.DAMAGED, Mode.COVERT)


def test_a_recompressed_picture_has_no_message(networks: SavedModels) -> None:
    file = hidden(networks, photograph("coffee"), Text("gone"))
    assert read_covert(pixels_of(recompressed(file, 95)), KEY) is None


def test_nothing_that_changes_values_is_offered_jpeg() -> None:
    sealed = seal(Text("x"), mode=Mode.COVERT, cover_size=SIZE, passphrase=None)
    cover = as_file(photograph("coffee"))
    with pytest.raises(UnsupportedImage):
        embed(cover, sealed, mode=Mode.COVERT, output="jpeg")


def test_a_saturated_cover_names_the_largest_payload_before_it_is_changed() -> None:
    cover = photograph("coffee").copy()
    cover[:, :150] = 255
    file = as_file(cover)
    room = capacity_of(file, Mode.COVERT)
    assert 0 < room.payload_bytes < capacity(*SIZE, Mode.COVERT).payload_bytes * 0.4
    letters = np.random.default_rng(5).integers(33, 127, 2000).astype(np.uint8)
    much = Text(bytes(letters[: room.payload_bytes + 60]).decode())
    sealed = seal(much, mode=Mode.COVERT, cover_size=SIZE, passphrase=PASSPHRASE)
    with pytest.raises(PayloadTooLarge) as refusal:
        embed(file, sealed, mode=Mode.COVERT, placement=KEY)
    assert refusal.value.capacity_bytes == room.payload_bytes
    with pytest.raises(PayloadTooLarge) as earlier:
        seal(much, mode=Mode.COVERT, cover_size=SIZE, passphrase=PASSPHRASE, room=room)
    assert earlier.value.capacity_bytes == room.payload_bytes


def test_a_cover_that_is_black_carries_nothing_and_says_so() -> None:
    file = as_file(np.zeros((224, 224, 3), np.uint8))
    room = capacity_of(file, Mode.COVERT)
    assert (room.usable, room.payload_bytes) == (False, 0)
    sealed = seal(Text("x"), mode=Mode.COVERT, cover_size=SIZE, passphrase=None)
    with pytest.raises(PayloadTooLarge):
        embed(file, sealed, mode=Mode.COVERT)


def test_the_default_rate_is_a_promise_that_only_the_caller_lifts(networks: SavedModels) -> None:
    usual, more = capacity(*SIZE, Mode.COVERT), capacity(*SIZE, Mode.COVERT, rate=0.2)
    assert usual.payload_bytes == (int(0.05 * 3 * 224 * 224) - 104) // 8 - 26
    noise = File("", "", np.random.default_rng(6).bytes(usual.payload_bytes + 1))
    with pytest.raises(PayloadTooLarge):
        seal(noise, mode=Mode.COVERT, cover_size=SIZE, passphrase=PASSPHRASE)
    assert len(noise.content) < more.payload_bytes
    sealed = seal(noise, mode=Mode.COVERT, cover_size=SIZE, passphrase=PASSPHRASE, rate=0.2)
    with pytest.raises(PayloadTooLarge):
        embed(as_file(photograph("coffee")), sealed, mode=Mode.COVERT)
    hidden(networks, photograph("coffee"), noise, rate=0.2)


@pytest.mark.parametrize("rate", [0.0, -1.0, 1.6, float("nan")])
def test_impossible_rates_are_refused(rate: float) -> None:
    with pytest.raises(InvalidRate):
        capacity(*SIZE, Mode.COVERT, rate=rate)


def test_a_tiny_picture_takes_eighty_bytes_when_asked_to(networks: SavedModels) -> None:
    cover = np.zeros((28, 28, 3), np.uint8)
    cover[4:24, 6:22] = grey("coffee", 28)[4:24, 6:22]
    letters = np.random.default_rng(7).integers(33, 127, 80).astype(np.uint8)
    file = hidden(networks, cover, Text(bytes(letters).decode()), rate=1.58)
    shown = pixels_of(file)
    assert (shown == shown[..., :1]).all()
    with pytest.raises(PayloadTooLarge):
        hidden(networks, cover, Text("short"))


def test_pictures_down_to_sixteen_pixels_are_looked_at(networks: SavedModels) -> None:
    for side in (16, 20, 33):
        cover = as_file(photograph("coffee", side, side))
        assert extract(cover, networks=networks).answer is Answer.NO_MESSAGE
        assert capacity_of(cover, Mode.COVERT, rate=1.0, sealed=False).usable
    with pytest.raises(ImageTooSmall):
        extract(as_file(photograph("coffee", 15, 40)), networks=networks)
    with pytest.raises(ImageTooSmall):
        capacity_of(as_file(photograph("coffee", 40, 40)), Mode.ROBUST)


def test_bytes_sealed_for_another_mode_are_refused() -> None:
    robust = seal(Text("x"), mode=Mode.ROBUST, cover_size=SIZE, passphrase=None)
    covert = seal(Text("x"), mode=Mode.COVERT, cover_size=SIZE, passphrase=None)
    check_sealed(covert, mode=Mode.COVERT, cover_size=SIZE)
    for wrong in (robust, b"", b"\x20", covert[:17], covert + bytes(40_000)):
        with pytest.raises(InvalidSealed):
            check_sealed(wrong, mode=Mode.COVERT, cover_size=SIZE)
    with pytest.raises(InvalidSealed):
        embed(as_file(photograph("coffee")), robust, mode=Mode.COVERT)


def test_altered_sealed_bytes_do_not_open() -> None:
    sealed = bytearray(seal(Text("x"), mode=Mode.COVERT, cover_size=SIZE, passphrase=None))
    sealed[-1] ^= 1
    with pytest.raises(DamagedPayload):
        unseal(bytes(sealed), None)


def test_what_lies_under_full_transparency_is_left_alone() -> None:
    rgba = np.dstack([photograph("coffee"), np.full((224, 224), 255, np.uint8)])
    rgba[:, :100, 3] = 0
    sealed = seal(Text("x" * 99), mode=Mode.COVERT, cover_size=SIZE, passphrase=None)
    done = embed(as_file(rgba), sealed, mode=Mode.COVERT)
    moved = np.asarray(Image.open(io.BytesIO(done.file))) != rgba
    assert moved.any()
    assert not moved[:, :100].any()


def test_own_limits_hold_for_small_pictures_too() -> None:
    with pytest.raises(ImageTooSmall):
        capacity_of(
            as_file(photograph("coffee", 40, 40)),
            Mode.COVERT,
            limits=replace(LIMITS, least_covert_side=41),
        )


def test_advice_for_covert_names_what_helps_detectors() -> None:
    photo = photograph("coffee", 300, 300)
    assert advise(as_file(photo), mode=Mode.COVERT) == []
    jpeg = advise(as_file(photo, "JPEG"), mode=Mode.COVERT)
    assert [advice.code for advice in jpeg] == ["compressed"]
    white = np.full((100, 100, 3), 255, np.uint8)
    assert "small" in [advice.code for advice in advise(as_file(white), mode=Mode.COVERT)]
