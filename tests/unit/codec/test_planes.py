"""Planes, which earlier versions wrote as pixels into pixels: read, and refused where broken."""

from __future__ import annotations

from pathlib import Path

import pytest
from cloak_codec import (
    Answer,
    DamagedPayload,
    Limits,
    NeedsNewerVersion,
    PassphraseRequired,
    Picture,
    WrongKey,
    extract,
    inspect,
    unseal,
)
from cloak_codec.imprint import HEADER_BYTES
from cloak_codec.lock import PLANE_VERSION, Lock, head
from cloak_codec.saved_models import SavedModels
from PIL import Image

from tests.unit.codec.pictures import recompressed, saved

VECTORS = Path(__file__).parent / "vectors" / "v1"


def plane_header(lock: Lock, width: int, height: int) -> bytes:
    sizes = width.to_bytes(3, "big") + height.to_bytes(3, "big")
    return head(lock, PLANE_VERSION) + sizes + bytes(HEADER_BYTES - 7)


def test_a_passphrase_is_asked_for(networks: SavedModels) -> None:
    found = extract((VECTORS / "picture-sealed.png").read_bytes(), networks=networks)
    assert found.sealed is not None
    with pytest.raises(PassphraseRequired):
        unseal(found.sealed, None)
    with pytest.raises(WrongKey):
        unseal(found.sealed, "another")


def test_recompression_destroys_it_without_a_wrong_picture(networks: SavedModels) -> None:
    stego = (VECTORS / "picture-open.png").read_bytes()
    found = extract(recompressed(stego, 60), networks=networks)
    assert found.answer in (Answer.NO_MESSAGE, Answer.DAMAGED)


def test_a_header_that_asks_for_an_endless_row_gets_a_bounded_one() -> None:
    header = plane_header(Lock.PLANE_OPEN, 1, 0xFFFFFF)
    opened = unseal(header + saved(Image.new("RGB", (1024, 1024))), None)
    assert isinstance(opened, Picture)
    assert inspect(opened.content, Limits(least_side=1)).height == 65_535


def test_a_plane_of_another_version_is_not_shown() -> None:
    header = plane_header(Lock.PLANE_OPEN, 64, 64)
    with pytest.raises(NeedsNewerVersion):
        unseal(b"\x28" + header[1:] + saved(Image.new("RGB", (64, 64))), None)


@pytest.mark.parametrize("size", [(100, 64), (64, 100), (2048, 1024)])
def test_a_plane_of_impossible_size_is_damaged(size: tuple[int, int]) -> None:
    header = plane_header(Lock.PLANE_PASSPHRASE, 64, 64)
    with pytest.raises(DamagedPayload):
        unseal(header + saved(Image.new("RGB", size)), "p")
