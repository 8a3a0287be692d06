"""What a cover of a given size can carry, known before anything is embedded."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from cloak_codec.blocks.room import blocks_room, quality_for
from cloak_codec.carriers import CHANNELS, covert_carriers, flat_carriers, room_for_size
from cloak_codec.coded_picture import most_pixels
from cloak_codec.frame import HEAD_BYTES
from cloak_codec.imagefile import Pixels, read
from cloak_codec.lattice.layout import plan_for
from cloak_codec.limits import LIMITS, Limits
from cloak_codec.lock import overhead_bytes
from cloak_codec.modes import USUAL_CHANNEL, Channel, Mode
from cloak_codec.rates import MOST_COVERT_RATE, rate_of

DESCRIPTION_BYTES: Final = 1  # packing: kind, compression, padding
_INLAY_BODY_BYTES: Final = tuple(
    quarters << octave for octave in range(2, 17) for quarters in (6, 7, 8, 10)
)


@dataclass(frozen=True, slots=True)
class Capacity:
    """What fits.

    ``payload_bytes`` fit even where nothing can be compressed; names and types of files count.
    ``characters`` is the same promise for ASCII text. Both are 0, with ``usable`` false, where not
    even an empty payload fits. In ``image`` the secret's own file has ``payload_bytes``, none of
    which are characters, and ``picture`` is the (width, height) beyond which a secret of the
    cover's proportions is scaled down.
    """

    usable: bool
    payload_bytes: int
    characters: int
    picture: tuple[int, int] | None = None


def capacity(
    width: int,
    height: int,
    mode: Mode,
    *,
    sealed: bool = True,
    recipients: int = 0,
    channel: Channel | None = None,
    rate: float | None = None,
) -> Capacity:
    """What a cover of ``width`` x ``height`` pixels carries; ``sealed``: with a passphrase.

    ``recipients``: sealed for so many people instead. Without a ``channel`` the one that the mode
    is for. In ``covert``, and for ``image`` on the channel ``lossless``, this is what a colourful
    cover without black or white carries at ``rate`` (bits for each value; None: the mode's own);
    ``capacity_of`` knows better. Raises InvalidRate, InvalidChannel.
    """
    channel = channel or USUAL_CHANNEL[mode]
    overhead = overhead_bytes(sealed=sealed, recipients=recipients)
    if is_inlaid(mode, channel):
        room = size_room(width, height, mode, rate_of(mode, rate))
        return _inlaid((width, height), room, mode, overhead)
    if mode is Mode.IMAGE:
        if recipients:  # through recompression, the format has no picture for people
            return Capacity(usable=False, payload_bytes=0, characters=0)
        return _pictured(width, height, net_bytes(coded_room(width, height, channel), overhead))
    rooms = [room for room, _ in rooms_for(width, height, overhead)]
    if not rooms:
        return Capacity(usable=False, payload_bytes=0, characters=0)
    most = max(rooms) - DESCRIPTION_BYTES
    return Capacity(usable=True, payload_bytes=most, characters=most)


def capacity_of(
    image: bytes,
    mode: Mode,
    *,
    sealed: bool = True,
    recipients: int = 0,
    channel: Channel | None = None,
    rate: float | None = None,
    limits: Limits = LIMITS,
) -> Capacity:
    """What this very cover carries. Raises as ``capacity`` and ``inspect`` do."""
    channel = channel or USUAL_CHANNEL[mode]
    pixels = read(image, limits.for_mode(mode))
    size = pixels.width, pixels.height
    if not is_inlaid(mode, channel):
        return capacity(*size, mode, sealed=sealed, recipients=recipients, channel=channel)
    room = cover_room(pixels, mode, rate_of(mode, rate))
    return _inlaid(size, room, mode, overhead_bytes(sealed=sealed, recipients=recipients))


def is_inlaid(mode: Mode, channel: Channel) -> bool:
    """Whether the message goes into single values, where no network is asked."""
    return mode is Mode.COVERT or (mode is Mode.IMAGE and channel == "lossless")


def net_bytes(sealed_bytes: int, overhead: int) -> int:
    """The payload bytes in so many sealed ones; below 0 where there is not even a tag."""
    return sealed_bytes - HEAD_BYTES - overhead - DESCRIPTION_BYTES


def size_room(width: int, height: int, mode: Mode, rate: float) -> int:
    """The sealed bytes for a cover of which the size alone is known."""
    pixels = width * height
    if mode is Mode.COVERT and rate <= MOST_COVERT_RATE:
        return room_for_size(pixels, CHANNELS, rate)
    return room_for_size(CHANNELS * pixels, 1, rate)


def rooms_up_to(payload_bytes: int, overhead: int) -> list[tuple[int, int]]:
    """(bytes for a packed payload, body bytes) of what an inlay takes, smallest first.

    The usual sizes, which tell little of the length, and then all that there is room for.
    """
    most = payload_bytes + DESCRIPTION_BYTES
    rooms = [(body - overhead, body) for body in _INLAY_BODY_BYTES]
    return [*(r for r in rooms if DESCRIPTION_BYTES <= r[0] < most), (most, most + overhead)]


def rooms_for(width: int, height: int, overhead: int) -> list[tuple[int, int]]:
    """(bytes for a packed payload, body bytes) of every body that fits, smallest first."""
    bodies = plan_for(width, height).body_sizes()
    return [(body - overhead, body) for body in bodies if body - overhead >= DESCRIPTION_BYTES]


def coded_room(width: int, height: int, channel: Channel) -> int:
    """The sealed bytes of a coded picture that survives a channel. Raises InvalidChannel.

    Where the channel moves pixels, blocks are lost and ``robust``'s cells take what they can.
    """
    quality = quality_for(channel, width, height)
    if quality is not None:
        return blocks_room(width, height, quality)
    return HEAD_BYTES + max(plan_for(width, height).body_sizes(), default=0)


def cover_room(pixels: Pixels, mode: Mode, rate: float) -> int:
    """The sealed bytes for this very cover in ``covert``, or for a coded picture."""
    room = 0
    if mode is Mode.COVERT:
        carriers = covert_carriers(pixels.rgb, pixels.alpha)
        room = carriers.room(min(rate, MOST_COVERT_RATE), reach=1)
    if mode is Mode.IMAGE or rate > MOST_COVERT_RATE:
        room = max(room, flat_carriers(pixels.rgb).room(rate, reach=2))
    return room


def _inlaid(size: tuple[int, int], room: int, mode: Mode, overhead: int) -> Capacity:
    most = net_bytes(room, overhead)
    if mode is Mode.IMAGE:
        return _pictured(*size, most)
    return Capacity(usable=most >= 0, payload_bytes=max(0, most), characters=max(0, most))


def _pictured(width: int, height: int, most: int) -> Capacity:
    if most < 0:
        return Capacity(usable=False, payload_bytes=0, characters=0)
    scale = math.sqrt(most_pixels(most) / (width * height))
    picture = max(1, round(width * scale)), max(1, round(height * scale))
    return Capacity(usable=True, payload_bytes=most, characters=0, picture=picture)
