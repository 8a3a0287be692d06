"""How payload bytes are compressed: with brotli, or with what every browser can do by itself."""

from __future__ import annotations

import zlib
from typing import Final, Protocol

import brotli

from cloak_codec.errors import DamagedPayload

_THOROUGH_BELOW: Final = 1 << 16  # brotli's best level takes a second for each megabyte


class Compression(Protocol):
    """A lossless compression whose reading is bounded."""

    def compressed(self, raw: bytes, *, is_text: bool) -> bytes:
        """The bytes made shorter, or longer where there is nothing to gain."""
        ...

    def restored(self, body: bytes, most: int) -> bytes:
        """The bytes that were compressed; raises DamagedPayload, also for more than ``most``."""
        ...


class Brotli:
    """RFC 7932; its dictionary makes short texts shorter."""

    def compressed(self, raw: bytes, *, is_text: bool) -> bytes:
        """The bytes made shorter, or longer where there is nothing to gain."""
        mode = brotli.MODE_TEXT if is_text else brotli.MODE_GENERIC
        quality = 11 if len(raw) < _THOROUGH_BELOW else 5
        short: bytes = brotli.compress(raw, mode=mode, quality=quality)
        return short

    def restored(self, body: bytes, most: int) -> bytes:
        """The bytes that were compressed; raises DamagedPayload, also for more than ``most``."""
        decompressor = brotli.Decompressor()
        try:
            raw: bytes = decompressor.process(body, output_buffer_limit=most + 1)
        except brotli.error as broken:
            raise DamagedPayload from broken
        if len(raw) > most or not decompressor.is_finished():
            raise DamagedPayload
        return raw


class Deflate:
    """RFC 1951 without a frame: ``deflate-raw`` of browsers' compression streams."""

    def compressed(self, raw: bytes, *, is_text: bool) -> bytes:
        """The bytes made shorter, or longer where there is nothing to gain."""
        del is_text  # it knows no difference
        compressor = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS, 9)
        return compressor.compress(raw) + compressor.flush()

    def restored(self, body: bytes, most: int) -> bytes:
        """The bytes that were compressed; raises DamagedPayload, also for more than ``most``."""
        decompressor = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            raw = decompressor.decompress(body, most + 1)
        except zlib.error as broken:
            raise DamagedPayload from broken
        if len(raw) > most or not decompressor.eof or decompressor.unused_data:
            raise DamagedPayload
        return raw


BROTLI: Final = Brotli()
DEFLATE: Final = Deflate()
