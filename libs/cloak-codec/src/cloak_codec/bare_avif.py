"""AVIF without the file around it: what a decoder needs and a reader cannot rebuild.

A small picture's file spends hundreds of bytes on boxes (ISO/IEC 14496-12, 23000-22) that are the
same for all: one AV1 item, 8 bits, full colour resolution, sRGB with BT.601 differences. Left are
width and height (2 bytes each, big-endian) and the AV1 bit stream (open bitstream units).
"""

from __future__ import annotations

from typing import Final

from cloak_codec.errors import DamagedPayload

_SIZE_BYTES: Final = 4
_BOX_HEAD: Final = 8
_DELIMITER: Final = b"\x12\x00"  # a temporal delimiter, which begins every stream
_SEQUENCE: Final = 0x0A  # a sequence header with its length in the next byte
# Where the sequence header's own bits begin: after the delimiter, its head and its length.
_SEQUENCE_AT: Final = len(_DELIMITER) + 2
_BRANDS: Final = b"avif\0\0\0\0avifmif1miafMA1A"
_COLOURS: Final = bytes.fromhex("6e636c780001000d000680")  # nclx: BT.709, sRGB, BT.601, full


def stripped(file: bytes) -> bytes:
    """A file of this module's form without its boxes. Raises ValueError for any other form."""
    at = file.find(b"ispe") + len(b"ispe") + 4
    width, height = (int.from_bytes(file[i : i + 4], "big") for i in (at, at + 4))
    stream = file[file.find(b"mdat") + len(b"mdat") :]
    bare = width.to_bytes(2, "big") + height.to_bytes(2, "big") + stream[len(_DELIMITER) :]
    if restored(bare) != file:
        raise ValueError("this AVIF file has other boxes")
    return bare


def restored(bare: bytes) -> bytes:
    """The file of a stripped picture. Raises DamagedPayload where that is too short to be one."""
    stream = _DELIMITER + bare[_SIZE_BYTES:]
    if len(stream) < _SEQUENCE_AT + 2 or stream[len(_DELIMITER)] != _SEQUENCE:
        raise DamagedPayload
    size = b"".join(b"\0\0" + bare[i : i + 2] for i in (0, 2))
    properties = (
        _box(b"ispe", bytes(4) + size),
        _box(b"pixi", bytes(4) + bytes([3, 8, 8, 8])),
        _box(b"av1C", _configuration(stream[_SEQUENCE_AT:])),
        _box(b"colr", _COLOURS),
    )
    associations = bytes.fromhex("00000000 00000001 0001 04 01 02 83 04")
    before = (
        _box(b"hdlr", bytes(8) + b"pict" + bytes(13)),
        _box(b"pitm", bytes(4) + b"\0\1"),
    )
    after = (
        _box(b"iinf", bytes(4) + b"\0\1" + _box(b"infe", b"\2\0\0\0\0\1\0\0av01Color\0")),
        _box(b"iprp", _box(b"ipco", b"".join(properties)) + _box(b"ipma", associations)),
    )
    first = _box(b"ftyp", _BRANDS)
    at = len(first) + len(_meta(before, 0, stream, after)) + _BOX_HEAD
    return first + _meta(before, at, stream, after) + _box(b"mdat", stream)


def _meta(before: tuple[bytes, ...], at: int, stream: bytes, after: tuple[bytes, ...]) -> bytes:
    """All about the item whose stream lies ``at`` so many bytes from the file's beginning."""
    extent = at.to_bytes(4, "big") + len(stream).to_bytes(4, "big")
    location = _box(b"iloc", bytes.fromhex("00000000 4400 0001 0001 0000 0001") + extent)
    return _box(b"meta", bytes(4) + b"".join((*before, location, *after)))


def _configuration(sequence: bytes) -> bytes:
    """Version, profile and level of a still picture's sequence header (AV1, 5.5.1)."""
    profile, level = sequence[0] >> 5, (sequence[0] & 7) << 2 | sequence[1] >> 6
    return bytes([0x81, profile << 5 | level, 0, 0])


def _box(kind: bytes, content: bytes) -> bytes:
    return (_BOX_HEAD + len(content)).to_bytes(4, "big") + kind + content


SPARED_BYTES: Final = len(restored(bytes(_SIZE_BYTES) + bytes([_SEQUENCE, 0, 0, 0]))) - 8
