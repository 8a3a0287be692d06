"""Archives: encrypted streams of BSON documents, whole or refused."""

import os
import resource
from collections.abc import Iterator
from pathlib import Path

import bson
import pytest
from cloak_backup import archive
from cloak_backup.errors import ArchiveDamaged
from pyrage.x25519 import Identity

IDENTITY = Identity.generate()
DOCUMENTS = [bson.encode({"_id": n, "data": os.urandom(n * 1_000)}) for n in range(200)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    written = archive.write(tmp_path / "a.bson.age", DOCUMENTS, [IDENTITY.to_public()])
    assert written.documents == len(DOCUMENTS)
    assert written.sha256 == archive.digest_of(tmp_path / "a.bson.age")
    return tmp_path / "a.bson.age"


def read(path: Path, identity: Identity = IDENTITY) -> list[bytes]:
    found: list[bytes] = []
    archive.read(path, identity, found.append)
    return found


def test_what_was_written_is_read_in_order(path: Path) -> None:
    assert read(path) == DOCUMENTS


def test_nobody_else_reads_the_file(path: Path) -> None:
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"data" not in path.read_bytes()
    with pytest.raises(ArchiveDamaged):
        read(path, Identity.generate())


@pytest.mark.parametrize("cut", [1, 70_000])
def test_a_file_that_was_cut_is_refused(path: Path, cut: int) -> None:
    os.truncate(path, path.stat().st_size - cut)
    with pytest.raises(ArchiveDamaged):
        read(path)


def test_a_changed_byte_is_noticed_before_its_document_is_given(path: Path) -> None:
    changed = bytearray(path.read_bytes())
    changed[-100] ^= 1
    path.write_bytes(changed)
    found: list[bytes] = []
    with pytest.raises(ArchiveDamaged):
        archive.read(path, IDENTITY, found.append)
    assert found == DOCUMENTS[: len(found)]
    assert len(found) < len(DOCUMENTS)


def test_a_source_that_breaks_off_says_why(tmp_path: Path) -> None:
    def documents() -> Iterator[bytes]:
        yield DOCUMENTS[0]
        raise ConnectionError("the database went away")

    with pytest.raises(ConnectionError, match="went away"):
        archive.write(tmp_path / "b", documents(), [IDENTITY.to_public()])


def test_memory_does_not_grow_with_the_archive(tmp_path: Path) -> None:
    document, ahead = bson.encode({"data": bytes(100_000)}), 0

    def documents() -> Iterator[bytes]:
        nonlocal ahead
        for number in range(300):
            ahead = number * len(document) - (tmp_path / "c").stat().st_size
            assert ahead < 1_000_000
            yield document

    archive.write(tmp_path / "c", documents(), [IDENTITY.to_public()])


def test_a_disk_that_is_full_is_told_as_such(tmp_path: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, hard))
    try:
        with pytest.raises(OSError, match="File too large"):
            archive.write(tmp_path / "d", DOCUMENTS, [IDENTITY.to_public()])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_being_told_to_end_is_no_fault_of_the_archive(tmp_path: Path) -> None:
    def documents() -> Iterator[bytes]:
        yield DOCUMENTS[0]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        archive.write(tmp_path / "e", documents(), [IDENTITY.to_public()])
