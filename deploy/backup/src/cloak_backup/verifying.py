"""Verifying a back-up where it lies: its bytes, and with the identity its documents."""

from pathlib import Path

from pyrage.x25519 import Identity

from cloak_backup import archive
from cloak_backup.errors import ArchiveDamaged
from cloak_backup.manifest import Manifest


def verify(folder: Path, identity: Identity | None) -> Manifest:
    """Return the description of a back-up that is whole; raises ArchiveDamaged."""
    manifest = Manifest.load(folder)
    manifest.check_files(folder)
    if identity is not None:
        for entry in manifest.entries:
            met = 0

            def count(_: bytes) -> None:
                nonlocal met
                met += 1

            archive.read(folder / entry.file, identity, count)
            if met != entry.documents:
                raise ArchiveDamaged(f"{entry.file} holds {met} documents")
    return manifest
