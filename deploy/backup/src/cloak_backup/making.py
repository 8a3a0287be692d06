"""Making a back-up: one pass over everything in the plan's order, beside a system that works."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import IO, Final

from bson import ObjectId
from bson.raw_bson import RawBSONDocument
from pymongo import ASCENDING
from pyrage.x25519 import Recipient

from cloak_backup import archive, folders
from cloak_backup.errors import UnknownCollections
from cloak_backup.manifest import NAME, Entry, Manifest
from cloak_backup.plan import BLOBS, CHUNKS, FILES, LEFT_OUT, PLAN, SERVICES, Copied
from cloak_backup.store import Store

_ID_BYTES: Final = 12
_FILES_AT_ONCE: Final = 500
_CHUNKS_AT_ONCE: Final = 16


def make(store: Store, folder: Path, recipients: Sequence[Recipient]) -> tuple[Path, Manifest]:
    """Write a back-up into a new folder below this one and return it, read again and found right.

    Raises UnknownCollections before anything is written, PyMongoError and OSError; nothing of a
    back-up that failed is left.
    """
    require_known(store)
    begun_at = datetime.now(UTC).replace(microsecond=0)
    whole = folders.whole(folder, begun_at)
    partial = folders.partial(whole)
    partial.mkdir(mode=0o700, parents=True)
    try:
        manifest = _copied(store, partial, recipients, begun_at)
        manifest.check_files(partial)
        _write_synced(partial / NAME, manifest.model_dump_json(indent=1))
        _sync(partial)
        partial.rename(whole)
        _sync(folder)
    except BaseException:
        shutil.rmtree(partial)
        raise
    return whole, manifest


def require_known(store: Store) -> None:
    """Raise UnknownCollections unless the plan says of every collection what is done with it."""
    known = {str(copied) for copied in PLAN} | set(LEFT_OUT)
    there = {f"{service}.{name}" for service in SERVICES for name in store.names(service)}
    if unknown := sorted(there - known):
        raise UnknownCollections(f"the plan does not know {', '.join(unknown)}")


def _copied(
    store: Store, folder: Path, recipients: Sequence[Recipient], begun_at: datetime
) -> Manifest:
    with tempfile.TemporaryFile() as claimed:
        content = _Content(store, claimed)
        entries = []
        for copied in PLAN:
            name = f"{copied.service}.{copied.collection}.bson.age"
            documents = content.documents(copied)
            written = archive.write(folder / name, documents, recipients)
            entries.append(
                Entry(
                    service=copied.service,
                    collection=copied.collection,
                    file=name,
                    documents=written.documents,
                    size_bytes=written.size_bytes,
                    sha256=written.sha256,
                )
            )
    return Manifest(
        begun_at=begun_at,
        ended_at=datetime.now(UTC),
        recipients=tuple(map(str, recipients)),
        master_keys=tuple(sorted(content.master_keys)),
        vanished=tuple(sorted(content.vanished)),
        entries=tuple(entries),
    )


def _write_synced(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """See the names in a folder on the disk, too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class _Content:
    """The documents of each collection; of GridFS, the files that copied claims name.

    An upload under way has no claim yet, and a file that is being removed has one no longer: so
    neither is copied in part. The ids of the claimed files wait on the disk, whatever their number.
    """

    def __init__(self, store: Store, claimed: IO[bytes]) -> None:
        self._store, self._claimed = store, claimed
        self.master_keys: set[str] = set()
        self.vanished: set[str] = set()

    def documents(self, copied: Copied) -> Iterator[bytes]:
        """Yield what is copied of a collection; blobs before files before chunks."""
        of = {BLOBS: self._blobs, FILES: self._files, CHUNKS: self._chunks}
        return of[copied]() if copied in of else (bytes(found.raw) for found in self._all(copied))

    def _all(self, copied: Copied) -> Iterator[RawBSONDocument]:
        # In the order of `_id`, which does not change: each is met once, whatever is written.
        with self._store.collection(copied).find().sort("_id", ASCENDING) as found:
            yield from found

    def _blobs(self) -> Iterator[bytes]:
        for claim in self._all(BLOBS):
            self._claimed.write(claim["file"].binary)
            self.master_keys.add(claim["key"]["master"])
            yield bytes(claim.raw)

    def _files(self) -> Iterator[bytes]:
        ids = self._ids()
        while wanted := list(islice(ids, _FILES_AT_ONCE)):
            missing = set(wanted)
            with self._store.collection(FILES).find({"_id": {"$in": wanted}}) as found:
                for file in found:
                    missing.discard(file["_id"])
                    yield bytes(file.raw)
            self.vanished.update(map(str, missing))

    def _chunks(self) -> Iterator[bytes]:
        for file in self._ids():
            if str(file) not in self.vanished:
                yield from self._chunks_of(file)

    def _chunks_of(self, file: ObjectId) -> Iterator[bytes]:
        size_bytes = 0
        with (
            self._store.collection(CHUNKS)
            .find({"files_id": file})
            .sort("n", ASCENDING)
            .batch_size(_CHUNKS_AT_ONCE) as found
        ):
            for chunk in found:
                size_bytes += len(chunk["data"])
                yield bytes(chunk.raw)
        described = self._store.collection(FILES).find_one({"_id": file})
        if described is None or described["length"] != size_bytes:
            self.vanished.add(str(file))

    def _ids(self) -> Iterator[ObjectId]:
        self._claimed.seek(0)
        while raw := self._claimed.read(_ID_BYTES):
            yield ObjectId(raw)
