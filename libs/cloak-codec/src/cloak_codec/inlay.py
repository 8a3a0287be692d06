"""A sealed message in 8-bit values: header and body, whitened, in the order of a placement key.

The header lies in the lowest bits of the first values and says how the body lies in the others. Its
check holds under its own key alone, so a picture without a message, or with another key's, reads as
noise. A checksum over the body tells damage from a wrong key, which no reader of sealed bytes can.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cloak_codec.company import Company
from cloak_codec.crc import CRC_BITS, crc24
from cloak_codec.layers import SHARE_BITS, Coding, read_layers, write_layers
from cloak_codec.placement import CHECK_BYTES, MOST_PLACES, Placement
from cloak_codec.submatrices import QUICK, THOROUGH
from cloak_codec.trellis import cheapest, syndrome

_ABOUT_BYTES: Final = 6
HEADER_BITS: Final = 8 * (_ABOUT_BYTES + CHECK_BYTES)
MOST_SEALED_BYTES: Final = (1 << 20) - 1
_LEAST_HEADER_PLACES: Final = 112
_MOST_HEADER_PLACES: Final = 2048
_HEADER_SHARE: Final = 8  # one place in so many, between the two bounds
_THOROUGH_BELOW: Final = 1 << 19  # bits searched: the higher code stays within 0.4 s
_MOST_BITS_A_VALUE: Final = 3
_REACH_2: Final = 0b0001
_THOROUGH: Final = 0b0010
_FINE: Final = 0b0100
_DIFFERENCES: Final = 0b1000
_LEAST_FINE: Final = 4096  # places below which smaller segments cost more than company gives


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says of its body."""

    length: int  # sealed bytes
    coding: Coding
    differences: bool  # whether the body also lies beside the leading values


@dataclass(frozen=True, slots=True)
class InlayReading:
    """A message that was found; ``sealed`` is None where it does not match its checksum."""

    sealed: bytes | None = field(repr=False)
    known: bool = True  # False: a later version wrote it


def header_places(places: int) -> int:
    """How many of the first values carry the header, where ``places`` carry something."""
    return max(_LEAST_HEADER_PLACES, min(_MOST_HEADER_PLACES, places // _HEADER_SHARE))


def body_bits(sealed_bytes: int) -> int:
    """Message bits in the body for so many sealed bytes."""
    return 8 * sealed_bytes + CRC_BITS


def sealed_bytes_in(bits: int) -> int:
    """The most sealed bytes whose body has at most so many bits."""
    return max(0, min(MOST_SEALED_BYTES, (bits - CRC_BITS) // 8))


def write_inlay(
    values: NDArray[np.uint8],
    costs: NDArray[np.float32],
    sealed: bytes,
    placement: Placement,
    *,
    reach: int,
    row: int | None = None,
) -> NDArray[np.uint8] | None:
    """``values`` [places,k], moved by up to ``reach`` levels to hold ``sealed``; None: no room.

    ``costs`` [places,k] are those of moving a value by one level; the header takes leading values
    alone. ``row``: how many places are a row of the picture, where they are pixels that had better
    move as their neighbours do.
    """
    places, width = values.shape
    used = min(places, MOST_PLACES)
    head, body = np.split(placement.order(places, used), [header_places(used)])
    height = THOROUGH if body.size * width * (reach + 1) < _THOROUGH_BELOW else QUICK
    content = sealed + int(crc24(_bits(sealed))).to_bytes(CRC_BITS // 8, "big")
    message = _bits(placement.whitened(content, HEADER_BITS // 8))
    company = None
    if row is not None and len(body) >= _LEAST_FINE:
        company = Company(places, row, body, width)
    written = write_layers(
        values[body].reshape(-1), costs[body].reshape(-1), message, reach, height, company
    )
    if written is None:
        return None
    moved = values.copy()
    moved[body] = written[0].reshape(-1, width)
    about = _about(Header(len(sealed), written[1], differences=width > 1))
    header = _bits(placement.whitened(about + placement.check(about), 0))
    leading = values[head, 0]
    carried, broken = cheapest(leading & np.uint8(1), costs[head, 0], header, QUICK)
    if broken:
        return None
    moved[head, 0] = _with_lowest_bits(leading, carried, sealed)
    return moved


def read_header(leading: NDArray[np.uint8], placement: Placement) -> Header | None:
    """What the leading values [places] say of a message under this placement, None if nothing."""
    used = min(len(leading), MOST_PLACES)
    first = header_places(used)
    if used <= first:
        return None
    head = placement.order(len(leading), first)
    bits = syndrome(leading[head] & np.uint8(1), HEADER_BITS, QUICK)
    content = placement.whitened(np.packbits(bits).tobytes(), 0)
    about, check = content[:_ABOUT_BYTES], content[_ABOUT_BYTES:]
    if placement.check(about) != check:
        return None
    header = _parse(about)
    return None if sum(header.coding.shares) >= 1 << SHARE_BITS else header


def read_body(
    values: NDArray[np.uint8], header: Header, placement: Placement
) -> InlayReading | None:
    """The message in ``values`` [places,k] of which ``header`` speaks; None: they are too few."""
    used = min(len(values), MOST_PLACES)
    body = placement.order(len(values), used)[header_places(used) :]
    bits = body_bits(header.length)
    if bits > _MOST_BITS_A_VALUE * body.size * values.shape[1]:
        return None
    message = read_layers(values[body].reshape(-1), bits, header.coding)
    content = placement.whitened(np.packbits(message).tobytes(), HEADER_BITS // 8)
    sealed, checksum = content[: header.length], int.from_bytes(content[header.length :], "big")
    return InlayReading(sealed if crc24(_bits(sealed)) == checksum else None)


def _about(header: Header) -> bytes:
    """Kind (4 bits), sealed bytes (20), the shares of the upper planes (12 each)."""
    coding = header.coding
    kind = (_REACH_2 if coding.reach == 2 else 0) | (_THOROUGH if coding.height == THOROUGH else 0)
    kind |= (_FINE if coding.fine else 0) | (_DIFFERENCES if header.differences else 0)
    first, second = (*coding.shares, 0)[:2]
    number = kind << 44 | header.length << 24 | first << 12 | second
    return number.to_bytes(_ABOUT_BYTES, "big")


def _parse(about: bytes) -> Header:
    number = int.from_bytes(about, "big")
    kind = number >> 44
    reach = 2 if kind & _REACH_2 else 1
    shares = (number >> 12 & 0xFFF, number & 0xFFF)[:reach]
    height = THOROUGH if kind & _THOROUGH else QUICK
    coding = Coding(reach, height, shares, fine=bool(kind & _FINE))
    return Header(number >> 24 & 0xFFFFF, coding, bool(kind & _DIFFERENCES))


def _bits(content: bytes) -> NDArray[np.uint8]:
    return np.unpackbits(np.frombuffer(content, np.uint8))


def _with_lowest_bits(
    values: NDArray[np.uint8], bits: NDArray[np.uint8], seed: bytes
) -> NDArray[np.uint8]:
    """``values`` moved by one level, either way by chance, where the lowest bit differs."""
    up = np.random.default_rng(list(seed)).integers(0, 2, len(values), np.int16) * 2 - 1
    up[values == 0], up[values == 255] = 1, -1
    moved: NDArray[np.int16] = values + up * ((values & np.uint8(1)) != bits)
    return moved.astype(np.uint8)
