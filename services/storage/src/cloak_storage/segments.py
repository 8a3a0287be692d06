"""Content at rest: segments of 64 KiB, each sealed on its own, so that a range opens only its own.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015) on AES-256-GCM under a key that
seals one blob only: the nonce is the segment's index; the index and a final flag are associated
data. A changed, swapped, repeated, missing or cut-off segment does not open.
"""

from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from cloak_storage.errors import BlobDamaged

SEGMENT_BYTES = 64 << 10
TAG_BYTES = 16
SEALED_SEGMENT_BYTES = SEGMENT_BYTES + TAG_BYTES


def segment_count(size_bytes: int) -> int:
    """Return how many segments hold a content of this size; an empty one has one too."""
    return max(1, -(-size_bytes // SEGMENT_BYTES))


class Sealer:
    """Seals one content as it arrives. The last segment waits: only `finish` knows it is last."""

    def __init__(self, key: bytes) -> None:
        self._cipher, self._index, self._waiting = AESGCM(key), 0, bytearray()

    def add(self, data: bytes) -> Iterator[bytes]:
        """Yield the segments that these bytes complete."""
        self._waiting += data
        while len(self._waiting) > SEGMENT_BYTES:
            segment = bytes(self._waiting[:SEGMENT_BYTES])
            del self._waiting[:SEGMENT_BYTES]
            yield self._seal(segment, final=False)

    def finish(self) -> bytes:
        """Return the last segment, empty content or not."""
        return self._seal(bytes(self._waiting), final=True)

    def _seal(self, segment: bytes, *, final: bool) -> bytes:
        sealed = self._cipher.encrypt(*_place(self._index, segment, final=final))
        self._index += 1
        return sealed


class Opener:
    """Opens single segments of a content of known size."""

    def __init__(self, key: bytes, size_bytes: int) -> None:
        self._cipher, self._last = AESGCM(key), segment_count(size_bytes) - 1

    def open(self, index: int, sealed: bytes) -> bytes:
        """Return the plain bytes of this segment; raises BlobDamaged."""
        nonce, _, place = _place(index, b"", final=index == self._last)
        try:
            return self._cipher.decrypt(nonce, sealed, place)
        except InvalidTag as error:
            raise BlobDamaged from error


def _place(index: int, segment: bytes, *, final: bool) -> tuple[bytes, bytes, bytes]:
    return index.to_bytes(12), segment, index.to_bytes(8) + bytes([final])
