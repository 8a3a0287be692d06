"""Restoring a back-up into a system that holds nothing, while none of its services runs."""

from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from bson import ObjectId
from bson.raw_bson import RawBSONDocument
from pymongo import ASCENDING
from pyrage.x25519 import Identity

from cloak_backup import archive
from cloak_backup.errors import ArchiveDamaged, NotEmpty
from cloak_backup.manifest import Manifest
from cloak_backup.plan import BLOBS, CHUNKS, FILES, LEFT_OUT, RESTORED, SERVICES, USERS, Copied
from cloak_backup.store import Store

_BATCH_BYTES: Final = 8 << 20
_BATCH_DOCUMENTS: Final = 1000
# Which field of each names the file that may have been removed while it was copied.
_FILE_FIELD: Final[Mapping[Copied, str]] = {BLOBS: "file", FILES: "_id", CHUNKS: "files_id"}
Keep = Callable[[list[RawBSONDocument]], list[RawBSONDocument]]


def restore(store: Store, folder: Path, identity: Identity) -> Counter[str]:
    """Bring everything back; return how many documents each collection got.

    Raises ArchiveDamaged and NotEmpty before anything is written. When it breaks off later, drop
    the databases and begin again.
    """
    manifest = Manifest.load(folder)
    manifest.check_files(folder)
    require_empty(store)
    store.collection(CHUNKS).create_index([("files_id", ASCENDING), ("n", ASCENDING)], unique=True)
    vanished = frozenset(map(ObjectId, manifest.vanished))
    entries = {(entry.service, entry.collection): entry for entry in manifest.entries}
    restored: Counter[str] = Counter()
    for copied in RESTORED:
        entry = entries[copied.service, copied.collection]
        filling = _Filling(store, copied, _keeping(store, copied, vanished))
        archive.read(folder / entry.file, identity, filling.add)
        filling.flush()
        if filling.met != entry.documents:
            raise ArchiveDamaged(f"{entry.file} holds {filling.met} documents")
        restored[str(copied)] = filling.written
    return restored


def require_empty(store: Store) -> None:
    """Raise NotEmpty when any collection has a document that a service does not make by itself."""
    filled = [
        f"{service}.{name}"
        for service in SERVICES
        for name in store.names(service)
        if f"{service}.{name}" not in LEFT_OUT and store.database(service)[name].find_one()
    ]
    if filled:
        raise NotEmpty(f"there are documents in {', '.join(filled)}")


def _keeping(store: Store, copied: Copied, vanished: frozenset[ObjectId]) -> Keep:
    if copied.of_users:
        return lambda batch: _with_a_user(store, batch)
    field = _FILE_FIELD.get(copied)
    if field is None or not vanished:
        return lambda batch: batch
    return lambda batch: [document for document in batch if document[field] not in vanished]


def _with_a_user(store: Store, batch: list[RawBSONDocument]) -> list[RawBSONDocument]:
    wanted = {"_id": {"$in": [document["_id"] for document in batch]}}
    known = {user["_id"] for user in store.collection(USERS).find(wanted, {"_id": 1})}
    return [document for document in batch if document["_id"] in known]


class _Filling:
    """Writes documents in batches of bounded size."""

    def __init__(self, store: Store, copied: Copied, keep: Keep) -> None:
        self._documents, self._keep = store.collection(copied), keep
        self._batch: list[RawBSONDocument] = []
        self._size_bytes = 0
        self.met = self.written = 0

    def add(self, raw: bytes) -> None:
        """Take a document; writes when there are enough."""
        self._batch.append(RawBSONDocument(raw))
        self._size_bytes += len(raw)
        self.met += 1
        if self._size_bytes >= _BATCH_BYTES or len(self._batch) >= _BATCH_DOCUMENTS:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        if self._batch and (kept := self._keep(self._batch)):
            self._documents.insert_many(kept, ordered=False)
            self.written += len(kept)
        self._batch, self._size_bytes = [], 0
