"""Payloads as bytes, compressed where that helps, padded to the size asked for.

First byte: bits 0-1 kind (0 text, 1 file, 2 picture), bit 2 compressed, bit 3 padded
with 0x80 and zeros, bits 4-7 zero. Files and pictures begin with the lengths and UTF-8 bytes of
name and media type; lengths are LEB128.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from cloak_codec.compression import BROTLI, Compression
from cloak_codec.errors import DamagedPayload, NeedsNewerVersion, UnsupportedPayload
from cloak_codec.limits import LIMITS, Limits
from cloak_codec.payloads import File, Payload, Picture, Text

_KIND_MASK: Final = 0b0011
_TEXT: Final = 0
_FILE: Final = 1
_PICTURE: Final = 2
_COMPRESSED: Final = 0b0100
_PADDED: Final = 0b1000
_KNOWN: Final = 0b1111
_MOST_LABEL_BYTES: Final = 255


def pack(payload: Payload, compression: Compression = BROTLI) -> bytes:
    """The shorter of the raw and the compressed form, one byte of description included.

    Raises UnsupportedPayload for text or labels that no Unicode encoding can hold.
    """
    kind, raw = _serialise(payload)
    compressed = compression.compressed(raw, is_text=kind == _TEXT)
    if len(compressed) < len(raw):
        return bytes([kind | _COMPRESSED]) + compressed
    return bytes([kind]) + raw


def raw_bytes(payload: Payload) -> int:
    """What readers unpack for ``payload``, name and type included. Raises UnsupportedPayload."""
    return len(_serialise(payload)[1])


def pad(packed: bytes, size: int) -> bytes:
    """``packed`` filled up to ``size`` bytes, which is at least its length."""
    if len(packed) == size:
        return packed
    filled = bytes([packed[0] | _PADDED]) + packed[1:] + b"\x80"
    return filled.ljust(size, b"\x00")


def unpack(padded: bytes, compression: Compression = BROTLI, limits: Limits = LIMITS) -> Payload:
    """Undo ``pad`` and ``pack``. Raises NeedsNewerVersion, DamagedPayload."""
    if not padded:
        raise DamagedPayload
    description, body = padded[0], padded[1:]
    if description & ~_KNOWN or description & _KIND_MASK > _PICTURE:
        raise NeedsNewerVersion
    if description & _PADDED:
        body = body.rstrip(b"\x00")
        if not body.endswith(b"\x80"):
            raise DamagedPayload
        body = body[:-1]
    if description & _COMPRESSED:
        body = compression.restored(body, limits.most_payload_bytes)
    return _parse(description & _KIND_MASK, body)


def _serialise(payload: Payload) -> tuple[int, bytes]:
    if isinstance(payload, Text):
        return _TEXT, _utf8(payload.text)
    kind = _FILE if isinstance(payload, File) else _PICTURE
    return kind, _label(payload.name) + _label(payload.media_type) + payload.content


def _label(label: str) -> bytes:
    encoded = _utf8(unicodedata.normalize("NFC", label))
    if len(encoded) > _MOST_LABEL_BYTES:
        raise UnsupportedPayload(f"a file's name and type may have {_MOST_LABEL_BYTES} bytes each")
    return _leb128(len(encoded)) + encoded


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError as unencodable:
        raise UnsupportedPayload("the text holds half a surrogate pair") from unencodable


def _leb128(number: int) -> bytes:
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def _parse(kind: int, body: bytes) -> Payload:
    try:
        if kind == _TEXT:
            return Text(body.decode())
        name, rest = _take_label(body)
        media_type, content = _take_label(rest)
    except (UnicodeDecodeError, IndexError) as broken:
        raise DamagedPayload from broken
    return (File if kind == _FILE else Picture)(name, media_type, content)


def _take_label(body: bytes) -> tuple[str, bytes]:
    length, at, shift = 0, 0, 0
    while True:
        byte = body[at]
        length |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            break
        if shift > 14:
            raise DamagedPayload
    if length > _MOST_LABEL_BYTES or at + length > len(body):
        raise DamagedPayload
    return body[at : at + length].decode(), body[at + length :]
