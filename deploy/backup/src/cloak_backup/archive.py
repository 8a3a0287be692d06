"""Files of documents: BSON one after the other, as mongodump writes them, encrypted by age.

Anybody who holds the identity opens them with `age -d` and reads them with `bsondump`. Neither
writing nor reading keeps more than a few documents in memory.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyrage
from pyrage.x25519 import Identity, Recipient

from cloak_backup.errors import ArchiveDamaged

_LENGTH_BYTES = 4
_READ_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Written:
    """What a file holds, and the SHA-256 of the file as it lies on the disk."""

    documents: int
    size_bytes: int
    sha256: str


def write(path: Path, documents: Iterable[bytes], recipients: Sequence[Recipient]) -> Written:
    """Write an encrypted file that its owner alone may read, and see it on the disk.

    Raises what `documents` raises, and OSError.
    """
    source = _Source(documents)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        digesting = _Digesting(file)
        try:
            pyrage.encrypt_io(source, digesting, recipients)
        except pyrage.EncryptError as error:
            raise (source.failure or digesting.failure or error) from None
        file.flush()
        os.fsync(file.fileno())
    return Written(source.count, digesting.size_bytes, digesting.digest.hexdigest())


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file as it lies on the disk."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(_READ_BYTES):
            digest.update(data)
    return digest.hexdigest()


def read(path: Path, identity: Identity, take: Callable[[bytes], None]) -> None:
    """Give each document to `take`, in order.

    Raises ArchiveDamaged for a changed or cut file and for another key's; and what `take` raises.
    """
    documents = _Documents(take)
    with path.open("rb") as file:
        try:
            pyrage.decrypt_io(file, documents, [identity])
        except (pyrage.DecryptError, OSError) as error:
            raise ArchiveDamaged(f"{path.name} does not open") from error
    if documents.rest:
        raise ArchiveDamaged(f"{path.name} ends within a document")


class _Source:
    """A file to read from, made of documents; remembers why it broke off."""

    def __init__(self, documents: Iterable[bytes]) -> None:
        self._documents, self._waiting = iter(documents), memoryview(b"")
        self.count = 0
        self.failure: BaseException | None = None

    def read(self, size: int) -> bytes:
        try:
            if not self._waiting:
                self._waiting = memoryview(self._next())
            taken, self._waiting = self._waiting[:size], self._waiting[size:]
            return bytes(taken)
        except BaseException as error:  # the library in between would keep the words alone
            self.failure = error
            raise

    def _next(self) -> bytes:
        document = next(self._documents, b"")
        self.count += bool(document)
        return document


class _Digesting:
    """A file to write to that hashes what goes through; remembers why it broke off."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self.digest, self.size_bytes = file, hashlib.sha256(), 0
        self.failure: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            self.digest.update(data)
            self.size_bytes += len(data)
            return self._file.write(data)
        except BaseException as error:  # a disk that is full, say
            self.failure = error
            raise

    def flush(self) -> None:
        self._file.flush()


class _Documents:
    """A file to write to that cuts what comes into documents."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take, self.rest = take, bytearray()

    def write(self, data: bytes) -> int:
        self.rest += data
        while len(self.rest) >= _LENGTH_BYTES:
            length = int.from_bytes(self.rest[:_LENGTH_BYTES], "little")
            if length <= _LENGTH_BYTES:
                raise ArchiveDamaged("a document has no length")
            if len(self.rest) < length:
                break
            self._take(bytes(self.rest[:length]))
            del self.rest[:length]
        return len(data)

    def flush(self) -> None:
        """Nothing waits here but what is not whole yet."""
