"""Where in a picture a trellis-coded message lies: known to who has the placement key.

The key comes from the passphrase; without one it is public. It says in which order values carry the
message, and it whitens every bit, so that without it nothing stands out.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass, field
from typing import Final

import numba
import numpy as np
from numpy.typing import NDArray

from cloak_codec.keys import KEY_BYTES, derive, master_key
from cloak_codec.keystream import keyed_words

PUBLIC: Final = hashlib.sha256(b"image-cloak/2/covert/public").digest()
MOST_PLACES: Final = 1 << 22  # values that carry: bounds time and memory for large pictures
CHECK_BYTES: Final = 4
_FEW: Final = 1024  # one place wanted of more than so many: not worth a list of all


def placement_key(passphrase: str) -> bytes:
    """What finds a covert message and does not open it: 32 bytes. Raises InvalidPassphrase."""
    return derive(master_key(passphrase), salt=b"", purpose="covert/place", version=2)


@dataclass(frozen=True, slots=True)
class Placement:
    """The order, the whitening and the check of one placement key."""

    _order: bytes = field(repr=False)
    _white: bytes = field(repr=False)
    _check: bytes = field(repr=False)

    @classmethod
    def of(cls, key: bytes | None) -> Placement:
        """The placement of a key, the public one for None."""
        keys = derive(
            key or PUBLIC, salt=b"", purpose="covert/keys", version=2, length=3 * KEY_BYTES
        )
        return cls(keys[:KEY_BYTES], keys[KEY_BYTES : 2 * KEY_BYTES], keys[2 * KEY_BYTES :])

    def order(self, places: int, count: int) -> NDArray[np.uint32]:
        """The numbers of the first ``count`` of ``places`` places, in the key's order."""
        words = keyed_words(self._order, count)
        if places > _FEW * count:
            return _first_shuffled(places, words)
        return _shuffled(places, words)

    def whitened(self, content: bytes, start: int) -> bytes:
        """``content`` with the key's noise from byte ``start`` on added; again takes it off."""
        noise = keyed_words(self._white, -(-(start + len(content)) // 8)).view(np.uint8)
        plain = np.frombuffer(content, np.uint8)
        return (plain ^ noise[start : start + len(content)]).tobytes()

    def check(self, content: bytes) -> bytes:
        """Bytes that only this key gives ``content``."""
        return hmac.digest(self._check, content, "sha256")[:CHECK_BYTES]


@numba.njit(cache=True, nogil=True)
def _shuffled(places: int, words: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """Fisher and Yates from the front, one word a place."""
    order = np.empty(places, np.uint32)
    for i in range(places):
        order[i] = i
    for i in range(len(words)):
        j = i + np.int64(words[i] % np.uint64(places - i))
        order[i], order[j] = order[j], order[i]
    return order[: len(words)]


def _first_shuffled(places: int, words: NDArray[np.uint64]) -> NDArray[np.uint32]:
    """The same, without a list of all places: a header is looked for in every large picture."""
    moved: dict[int, int] = {}
    order = np.empty(len(words), np.uint32)
    for i, word in enumerate(words.tolist()):
        j = i + word % (places - i)
        order[i] = moved.get(j, j)
        moved[j] = moved.get(i, i)
    return order
