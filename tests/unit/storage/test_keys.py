"""Data keys are wrapped for one file, by the first master key, and opened by any that is kept."""

import pytest
from bson import ObjectId
from cloak_storage.errors import BlobDamaged, MasterKeyMissing
from cloak_storage.keys import KeyRing

OLD, NEW = bytes(32), bytes([1] * 32)
FILE, OTHER_FILE = ObjectId().binary, ObjectId().binary


def test_a_wrapped_key_unwraps_for_its_file() -> None:
    ring = KeyRing([OLD])
    key, kept = ring.new_key(FILE)
    assert len(key) == 32
    assert ring.unwrap(FILE, kept) == key
    assert key not in kept["wrapped"]


def test_every_file_has_a_key_of_its_own() -> None:
    ring = KeyRing([OLD])
    assert len({ring.new_key(FILE)[0] for _ in range(50)}) == 50


def test_a_wrapped_key_is_no_use_for_another_file() -> None:
    ring = KeyRing([OLD])
    _, kept = ring.new_key(FILE)
    with pytest.raises(BlobDamaged):
        ring.unwrap(OTHER_FILE, kept)


def test_after_a_rotation_old_blobs_open_and_new_ones_use_the_new_key() -> None:
    key, kept = KeyRing([OLD]).new_key(FILE)
    rotated = KeyRing([NEW, OLD])
    assert rotated.unwrap(FILE, kept) == key
    newer_key, newer = rotated.new_key(FILE)
    assert KeyRing([NEW]).unwrap(FILE, newer) == newer_key


def test_a_rewrapped_data_key_is_the_same_and_needs_the_new_master_alone() -> None:
    key, kept = KeyRing([OLD]).new_key(FILE)
    rewrapped = KeyRing([NEW, OLD]).rewrapped(FILE, kept)
    assert KeyRing([NEW]).unwrap(FILE, rewrapped) == key
    with pytest.raises(BlobDamaged):
        KeyRing([NEW]).unwrap(OTHER_FILE, rewrapped)


def test_without_its_master_key_a_blob_says_so() -> None:
    _, kept = KeyRing([OLD]).new_key(FILE)
    with pytest.raises(MasterKeyMissing):
        KeyRing([NEW]).unwrap(FILE, kept)


def test_the_name_of_a_master_key_does_not_show_the_key() -> None:
    _, kept = KeyRing([NEW]).new_key(FILE)
    assert NEW.hex()[:16] not in kept["master"]
