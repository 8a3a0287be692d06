"""What a cover of a given size can carry, known before anything is embedded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cloak_codec.geometry import work_size
from cloak_codec.keys import SALT_BYTES
from cloak_codec.lattice.layout import plan_for
from cloak_codec.modes import Mode

TAG_BYTES: Final = 16  # AES-GCM-SIV
DESCRIPTION_BYTES: Final = 1  # packing: kind, compression, padding


@dataclass(frozen=True, slots=True)
class Capacity:
    """What fits.

    ``payload_bytes`` fit even where nothing can be compressed; names and types of files count.
    ``characters`` is the same promise for ASCII text. Both are 0, with ``usable`` false, where not
    even an empty payload fits. In ``image`` they are 0 and ``picture`` is the (width, height) at
    which the secret picture is kept.
    """

    usable: bool
    payload_bytes: int
    characters: int
    picture: tuple[int, int] | None = None


def capacity(width: int, height: int, mode: Mode, *, sealed: bool = True) -> Capacity:
    """What a cover of ``width`` x ``height`` pixels carries; ``sealed``: with a passphrase."""
    if mode is Mode.IMAGE:
        size = work_size(width, height, mode)
        return Capacity(True, 0, 0, (size.width, size.height))
    rooms = [room for room, _ in rooms_for(width, height, sealed=sealed)]
    if not rooms:
        return Capacity(usable=False, payload_bytes=0, characters=0)
    most = max(rooms) - DESCRIPTION_BYTES
    return Capacity(usable=True, payload_bytes=most, characters=most)


def rooms_for(width: int, height: int, *, sealed: bool) -> list[tuple[int, int]]:
    """(bytes for a packed payload, body bytes) of every body that fits, smallest first."""
    overhead = TAG_BYTES + (SALT_BYTES if sealed else 0)
    bodies = plan_for(width, height).body_sizes()
    return [(body - overhead, body) for body in bodies if body - overhead >= DESCRIPTION_BYTES]
