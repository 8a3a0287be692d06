"""Sealed content opens only as it was sealed."""

import os

import pytest
from cloak_storage.errors import BlobDamaged
from cloak_storage.segments import (
    SEALED_SEGMENT_BYTES,
    SEGMENT_BYTES,
    Opener,
    Sealer,
    segment_count,
)

KEY = bytes(range(32))
SIZES = [0, 1, SEGMENT_BYTES - 1, SEGMENT_BYTES, SEGMENT_BYTES + 1, 3 * SEGMENT_BYTES + 17]


def seal(content: bytes, *, pieces_of: int = 10_000) -> list[bytes]:
    sealer = Sealer(KEY)
    segments = [
        segment
        for start in range(0, len(content), pieces_of)
        for segment in sealer.add(content[start : start + pieces_of])
    ]
    return [*segments, sealer.finish()]


@pytest.mark.parametrize("size", SIZES)
def test_segments_open_to_the_content_in_any_order(size: int) -> None:
    content = os.urandom(size)
    segments = seal(content)
    assert len(segments) == segment_count(size)
    opener = Opener(KEY, size)
    backwards = [opener.open(i, segments[i]) for i in reversed(range(len(segments)))]
    assert b"".join(reversed(backwards)) == content


def test_how_the_content_arrives_does_not_matter() -> None:
    content = os.urandom(200_000)
    assert seal(content, pieces_of=1_000) == seal(content, pieces_of=200_000)


def test_every_segment_but_the_last_has_one_size() -> None:
    *whole, last = seal(os.urandom(3 * SEGMENT_BYTES + 17))
    assert {len(segment) for segment in whole} == {SEALED_SEGMENT_BYTES}
    assert len(last) == 17 + 16


def test_a_changed_bit_does_not_open() -> None:
    (segment,) = seal(b"picture")
    for index in range(len(segment)):
        changed = bytearray(segment)
        changed[index] ^= 1
        with pytest.raises(BlobDamaged):
            Opener(KEY, 7).open(0, bytes(changed))


def test_swapped_segments_do_not_open() -> None:
    segments = seal(bytes(3 * SEGMENT_BYTES))
    with pytest.raises(BlobDamaged):
        Opener(KEY, 3 * SEGMENT_BYTES).open(0, segments[1])


def test_content_cut_at_a_segment_does_not_open() -> None:
    size = 3 * SEGMENT_BYTES
    kept = seal(bytes(size))[:2]
    with pytest.raises(BlobDamaged):
        Opener(KEY, 2 * SEGMENT_BYTES).open(1, kept[1])


def test_another_key_does_not_open() -> None:
    (segment,) = seal(b"picture")
    with pytest.raises(BlobDamaged):
        Opener(bytes(32), 7).open(0, segment)
